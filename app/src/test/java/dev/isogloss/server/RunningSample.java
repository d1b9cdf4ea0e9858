package dev.isogloss.server;

import dev.isogloss.cli.ServedSample;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.util.function.Function;

/** The real server on loopback over the repository's sample, and somebody who asks it. */
record RunningSample(ServedSample sample, Services services, IsoglossServer server, Caller caller)
        implements AutoCloseable {
    /** Starts one without keys on a port of its own. */
    static RunningSample start(ServedSample sample, Function<ServedSample, Services.Choice> choice) throws IOException {
        Services services = Services.open(choice.apply(sample), Progress.SILENT);
        IsoglossServer server = IsoglossServer.start(ServerTest.settings(ApiKeys.NONE), services);
        return new RunningSample(sample, services, server, new Caller(server.address()));
    }

    @Override
    public void close() throws IOException {
        server.close();
        services.close();
    }
}
