package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a server under test. */
final class Caller {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    Caller(String address) {
        this.address = address;
    }

    /** What came back. */
    record Came(int status, HttpResponse<byte[]> response) {
        JsonNode json() {
            return JsonMapper.shared().readTree(response.body());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        Came ok() {
            assertThat(status).as(text()).isEqualTo(200);
            return this;
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /** A problem with this status whose detail holds these parts, and no sign of where in the code it came from. */
        Came problem(int wanted, String... parts) {
            assertThat(status).as(text()).isEqualTo(wanted);
            assertThat(header("content-type")).isEqualTo("application/problem+json");
            assertThat(json().get("status").intValue()).isEqualTo(wanted);
            for (String part : parts) {
                assertThat(json().get("detail").stringValue()).contains(part);
            }
            assertThat(json().get("error").get("message").stringValue())
                    .isEqualTo(json().get("detail").stringValue());
            assertThat(text()).doesNotContain("dev.isogloss", "Exception", "\\tat ");
            return this;
        }
    }

    Came get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    Came post(String path, String json, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    Came send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Came(response.statusCode(), response);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(20));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }
}
