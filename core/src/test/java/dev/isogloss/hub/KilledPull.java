package dev.isogloss.hub;

import dev.isogloss.io.Progress;
import java.io.IOException;

/** A download in a process of its own, to be killed. */
final class KilledPull {
    private KilledPull() {}

    /** The id of a model; everything else is in the environment. */
    public static void main(String[] arguments) throws IOException {
        Pulled pulled = Hub.ofEnvironment().pullModel(HubId.of(HubId.Kind.MODEL, arguments[0]), Progress.SILENT);
        System.out.println(pulled.folder() + " " + pulled.downloaded());
    }
}
