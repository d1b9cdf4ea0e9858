package dev.isogloss.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the hub says about a repository: the commit of a revision, the files of a commit, the address of a file. */
record HubListing(HubClient client, HubSettings settings, Consumer<String> waiting) {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;[^,]*\\brel=\"?next\"?");
    private static final int MOST_PAGES = 10_000;

    /** The commit that a revision stands for now. */
    String commit(HubId id) throws IOException {
        URI address = URI.create(api(id) + "/revision/" + quote(id.revision()));
        JsonNode answer = json(address, id, "revision " + id.revision()).body();
        String commit = answer.path("sha").asString("");
        if (!HubId.isCommit(commit)) {
            throw odd(address, "no commit");
        }
        return commit;
    }

    /** Every file of a commit. */
    List<HubFile> files(HubId id, String commit) throws IOException {
        List<HubFile> files = new ArrayList<>();
        URI page = URI.create(api(id) + "/tree/" + commit + "?recursive=true&expand=false");
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Page answer = json(page, id.at(commit), "list of files");
            for (JsonNode entry : answer.body) {
                if (entry.path("type").asString("").equals("file")) {
                    files.add(file(entry, page));
                }
            }
            Matcher next = NEXT.matcher(answer.link);
            if (!next.find()) {
                return files;
            }
            page = page.resolve(next.group(1));
        }
        throw odd(page, "pages without end");
    }

    /** Where the bytes of a file are. */
    URI address(HubId id, String commit, HubFile file) {
        String path =
                Arrays.stream(file.path().split("/")).map(HubListing::quote).collect(Collectors.joining("/"));
        return URI.create(
                settings.endpoint() + "/" + id.kind().prefix() + id.name() + "/resolve/" + commit + "/" + path);
    }

    private String api(HubId id) {
        return settings.endpoint() + "/api/" + id.kind().plural() + "/" + id.name();
    }

    private static HubFile file(JsonNode entry, URI page) throws IOException {
        JsonNode large = entry.path("lfs");
        boolean isLarge = large.isObject();
        try {
            return new HubFile(
                    entry.path("path").asString(""),
                    (isLarge ? large : entry).path("size").asLong(-1),
                    new BlobHash((isLarge ? large : entry).path("oid").asString("")));
        } catch (IllegalArgumentException e) {
            throw odd(page, String.valueOf(e.getMessage()));
        }
    }

    private record Page(JsonNode body, String link) {}

    private Page json(URI address, HubId id, String what) throws IOException {
        HttpResponse<InputStream> response = client.get(address, id, what, 0, waiting);
        try (InputStream body = new WatchedBody(response.body(), settings.patience())) {
            JsonNode node = JsonMapper.shared().readTree(body.readAllBytes());
            return new Page(node, response.headers().firstValue("Link").orElse(""));
        } catch (JacksonException e) {
            throw odd(address, "no JSON");
        }
    }

    private static IOException odd(URI address, String what) {
        return new IOException(
                "the answer of " + address + " has " + what + "; is that a hub? HF_ENDPOINT says where the hub is");
    }

    private static String quote(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
