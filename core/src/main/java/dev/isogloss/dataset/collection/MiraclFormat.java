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
import dev.isogloss.format.MiraclLayout;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** MIRACL's official layout: a folder of passages and one of topics and judgments for every language. */
public final class MiraclFormat implements CollectionFormat {
    /** As many passages as the official files hold. */
    private static final int SHARD = 500_000;

    @Override
    public String word() {
        return "miracl";
    }

    @Override
    public String description() {
        return "miracl-corpus-v1.0-LANG/docs-N.jsonl.gz {docid, title, text}, miracl-v1.0-LANG/topics and /qrels";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        return sighting.hasName("miracl-.*/")
                ? Optional.of("there are folders miracl-corpus-v1.0-LANG or miracl-v1.0-LANG")
                : Optional.empty();
    }

    @Override
    public CollectionFiles open(Path path, BadRows badRows) {
        return new Reader(MiraclLayout.find(path), badRows);
    }

    @Override
    public void write(CollectionFiles from, Path to, Losses losses) throws IOException {
        LanguageFolders.write(from, to, word(), MiraclLayout::isNamed, (files, folder) -> {
            LanguageFolders.passages(
                    files,
                    folder,
                    SHARD,
                    (language, shard) -> "miracl-corpus-v1.0-" + language + "/docs-" + shard + ".jsonl.gz",
                    MiraclFormat::json);
            LanguageFolders.topics(files, folder, losses, (language, split) -> name("topics", language, split));
            LanguageFolders.judgments(files, folder, (language, split) -> name("qrels", language, split));
        });
    }

    private static String name(String kind, Language language, String split) {
        return "miracl-v1.0-" + language + "/" + kind + "/" + kind + ".miracl-v1.0-" + language + "-" + split + ".tsv";
    }

    private static Map<String, Object> json(PassageRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("docid", IdText.encode(row.id()));
        json.put("title", row.title());
        json.put("text", row.text());
        return json;
    }

    private record Reader(MiraclLayout layout, BadRows badRows) implements CollectionFiles {
        @Override
        public boolean idsByLanguage() {
            return true;
        }

        @Override
        public SortedSet<Language> languages() {
            SortedSet<Language> languages = new TreeSet<>(layout.corpora().keySet());
            languages.addAll(layout.topics().keySet());
            return languages;
        }

        @Override
        public SortedSet<String> splits() {
            SortedSet<String> splits = new TreeSet<>();
            layout.topics().values().forEach(files -> splits.addAll(files.keySet()));
            layout.qrels().values().forEach(files -> splits.addAll(files.keySet()));
            return splits;
        }

        @Override
        public void passages(RowSink<PassageRow> sink) throws IOException {
            for (Map.Entry<Language, List<Path>> corpus : layout.corpora().entrySet()) {
                for (Path shard : corpus.getValue()) {
                    RowFile.read(shard, badRows, row -> passage(row, corpus.getKey()), sink);
                }
            }
        }

        private static PassageRow passage(JsonLine row, Language language) {
            return new PassageRow(
                    IdText.decode(row.requiredText("docid", "_id")),
                    language,
                    row.text("title").orElse(""),
                    row.requiredText("text"));
        }

        @Override
        public void queries(String split, RowSink<QueryRow> sink) throws IOException {
            for (Language language : layout.topics().keySet()) {
                Path file = MiraclLayout.splits(layout.topics(), language).get(split);
                if (file != null) {
                    TopicLines.read(file, language, badRows, sink);
                }
            }
        }

        @Override
        public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
            for (Language language : layout.qrels().keySet()) {
                Path file = MiraclLayout.splits(layout.qrels(), language).get(split);
                if (file != null) {
                    JudgmentLines.read(file, language, badRows, sink);
                }
            }
        }

        @Override
        public List<Path> files() {
            return layout.files(List.copyOf(languages()));
        }
    }
}
