package dev.isogloss.mine;

import dev.isogloss.llm.AnswerCache;
import dev.isogloss.llm.ApiKey;
import dev.isogloss.llm.Budget;
import dev.isogloss.llm.ChatLimits;
import dev.isogloss.llm.ChatPool;
import dev.isogloss.llm.LoopbackServer;
import dev.isogloss.llm.OpenAiChat;
import dev.isogloss.llm.Retries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/** A loopback server, a client of it and a pool that records into a file. */
final class LlmServer implements AutoCloseable {
    final LoopbackServer server;
    final ChatPool pool;
    private final OpenAiChat chat;
    private final AnswerCache cache;

    LlmServer(Path file, Function<LoopbackServer.Call, LoopbackServer.Reply> behaviour) throws IOException {
        server = new LoopbackServer(behaviour);
        chat = new OpenAiChat(server.url(), "loopback", ApiKey.none(), Duration.ofSeconds(20));
        cache = AnswerCache.open(file);
        var retries = new Retries(3, Duration.ofMillis(2), Duration.ofMillis(10), 0);
        pool = new ChatPool(chat, cache, ChatLimits.DEFAULT, retries, Budget.UNLIMITED);
    }

    @Override
    public void close() throws IOException {
        cache.close();
        chat.close();
        server.close();
    }
}
