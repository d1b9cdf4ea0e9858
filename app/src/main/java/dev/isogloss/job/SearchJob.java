package dev.isogloss.job;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.format.QueryFile;
import dev.isogloss.format.TrecRun;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;

/** Searches an index folder, for a file of queries or for one text. */
public final class SearchJob {
    private static final int CHUNK = 1024;
    private static final int WIDTH = 100;

    private SearchJob() {}

    /**
     * How to search.
     *
     * @param mode empty for hybrid where the index has both, else what it has
     * @param k hits a query, at least 1
     * @param balance the share of its language's mean that is taken off every vector, 0 .. 1; empty for what the index was built with
     * @param rerank who orders the best hits once more; {@code k} is at most its depth
     */
    public record Settings(
            Path index,
            Optional<SearchMode> mode,
            boolean approximate,
            boolean sameLanguage,
            int k,
            OptionalDouble balance,
            EncoderChoice encoder,
            Optional<RerankChoice> rerank) {
        public Settings {
            rerank.ifPresent(choice -> choice.requireEnough(k));
        }

        /** Hits that are asked of the index. */
        private int depth() {
            return rerank.map(RerankChoice::depth).orElse(k);
        }

        /** The pool of one language is that language; a lexical index then has no field of its own for the pool. */
        private SearchScope scope(List<Language> indexed) {
            return sameLanguage
                    ? new SearchScope.OwnLanguage()
                    : indexed.size() == 1 ? new SearchScope.Only(indexed.getFirst()) : new SearchScope.Pool();
        }
    }

    /** What was searched, as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /** The hits of one text, likewise. */
    public record Answer(String text, String json) {}

    /** One hit with its text. */
    record Found(int rank, float score, String id, String language, String title, String text) {}

    /** Searches for every query of a file and writes a TREC run. */
    public static Summary run(Settings settings, Path queryFile, Path out, Progress progress) throws IOException {
        AtomicFile.requireWritable(out);
        try (IndexFolder index = IndexFolder.open(settings.index)) {
            List<Query> queries = queries(index, queryFile);
            SearchMode mode = settings.mode.orElseGet(index::usualMode);
            index.fetchModels(mode, settings.encoder, settings.rerank, progress);
            Retriever retriever = index.retriever(mode, settings.approximate, settings.balance, settings.encoder);
            Optional<OpenReranker> reranker = index.reranker(settings.rerank, settings.encoder);
            SearchScope scope = settings.scope(index.corpus().languages());
            long start = System.nanoTime();
            List<Ranking> found = new ArrayList<>();
            try (Progress.Task task = progress.start("search", queries.size(), "queries")) {
                for (int from = 0; from < queries.size(); from += CHUNK) {
                    List<Query> part = queries.subList(from, Math.min(from + CHUNK, queries.size()));
                    found.addAll(retriever.retrieve(part, scope, settings.depth()));
                    task.advance(part.size());
                }
            }
            List<Ranking> rankings = reranker.map(open -> open.rerank(queries, found, settings.k, progress))
                    .orElse(found);
            double seconds = (System.nanoTime() - start) / 1e9;
            boolean qualified = index.mixesLanguages()
                    || queries.stream().map(Query::language).distinct().count() > 1;
            TrecRun.write(out, rankings, retriever.name() + (reranker.isPresent() ? "-reranked" : ""), qualified);
            Map<String, Object> facts = new java.util.LinkedHashMap<>();
            facts.put("run", out.toString());
            facts.put("mode", mode.name().toLowerCase(Locale.ROOT));
            settings.rerank.ifPresent(choice -> facts.put("reranked by", choice.model()));
            facts.put("queries", queries.size());
            long without = rankings.stream()
                    .filter(ranking -> ranking.hits().isEmpty())
                    .count();
            facts.put("without hits", without);
            facts.put("ids", qualified ? "lang:id" : "bare");
            facts.put("seconds", Math.round(seconds * 100) / 100.0);
            String text = String.format(
                    Locale.ROOT,
                    "%d queries searched (%s%s) in %.1f s, written to %s",
                    queries.size(),
                    mode.name().toLowerCase(Locale.ROOT),
                    settings.rerank
                            .map(choice -> ", the best " + choice.depth() + " reranked")
                            .orElse(""),
                    seconds,
                    out);
            if (without > 0) {
                text += String.format(
                        Locale.ROOT,
                        "%n%d of them found nothing and are not in the run (the index has: %s)",
                        without,
                        index.corpus().languages());
            }
            return new Summary(text, JsonMapper.shared().writeValueAsString(facts));
        }
    }

    /** Searches for one text. */
    public static Answer answer(Settings settings, String text, Progress progress) throws IOException {
        if (text.isBlank()) {
            throw new BadInputException("there is nothing to search for: the text is blank");
        }
        try (IndexFolder index = IndexFolder.open(settings.index)) {
            List<Language> languages = index.corpus().languages();
            Language language = languages.size() == 1
                    ? languages.getFirst()
                    : LinguaDetector.ofCommonLanguages().detectSurely(text);
            SearchMode mode = settings.mode.orElseGet(index::usualMode);
            index.fetchModels(mode, settings.encoder, settings.rerank, progress);
            Retriever retriever = index.retriever(mode, settings.approximate, settings.balance, settings.encoder);
            Optional<OpenReranker> reranker = index.reranker(settings.rerank, settings.encoder);
            List<Query> query = List.of(new Query(new Key(language, "query"), text));
            List<Ranking> rankings = retriever.retrieve(query, settings.scope(languages), settings.depth());
            Ranking ranking = reranker.map(open -> open.rerank(query, rankings, settings.k, Progress.SILENT))
                    .orElse(rankings)
                    .getFirst();
            List<Found> found = new ArrayList<>();
            for (Hit hit : ranking.hits()) {
                Passage passage = index.corpus().passage(index.corpus().ordinal(hit.passage()));
                found.add(new Found(
                        found.size() + 1,
                        hit.score(),
                        index.mixesLanguages()
                                ? hit.passage().toString()
                                : hit.passage().id(),
                        passage.language().code(),
                        passage.title(),
                        passage.text()));
            }
            return new Answer(inWords(found, language), JsonMapper.shared().writeValueAsString(found));
        }
    }

    private static List<Query> queries(IndexFolder index, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("there is no query file " + file);
        }
        List<Language> languages = index.corpus().languages();
        Optional<Language> only = languages.size() == 1 ? Optional.of(languages.getFirst()) : Optional.empty();
        List<Query> queries = QueryFile.read(file, only, LinguaDetector.ofCommonLanguages());
        if (queries.isEmpty()) {
            throw new BadInputException(file + " holds no query");
        }
        return queries;
    }

    private static String inWords(List<Found> found, Language language) {
        if (found.isEmpty()) {
            return "nothing found (query language: " + language + ")";
        }
        StringBuilder text = new StringBuilder();
        for (Found hit : found) {
            text.append(String.format(Locale.ROOT, "%3d. %.4f  %s  %s%n", hit.rank, hit.score, hit.id, hit.title));
            String body = hit.text.strip();
            int end = Math.min(body.length(), 2 * WIDTH);
            text.append("     ")
                    .append(body, 0, end)
                    .append(end < body.length() ? " ..." : "")
                    .append('\n');
        }
        return text.toString().stripTrailing();
    }
}
