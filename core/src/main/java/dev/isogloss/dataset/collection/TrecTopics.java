package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.io.Origin;
import dev.isogloss.io.TextLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * TREC's topics: {@code id TAB query} a line; {@code <top>} with {@code <num>} and {@code <title>} (whose tags are not closed); or
 * {@code <topic number="1">} with {@code <query>} or {@code <title>}. The first line that is not blank tells them apart.
 */
final class TrecTopics {
    private static final Pattern TOPIC =
            Pattern.compile("<top>(.*?)</top>|<topic\\b([^>]*)>(.*?)</topic>", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("<num>\\s*(?:Number:)?\\s*([^\\s<]+)");
    private static final Pattern ATTRIBUTE = Pattern.compile("(?:number|id)\\s*=\\s*[\"']([^\"']+)[\"']");
    private static final Pattern TITLE = Pattern.compile("<(?:title|query)>\\s*(?:Topic:)?\\s*([^<]+)");

    private TrecTopics() {}

    static void read(Path file, BadRows badRows, RowSink<QueryRow> sink) throws IOException {
        StringBuilder text = new StringBuilder();
        try (TextLines lines = TextLines.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (text.isEmpty() && !line.isBlank() && !line.strip().startsWith("<")) {
                    TopicLines.read(file, Language.UNDETERMINED, badRows, sink);
                    return;
                }
                text.append(line).append('\n');
            }
        }
        Matcher topics = TOPIC.matcher(text);
        int end = 0;
        long line = 1;
        while (topics.find()) {
            line += text.substring(end, topics.start())
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            Origin origin = Origin.of(file, line);
            line += topics.group().chars().filter(c -> c == '\n').count();
            end = topics.end();
            String body = topics.group(1) == null ? topics.group(3) : topics.group(1);
            String number = topics.group(1) == null ? first(ATTRIBUTE, topics.group(2)) : first(NUMBER, body);
            String title = first(TITLE, body);
            if (number == null || title == null || title.isBlank()) {
                badRows.take(
                        origin, topics.group(), origin.error("expected a topic with a number and a title or query"));
            } else {
                String query = title.strip().replaceAll("\\s+", " ");
                sink.accept(new QueryRow(number, Language.UNDETERMINED, unescape(query)), origin);
            }
        }
    }

    private static @Nullable String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static String unescape(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }
}
