package dev.isogloss.hub;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Nobody answers at the hub's address, so that nothing can be said of what it has. */
public final class HubUnreachableException extends IOException {
    private static final long serialVersionUID = 1L;

    HubUnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
