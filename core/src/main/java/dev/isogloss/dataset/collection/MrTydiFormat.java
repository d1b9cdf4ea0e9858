package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Mr. TyDi's official layout, a folder a language ({@code mrtydi-v1.1-swahili}): {@code collection/docs.jsonl.gz} of {@code {id,
 * contents}} with title and text parted by a blank line, {@code topic.SPLIT.tsv}, {@code qrels.SPLIT.txt}.
 */
public final class MrTydiFormat implements CollectionFormat {
    private static final Pattern FOLDER = Pattern.compile("mrtydi-v1\\.[01]-([a-z0-9-]+)");
    private static final Pattern TOPICS = Pattern.compile("topic(?:\\.([^.]+))?\\.tsv");
    private static final Pattern QRELS = Pattern.compile("qrels(?:\\.([^.]+))?\\.txt");
    private static final String GAP = "\n\n";

    @Override
    public String word() {
        return "mrtydi";
    }

    @Override
    public String description() {
        return "mrtydi-v1.1-LANGUAGE/collection/docs.jsonl.gz {id, contents}, topic.SPLIT.tsv, qrels.SPLIT.txt";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        if (sighting.isFolder()
                && FOLDER.matcher(String.valueOf(sighting.path().getFileName())).matches()) {
            return Optional.of("the folder is named mrtydi-v1.1-LANGUAGE");
        }
        return sighting.hasName("mrtydi-v1\\.[01]-.*/")
                ? Optional.of("there are folders mrtydi-v1.1-LANGUAGE")
                : Optional.empty();
    }

    @Override
    public CollectionFiles open(Path path, BadRows badRows) {
        SortedMap<Language, Folder> folders = new TreeMap<>();
        add(folders, path.toAbsolutePath());
        if (folders.isEmpty() && Files.isDirectory(path)) {
            try (Stream<Path> children = Files.list(path)) {
                children.sorted().forEach(child -> add(folders, child));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (folders.isEmpty()) {
            throw new BadInputException("no folder mrtydi-v1.1-LANGUAGE (for example mrtydi-v1.1-swahili) in " + path);
        }
        return new Reader(folders, badRows);
    }

    private static void add(SortedMap<Language, Folder> folders, Path folder) {
        Matcher matcher = FOLDER.matcher(String.valueOf(folder.getFileName()));
        if (matcher.matches() && Files.isDirectory(folder)) {
            Language language = LanguageNames.named(matcher.group(1))
                    .orElseThrow(() -> new BadInputException(
                            folder + " names no language (got: " + matcher.group(1) + "; for example swahili)"));
            if (folders.put(language, Folder.of(folder)) != null) {
                throw new BadInputException(
                        "two folders beside " + folder + " are in " + language + "; keep one of them");
            }
        }
    }

    /** Contents with the title in front, as the official files have them; without one the text keeps its own blank lines. */
    static String contents(PassageRow row) {
        return row.title().isEmpty() && !row.text().contains(GAP) ? row.text() : row.title() + GAP + row.text();
    }

    private static PassageRow passage(JsonLine row, Language language) {
        String contents = row.requiredText("contents", "text");
        int gap = contents.indexOf(GAP);
        return new PassageRow(
                IdText.decode(row.requiredText("id", "docid")),
                language,
                row.text("title").orElse(gap < 0 ? "" : contents.substring(0, gap)),
                gap < 0 || row.text("title").isPresent() ? contents : contents.substring(gap + GAP.length()));
    }

    @Override
    public void write(CollectionFiles from, Path to, Losses losses) throws IOException {
        LanguageFolders.write(from, to, word(), language -> folderName(language).isPresent(), (files, folder) -> {
            LanguageFolders.passages(
                    files,
                    folder,
                    Integer.MAX_VALUE,
                    (language, shard) -> name(language) + "/collection/docs.jsonl.gz",
                    row -> json(row, losses));
            LanguageFolders.topics(
                    files,
                    folder,
                    losses,
                    (language, split) -> name(language) + "/topic" + SplitFiles.ending(split, files.splits()) + ".tsv");
            LanguageFolders.judgments(
                    files,
                    folder,
                    (language, split) -> name(language) + "/qrels" + SplitFiles.ending(split, files.splits()) + ".txt");
        });
    }

    private static Map<String, Object> json(PassageRow row, Losses losses) {
        PassageRow kept = row;
        if (row.title().contains("\n")) {
            losses.count("titles with line breaks, now spaces");
            kept = new PassageRow(row.id(), row.language(), row.title().replace('\n', ' '), row.text());
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", IdText.encode(row.id()));
        json.put("contents", contents(kept));
        return json;
    }

    private static String name(Language language) {
        return folderName(language).orElseThrow();
    }

    /** A folder by the language's English name, or by its code, whichever is read as this language again. */
    private static Optional<String> folderName(Language language) {
        return Stream.of(LanguageNames.english(language).toLowerCase(Locale.ROOT), language.code())
                .filter(name -> LanguageNames.named(name).equals(Optional.of(language)))
                .map(name -> "mrtydi-v1.1-" + name)
                .filter(name -> FOLDER.matcher(name).matches())
                .findFirst();
    }

    /** The files of one language. */
    private record Folder(List<Path> passages, SortedMap<String, Path> topics, SortedMap<String, Path> qrels) {
        static Folder of(Path folder) {
            Path collection = folder.resolve("collection");
            return new Folder(
                    Files.isDirectory(collection) ? RowFile.find(collection) : List.of(),
                    SplitFiles.find(folder, TOPICS),
                    SplitFiles.find(folder, QRELS));
        }
    }

    private record Reader(SortedMap<Language, Folder> folders, BadRows badRows) implements CollectionFiles {
        @Override
        public boolean idsByLanguage() {
            return true;
        }

        @Override
        public SortedSet<Language> languages() {
            return new TreeSet<>(folders.keySet());
        }

        @Override
        public SortedSet<String> splits() {
            SortedSet<String> splits = new TreeSet<>();
            folders.values().forEach(folder -> {
                splits.addAll(folder.topics().keySet());
                splits.addAll(folder.qrels().keySet());
            });
            return splits;
        }

        @Override
        public void passages(RowSink<PassageRow> sink) throws IOException {
            for (Map.Entry<Language, Folder> folder : folders.entrySet()) {
                for (Path file : folder.getValue().passages()) {
                    RowFile.read(file, badRows, row -> passage(row, folder.getKey()), sink);
                }
            }
        }

        @Override
        public void queries(String split, RowSink<QueryRow> sink) throws IOException {
            for (Map.Entry<Language, Folder> folder : folders.entrySet()) {
                Path file = folder.getValue().topics().get(split);
                if (file != null) {
                    TopicLines.read(file, folder.getKey(), badRows, sink);
                }
            }
        }

        @Override
        public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
            for (Map.Entry<Language, Folder> folder : folders.entrySet()) {
                Path file = folder.getValue().qrels().get(split);
                if (file != null) {
                    JudgmentLines.read(file, folder.getKey(), badRows, sink);
                }
            }
        }

        @Override
        public List<Path> files() {
            List<Path> files = new ArrayList<>();
            folders.values().forEach(folder -> {
                files.addAll(folder.passages());
                files.addAll(folder.topics().values());
                files.addAll(folder.qrels().values());
            });
            return List.copyOf(files);
        }
    }
}
