package dev.isogloss.bench;

import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.format.PassageFile;
import dev.isogloss.format.QueryFile;
import dev.isogloss.index.Analyzers;
import dev.isogloss.io.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.AnalyzerWrapper;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** The same BM25 index and search as ours, written with nothing but Lucene: same words, same two fields, texts kept. */
final class RawLexical {
    private static final String POOL = "pool";
    private static final Map<Language, Analyzer> PER_FIELD = new ConcurrentHashMap<>();

    private RawLexical() {}

    /**
     * The words of passages and queries, for a peer that has no analyzers of its own. Arguments: passage file, query file, file for the
     * passages' words, file for the queries'. A line is {@code {"id", "terms"}}.
     */
    static Map<String, Object> terms(Main.Arguments arguments) throws Exception {
        List<Passage> passages = passages(arguments.path(0));
        List<Query> queries = queries(arguments.path(1));
        JsonLines.write(arguments.path(2), writer -> {
            for (Passage passage : passages) {
                writer.write(Map.of(
                        "id",
                        passage.key().toString(),
                        "terms",
                        terms(passage.language(), passage.title() + "\n" + passage.text())));
            }
        });
        JsonLines.write(arguments.path(3), writer -> {
            for (Query query : queries) {
                writer.write(Map.of("id", query.key().toString(), "terms", terms(query.language(), query.text())));
            }
        });
        return Map.of("passages", passages.size(), "queries", queries.size());
    }

    /** Indexes and searches. Arguments: passage file, query file, index folder, depth, rounds of searching, threads. */
    static Map<String, Object> run(Main.Arguments arguments) throws Exception {
        Map<String, Object> facts = new LinkedHashMap<>();
        long start = System.nanoTime();
        index(passages(arguments.path(0)), arguments.path(2), arguments.number(5));
        facts.put("index seconds", (System.nanoTime() - start) / 1e9);
        List<Query> queries = queries(arguments.path(1));
        List<Double> seconds = new ArrayList<>();
        Timings timings = new Timings();
        try (Directory directory = FSDirectory.open(arguments.path(2));
                DirectoryReader reader = DirectoryReader.open(directory)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setSimilarity(new BM25Similarity(0.9f, 0.4f));
            searcher.setQueryCache(null);
            for (int round = 0; round <= arguments.number(4); round++) {
                long found = timings.time(() -> queries.parallelStream()
                        .mapToLong(query -> search(searcher, query, arguments.number(3)))
                        .sum());
                if (found == 0) {
                    throw new IllegalStateException("nothing was found");
                }
                if (round > 0) { // the first one warms up
                    seconds.add(timings.last());
                }
            }
        }
        facts.put("seconds", seconds);
        return facts;
    }

    private static List<Passage> passages(Path file) {
        List<Passage> passages = new ArrayList<>();
        PassageFile.read(file, Optional.empty(), LinguaDetector.ofCommonLanguages(), passages::add);
        return passages;
    }

    private static List<Query> queries(Path file) {
        return QueryFile.read(file, Optional.empty(), LinguaDetector.ofCommonLanguages());
    }

    private static List<String> terms(Language language, String text) throws IOException {
        List<String> terms = new ArrayList<>();
        try (TokenStream stream = Analyzers.forLanguage(language).tokenStream(POOL, text)) {
            CharTermAttribute term = stream.getAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                terms.add(term.toString());
            }
            stream.end();
        }
        return terms;
    }

    private static void index(List<Passage> passages, Path folder, int threads) throws Exception {
        FieldType words = new FieldType();
        words.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        words.setTokenized(true);
        words.freeze();
        IndexWriterConfig config = new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setSimilarity(new BM25Similarity(0.9f, 0.4f));
        try (Directory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, config);
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                running.add(pool.submit(() -> {
                    for (int i = first; i < passages.size(); i += threads) {
                        add(writer, passages.get(i), words);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                Object nothing = one.get();
                assert nothing == null : "adding gives nothing back";
            }
            writer.forceMerge(1);
            writer.commit();
        }
    }

    private static void add(IndexWriter writer, Passage passage, FieldType words) throws IOException {
        String text = passage.title() + "\n" + passage.text();
        Analyzer analyzer = PER_FIELD.computeIfAbsent(
                passage.language(), language -> new PerField(Analyzers.forLanguage(language)));
        Document document = new Document();
        document.add(new StoredField("key", passage.key().toString()));
        document.add(new StoredField("text", text));
        try (TokenStream own = analyzer.tokenStream("words", text);
                TokenStream pool = analyzer.tokenStream(POOL, text)) {
            document.add(new Field("words." + passage.language().code(), own, words));
            document.add(new Field(POOL, pool, words));
            long sequence = writer.addDocument(document);
            assert sequence > 0 : "a document has a number";
        }
    }

    /** Most analyzers keep one stream a thread; the two fields of a passage need two at once. */
    private static final class PerField extends AnalyzerWrapper {
        private final Analyzer analyzer;

        private PerField(Analyzer analyzer) {
            super(PER_FIELD_REUSE_STRATEGY);
            this.analyzer = analyzer;
        }

        @Override
        protected Analyzer getWrappedAnalyzer(String field) {
            return analyzer;
        }
    }

    private static long search(IndexSearcher searcher, Query query, int depth) {
        try {
            BooleanQuery.Builder words = new BooleanQuery.Builder();
            for (String term : terms(query.language(), query.text())) {
                words.add(new TermQuery(new Term(POOL, term)), BooleanClause.Occur.SHOULD);
            }
            return searcher.search(words.build(), depth).scoreDocs.length;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
