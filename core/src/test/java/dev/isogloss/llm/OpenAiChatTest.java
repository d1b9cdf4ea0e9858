package dev.isogloss.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import dev.isogloss.llm.LoopbackServer.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OpenAiChatTest {
    private static final String SECRET = "sk-very-secret-0123456789";
    private static final ApiKey KEY = ApiKey.from("SOME_KEY", name -> SECRET);
    private static final Sampling SAMPLING = new Sampling(0.8, 0.4, 64, 7);
    private static final Prompt FORMED = new Prompt(
            "You judge.",
            "Judge this.",
            new AnswerForm.JsonObject(
                    "grades", List.of(new AnswerForm.WholeNumber("accuracy", 0, 2), new AnswerForm.Text("why"))));

    @Test
    void sendsPromptSamplingKeyAndFormAndReadsTheAnswer() {
        try (var server = new LoopbackServer(call -> LoopbackServer.say("{\"accuracy\":1,\"why\":\"néant\"}"));
                var chat = chat(server, KEY)) {
            ChatAnswer answer = chat.answer(FORMED, SAMPLING);
            assertThat(answer).isEqualTo(new ChatAnswer("{\"accuracy\":1,\"why\":\"néant\"}", 10, 28));
            LoopbackServer.Call call = server.calls().getFirst();
            assertThat(call.authorization()).isEqualTo("Bearer " + SECRET);
            assertThat(call.body().get("model").stringValue()).isEqualTo("loopback");
            assertThat(call.body().get("top_p").doubleValue()).isEqualTo(0.8);
            assertThat(call.body().get("temperature").doubleValue()).isEqualTo(0.4);
            assertThat(call.body().get("seed").intValue()).isEqualTo(7);
            assertThat(call.body().get("max_tokens").intValue()).isEqualTo(64);
            assertThat(call.body().get("messages").get(0).get("role").stringValue())
                    .isEqualTo("system");
            assertThat(call.body().get("messages").get(0).get("content").stringValue())
                    .isEqualTo("You judge.");
            assertThat(call.user()).isEqualTo("Judge this.");
            var schema = call.body().get("response_format").get("json_schema");
            assertThat(schema.get("strict").booleanValue()).isTrue();
            assertThat(schema.get("schema")
                            .get("properties")
                            .get("accuracy")
                            .get("enum")
                            .toString())
                    .isEqualTo("[0,1,2]");
            assertThat(schema.get("schema").get("additionalProperties").booleanValue())
                    .isFalse();
            assertThat(schema.get("schema").get("required").toString()).isEqualTo("[\"accuracy\",\"why\"]");
        }
    }

    @Test
    void aServerThatRefusesTheFormIsAskedOnceAndNeverAgain() {
        try (var server = new LoopbackServer(
                        call -> call.isFormed() ? LoopbackServer.status(400) : LoopbackServer.say("ok"));
                var chat = chat(server, ApiKey.none())) {
            assertThat(chat.answer(FORMED, SAMPLING).text()).isEqualTo("ok");
            assertThat(chat.takesForms()).isFalse();
            assertThat(chat.answer(FORMED, SAMPLING).text()).isEqualTo("ok");
            assertThat(server.calls()).extracting(LoopbackServer.Call::isFormed).containsExactly(true, false, false);
            assertThat(server.calls().getFirst().authorization()).isEqualTo("null");
        }
    }

    @Test
    void aRefusedPromptSaysNothingAboutForms() {
        try (var server = new LoopbackServer(call -> LoopbackServer.status(400));
                var chat = chat(server, KEY)) {
            assertThat(failure(chat).kind()).isEqualTo(ChatFailure.Kind.REFUSED);
            assertThat(chat.takesForms()).isTrue();
        }
    }

    @Test
    void everyFailureHasItsKind() {
        assertThat(failureOf(call -> LoopbackServer.status(500)).kind()).isEqualTo(ChatFailure.Kind.BROKEN);
        assertThat(failureOf(call -> new Status(200, Map.of(), "<html>a proxy</html>"))
                        .kind())
                .isEqualTo(ChatFailure.Kind.BROKEN);
        assertThat(failureOf(call -> new Status(200, Map.of(), "{\"choices\":[{\"message\":{\"conte"))
                        .kind())
                .isEqualTo(ChatFailure.Kind.BROKEN);
        assertThat(failureOf(call -> new Status(200, Map.of(), "{\"choices\":[]}"))
                        .kind())
                .isEqualTo(ChatFailure.Kind.BROKEN);
        assertThat(failureOf(call -> new LoopbackServer.Cut(false)).kind()).isEqualTo(ChatFailure.Kind.CONNECTION);
        assertThat(failureOf(call -> new LoopbackServer.Cut(true)).kind()).isEqualTo(ChatFailure.Kind.CONNECTION);
        ChatFailure busy = failureOf(call -> new Status(429, Map.of("Retry-After", "3"), ""));
        assertThat(busy.kind()).isEqualTo(ChatFailure.Kind.BUSY);
        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(3));
        assertThat(failureOf(call -> new Status(429, Map.of("Retry-After", "soon"), ""))
                        .retryAfter())
                .isEmpty();
        assertThat(failureOf(call -> new Status(503, Map.of("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"), ""))
                        .retryAfter())
                .contains(Duration.ZERO);
    }

    @Test
    void aHangEndsInTimeBeforeAndWithinTheAnswer() {
        for (boolean afterHeaders : List.of(false, true)) {
            try (var server = new LoopbackServer(call -> new LoopbackServer.Hang(3000, afterHeaders));
                    var chat = new OpenAiChat(server.url(), "loopback", KEY, Duration.ofMillis(300))) {
                long start = System.nanoTime();
                assertThat(failure(chat).kind()).isEqualTo(ChatFailure.Kind.TIMEOUT);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            }
        }
    }

    @Test
    void whatCanNeverWorkIsSaidAtOnceAndWithoutTheKey() throws IOException {
        Function<LoopbackServer.Call, LoopbackServer.Reply> quoting =
                call -> new Status(401, Map.of(), "{\"error\":{\"message\":\"Incorrect API key: " + SECRET + "\"}}");
        assertThat(checkOf(quoting)).contains("does not accept the key in the environment variable SOME_KEY", "401");
        assertThat(checkOf(call -> LoopbackServer.status(403))).contains("SOME_KEY", "403");
        assertThat(checkOf(call -> new Status(404, Map.of(), "no model for " + SECRET)))
                .contains("does not know the model loopback", "no model for [key]");
        assertThat(checkOf(call -> new Status(400, Map.of(), "bad " + SECRET))).contains("bad [key]");
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (var chat = new OpenAiChat("http://127.0.0.1:" + closed + "/v1", "m", KEY, Duration.ofSeconds(5))) {
            assertThatThrownBy(chat::check)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll("127.0.0.1:" + closed, "no connection", "is it running");
        }
    }

    @Test
    void aBusyServerPassesTheCheck() {
        try (var server = new LoopbackServer(call -> LoopbackServer.status(429));
                var chat = chat(server, KEY)) {
            chat.check();
            assertThat(server.count()).isEqualTo(1);
        }
    }

    @Test
    void nothingShowsAKey() {
        assertThat(KEY.toString()).isEqualTo("ApiKey[SOME_KEY]");
        assertThat(ApiKey.none().toString()).isEqualTo("ApiKey[none]");
        try (var chat = new OpenAiChat("http://127.0.0.1:1/v1", "m", KEY, Duration.ofSeconds(1))) {
            assertThat(chat.toString()).doesNotContain(SECRET).contains("SOME_KEY");
        }
        assertThatThrownBy(() -> ApiKey.from(SECRET, name -> null))
                .isInstanceOf(BadInputException.class)
                .message()
                .doesNotContain(SECRET);
        assertThatThrownBy(() -> ApiKey.from("SOME_KEY", name -> null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("SOME_KEY is not set");
        assertThatThrownBy(() -> ApiKey.from("SOME_KEY", name -> SECRET + " \n" + SECRET))
                .isInstanceOf(BadInputException.class)
                .message()
                .doesNotContain(SECRET);
    }

    @Test
    void addressesAreAddresses() {
        for (String address : List.of("localhost:8000", "file:///tmp", "http://", "http://a b/v1", "")) {
            assertThatThrownBy(() -> new OpenAiChat(address, "m", KEY, Duration.ofSeconds(1)))
                    .as(address)
                    .isInstanceOf(BadInputException.class);
        }
        assertThatThrownBy(() -> new OpenAiChat("http://me:" + SECRET + "@h/v1", "m", KEY, Duration.ofSeconds(1)))
                .isInstanceOf(BadInputException.class)
                .message()
                .doesNotContain(SECRET);
    }

    private static OpenAiChat chat(LoopbackServer server, ApiKey key) {
        return new OpenAiChat(server.url(), "loopback", key, Duration.ofSeconds(10));
    }

    private static ChatFailure failureOf(Function<LoopbackServer.Call, LoopbackServer.Reply> behaviour) {
        try (var server = new LoopbackServer(behaviour);
                var chat = chat(server, KEY)) {
            return failure(chat);
        }
    }

    private static ChatFailure failure(OpenAiChat chat) {
        Prompt plain = new Prompt("", "Say something.", new AnswerForm.FreeText());
        var caught = new ChatFailure[1];
        assertThatThrownBy(() -> chat.answer(plain, SAMPLING))
                .isInstanceOfSatisfying(ChatFailure.class, failure -> caught[0] = failure);
        assertThat(everything(caught[0])).doesNotContain(SECRET);
        return caught[0];
    }

    private static String checkOf(Function<LoopbackServer.Call, LoopbackServer.Reply> behaviour) {
        try (var server = new LoopbackServer(behaviour);
                var chat = chat(server, KEY)) {
            var message = new String[1];
            assertThatThrownBy(chat::check).isInstanceOfSatisfying(BadInputException.class, e -> {
                assertThat(everything(e)).doesNotContain(SECRET);
                message[0] = String.valueOf(e.getMessage());
            });
            return message[0];
        }
    }

    private static String everything(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
