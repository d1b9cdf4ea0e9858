package dev.isogloss.format;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * MIRACL in its official layout: {@code miracl-corpus-v1.0-LANG/docs-i.jsonl.gz} and {@code miracl-v1.0-LANG/topics} and
 * {@code /qrels}, any subset of its languages. Topics and judgments without any passages can be read too.
 */
public final class MiraclCollection implements CollectionSource {
    private final MiraclLayout layout;
    private final List<Language> languages;

    private MiraclCollection(MiraclLayout layout, List<Language> languages) {
        this.layout = layout;
        this.languages = languages;
    }

    /** Opens all languages that have passages. */
    public static MiraclCollection open(Path folder) {
        return open(folder, Set.of());
    }

    /**
     * Opens some languages.
     *
     * @param folder the folder with the {@code miracl-*} folders, or the one above it
     * @param chosen empty for all
     * @throws BadInputException when a chosen language has no passages here, or when files are missing
     */
    public static MiraclCollection open(Path folder, Set<Language> chosen) {
        MiraclLayout layout = MiraclLayout.find(folder);
        Collection<Language> present = layout.corpora().isEmpty()
                ? layout.topics().keySet()
                : layout.corpora().keySet();
        return new MiraclCollection(layout, Languages.choose(layout.folder(), present, chosen));
    }

    @Override
    public String format() {
        return "miracl";
    }

    @Override
    public List<Language> languages() {
        return languages;
    }

    @Override
    public void passages(Consumer<Passage> sink) {
        passagesWithOrigin((passage, origin) -> sink.accept(passage));
    }

    @Override
    public void passagesWithOrigin(PassageSink sink) {
        if (layout.corpora().isEmpty()) {
            throw new BadInputException("there are no passages in " + layout.folder()
                    + ": expected folders miracl-corpus-v1.0-LANG beside the topics");
        }
        for (Language language : languages) {
            for (Path shard : layout.corpora().getOrDefault(language, List.of())) {
                PassageFile.lines(shard, line -> {
                    Key key = PassageFile.key(line, language);
                    String title = line.text("title").orElse("");
                    sink.accept(new Passage(key, title, line.requiredText("text")), line.origin());
                });
            }
        }
    }

    @Override
    public List<Query> queries(String split) {
        requireSplit(split);
        List<Query> queries = new ArrayList<>();
        for (Language language : languages) {
            Path file = MiraclLayout.splits(layout.topics(), language).get(split);
            if (file != null) {
                queries.addAll(QueryFile.read(file, Optional.of(language), LanguageDetector.always(language)));
            }
        }
        return List.copyOf(queries);
    }

    @Override
    public Judgments judgments(String split) {
        requireSplit(split);
        Map<Key, Map<Key, Integer>> grades = new HashMap<>();
        for (Language language : languages) {
            Path file = MiraclLayout.splits(layout.qrels(), language).get(split);
            if (file != null) {
                Judgments judgments = Qrels.read(file, KeyResolver.of(language));
                judgments.queries().forEach(query -> grades.put(query, judgments.of(query)));
            }
        }
        return Judgments.of(grades);
    }

    @Override
    public Set<String> splits() {
        Set<String> splits = new TreeSet<>();
        for (Language language : languages) {
            splits.addAll(MiraclLayout.splits(layout.topics(), language).keySet());
        }
        return splits;
    }

    @Override
    public List<Path> files() {
        return layout.files(languages);
    }

    private void requireSplit(String split) {
        if (!splits().contains(split)) {
            throw new BadInputException("the collection in " + layout.folder() + " has no split " + split + "; it has: "
                    + String.join(" ", splits()));
        }
    }
}
