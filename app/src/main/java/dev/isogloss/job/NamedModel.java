package dev.isogloss.job;

import dev.isogloss.hub.Hub;
import dev.isogloss.hub.HubId;
import dev.isogloss.hub.HubUnreachableException;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model as people name it: a folder here, or an id of the hub. */
public final class NamedModel {
    private NamedModel() {}

    /**
     * Brings a model here that is named by its hub id and not in the hub's cache; does nothing for a folder.
     *
     * @throws BadInputException when the hub has no such model, or the network is not to be used, or when the name may be that of a
     *     folder which is not there and the hub cannot be asked
     */
    public static void fetch(String folderOrId, Progress progress) throws IOException {
        if (!HubId.isMeant(folderOrId)) {
            return;
        }
        try {
            Path folder = Hub.ofEnvironment().model(HubId.of(HubId.Kind.MODEL, folderOrId), progress);
            assert Files.isDirectory(folder);
        } catch (BadInputException e) {
            throw new BadInputException(lead(folderOrId) + e.getMessage(), e);
        } catch (HubUnreachableException e) {
            if (isCertainlyAnId(folderOrId)) {
                throw e;
            }
            throw new BadInputException(
                    lead(folderOrId) + "whether the hub has a model of that name cannot be asked: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new IOException(lead(folderOrId) + e.getMessage(), e);
        }
    }

    /** Who meant a folder and mistyped it should not have to wonder why a hub is spoken of. */
    private static String lead(String folderOrId) {
        return isCertainlyAnId(folderOrId) ? "" : "there is no folder " + folderOrId + ", and ";
    }

    private static boolean isCertainlyAnId(String folderOrId) {
        return folderOrId.startsWith("hub:");
    }
}
