package dev.isogloss.index;

import java.io.IOException;

/** An index was exchanged for one of another model while changes for it were on their way: none was made, and their vectors are of no use. */
public final class IndexExchangedException extends IOException {
    private static final long serialVersionUID = 1L;

    IndexExchangedException() {
        super("the index was exchanged for one of another model meanwhile; send the changes again");
    }
}
