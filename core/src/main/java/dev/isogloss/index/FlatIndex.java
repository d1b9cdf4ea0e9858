package dev.isogloss.index;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.MatrixProduct;
import dev.isogloss.embed.Vectors;
import dev.isogloss.io.BadInputException;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Exact dense search: the inner product of every query with every passage, in blocks.
 *
 * <p>The matrix product only proposes. Its 32-bit sums of {@code d} products are within {@code e = d 2^-24 |q| |p|} (to first
 * order) of the true score in whatever order it adds them (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1),
 * so each passage within {@code e} of the worst kept score is scored again by {@link InnerProduct}, and that score is the one
 * that counts. Hits and scores are therefore the same for every matrix product in 32-bit floats, block size and number of threads.
 *
 * <p>With a {@link LanguageBalance} each block is balanced before it is multiplied, so nothing of the corpus is held besides the
 * means, and the law above holds unchanged.
 *
 * <p>Safe for many threads. Uses the common pool; each running task holds one block of scores outside the heap.
 */
public final class FlatIndex implements Retriever {
    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    private final String name;
    private final Vectors passages;
    private final QueryEncoder encoder;
    private final MatrixProduct product;
    private final Blocking blocking;
    private final SortedMap<Language, RowSet> rowsByLanguage;
    private final double longest;
    private final @Nullable LanguageBalance balance;
    private final LivePassages live;

    /**
     * The size of the pieces of work.
     *
     * @param queries queries of a block, at least 1
     * @param passages passages of a block, at least 1
     * @param tasks pieces that the work is cut into where one block of queries would leave cores idle, at least 1
     */
    public record Blocking(int queries, int passages, int tasks) {
        public Blocking {
            if (queries < 1 || passages < 1 || tasks < 1) {
                throw new IllegalArgumentException("block sizes and tasks must be at least 1 (got: " + queries
                        + " queries, " + passages + " passages, " + tasks + " tasks)");
            }
        }

        /** 512 queries x 4096 passages, two tasks a core. */
        public static Blocking standard() {
            return new Blocking(512, 4096, 2 * Runtime.getRuntime().availableProcessors());
        }
    }

    /** An index over the passages, in the usual blocks. */
    public FlatIndex(String name, Vectors passages, QueryEncoder encoder, MatrixProduct product) {
        this(name, passages, encoder, product, Blocking.standard());
    }

    /**
     * An index over the passages; reads every vector once.
     *
     * @throws BadInputException when a vector has a component that is not finite
     */
    public FlatIndex(String name, Vectors passages, QueryEncoder encoder, MatrixProduct product, Blocking blocking) {
        this.name = name;
        this.passages = passages;
        this.encoder = encoder;
        this.product = product;
        this.blocking = blocking;
        this.rowsByLanguage = RowSet.byLanguage(passages);
        this.longest = Math.max(1, longest(passages, blocking.passages()));
        this.balance = null;
        this.live = LivePassages.NONE;
    }

    private FlatIndex(FlatIndex like, @Nullable LanguageBalance balance, LivePassages live) {
        this.name = like.name;
        this.passages = like.passages;
        this.encoder = like.encoder;
        this.product = like.product;
        this.blocking = like.blocking;
        this.rowsByLanguage = like.rowsByLanguage;
        this.longest = like.longest;
        this.balance = balance;
        this.live = live;
    }

    /** The same index with the languages' means taken off, on both sides. */
    public FlatIndex balanced(LanguageBalance by) {
        return new FlatIndex(this, by, live);
    }

    /** The same index with what changed since it was built; hits and scores are those of an index of what is there now, but for a balance, whose means stay. */
    public FlatIndex with(LivePassages changed) {
        return new FlatIndex(this, balance, changed);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
        requireDepth(depth);
        return retrieve(queries, QueryVectors.of(queries, encoder, passages.dimension()), scope, depth);
    }

    /**
     * Ranks passages for vectors that are known.
     *
     * @param queries what the rankings are called; their texts are not read
     * @param raw one vector a query, as an encoder would give it; stays as it is
     */
    public List<Ranking> retrieve(List<Query> queries, float[][] raw, SearchScope scope, int depth) {
        requireDepth(depth);
        float[][] vectors = balance == null
                ? raw
                : balance.balanced((QueryEncoder) asked -> raw).encode(queries);
        List<List<Hit>> hits = new ArrayList<>(queries.size());
        queries.forEach(query -> hits.add(new ArrayList<>()));
        List<Task> tasks = tasks(queries, scope);
        List<TopHits[]> found =
                tasks.parallelStream().map(task -> scan(task, vectors, depth)).toList();
        for (int i = 0; i < tasks.size(); i++) {
            List<Integer> ofTask = tasks.get(i).queries();
            for (int j = 0; j < ofTask.size(); j++) {
                hits.get(ofTask.get(j)).addAll(found.get(i)[j].hits());
            }
        }
        for (int i = 0; i < vectors.length; i++) {
            hits.get(i).addAll(liveHits(queries.get(i), vectors[i], scope, depth));
        }
        return IntStream.range(0, queries.size())
                .mapToObj(i -> Ranking.of(queries.get(i).key(), hits.get(i), depth))
                .toList();
    }

    /** The best of the passages that were put, all of which are looked at. */
    private Collection<Hit> liveHits(Query query, float[] vector, SearchScope scope, int depth) {
        BestHits best = new BestHits(depth);
        for (LivePassages.Live one : live.all()) {
            Language language = one.passage().language();
            boolean meant = switch (scope) {
                case SearchScope.Pool() -> true;
                case SearchScope.Only(Language only) -> language.equals(only);
                case SearchScope.OwnLanguage() -> language.equals(query.language());
            };
            if (meant) {
                float[] own = balance == null ? one.vector() : balance.balanced(language, one.vector());
                best.offer(one.passage().key(), InnerProduct.of(vector, own));
            }
        }
        return best.hits();
    }

    private static void requireDepth(int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth must be at least 1 (got: " + depth + ")");
        }
    }

    /** Some queries against some blocks of passages. */
    private record Task(List<Integer> queries, List<RowSet> blocks) {}

    private List<Task> tasks(List<Query> queries, SearchScope scope) {
        List<Integer> everyQuery = IntStream.range(0, queries.size()).boxed().toList();
        return switch (scope) {
            case SearchScope.Pool() -> tasks(RowSet.all(passages.size()), everyQuery);
            case SearchScope.Only(Language language) -> tasks(rowsOf(language), everyQuery);
            case SearchScope.OwnLanguage() -> {
                SortedMap<Language, List<Integer>> byLanguage = new TreeMap<>();
                for (int query : everyQuery) {
                    byLanguage
                            .computeIfAbsent(queries.get(query).language(), absent -> new ArrayList<>())
                            .add(query);
                }
                List<Task> tasks = new ArrayList<>();
                byLanguage.forEach((language, ofLanguage) -> tasks.addAll(tasks(rowsOf(language), ofLanguage)));
                yield tasks;
            }
        };
    }

    private RowSet rowsOf(Language language) {
        return rowsByLanguage.getOrDefault(language, RowSet.EMPTY);
    }

    private List<Task> tasks(RowSet rows, List<Integer> queries) {
        List<RowSet> blocks = rows.blocks(blocking.passages());
        int queryBlocks = (queries.size() + blocking.queries() - 1) / blocking.queries();
        int chunks = Math.min(blocks.size(), (blocking.tasks() + queryBlocks - 1) / queryBlocks);
        List<Task> tasks = new ArrayList<>();
        for (int from = 0; from < queries.size(); from += blocking.queries()) {
            List<Integer> ofBlock = queries.subList(from, Math.min(queries.size(), from + blocking.queries()));
            for (int chunk = 0; chunk < chunks; chunk++) {
                int first = (int) ((long) blocks.size() * chunk / chunks);
                int last = (int) ((long) blocks.size() * (chunk + 1) / chunks);
                tasks.add(new Task(ofBlock, blocks.subList(first, last)));
            }
        }
        return tasks;
    }

    private TopHits[] scan(Task task, float[][] vectors, int depth) {
        int dimension = passages.dimension();
        int rows = task.queries().size();
        int widest = task.blocks().stream().mapToInt(RowSet::size).max().orElse(0);
        int kept = Math.min(depth, task.blocks().stream().mapToInt(RowSet::size).sum());
        TopHits[] best = new TopHits[rows];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment queries = arena.allocate((long) rows * dimension * Float.BYTES, 64);
            MemorySegment scores = arena.allocate((long) rows * widest * Float.BYTES, 64);
            for (int i = 0; i < rows; i++) {
                float[] vector = vectors[task.queries().get(i)];
                long offset = (long) i * dimension * Float.BYTES;
                MemorySegment.copy(vector, 0, queries, JAVA_FLOAT_UNALIGNED, offset, dimension);
                // A little more than the bound, for its higher orders, underflow and the rounding of the written score.
                double slack =
                        1.01 * (dimension + 4) * 0x1p-24 * InnerProduct.norm(vector) * longest + Float.MIN_NORMAL;
                best[i] = new TopHits(passages, vector, kept, slack);
            }
            Gathered gathered = new Gathered(arena);
            for (RowSet block : task.blocks()) {
                Block columns = new Block(block.toArray(), gathered.of(block), new float[dimension], live.hiddenRows());
                product.multiply(queries, rows, columns.vectors(), columns.rows().length, dimension, scores);
                for (int i = 0; i < rows; i++) {
                    columns.select(scores, i, best[i]);
                }
            }
        }
        return best;
    }

    /** Brings the vectors of a block together: a view where they already lie one after another. */
    private final class Gathered {
        private final Arena arena;
        private MemorySegment buffer = MemorySegment.NULL;

        private Gathered(Arena arena) {
            this.arena = arena;
        }

        private MemorySegment of(RowSet block) {
            if (balance != null) {
                return balanced(block, balance);
            }
            if (block.runs().size() == 1) {
                RowSet.Run run = block.runs().getFirst();
                return passages.rows(run.from(), run.to());
            }
            long rowBytes = (long) passages.dimension() * Float.BYTES;
            requireRoom(block.size() * rowBytes);
            long at = 0;
            for (RowSet.Run run : block.runs()) {
                long bytes = run.size() * rowBytes;
                MemorySegment.copy(passages.rows(run.from(), run.to()), 0, buffer, at, bytes);
                at += bytes;
            }
            return buffer;
        }

        private MemorySegment balanced(RowSet block, LanguageBalance by) {
            float[] row = new float[passages.dimension()];
            long rowBytes = (long) row.length * Float.BYTES;
            requireRoom(block.size() * rowBytes);
            long at = 0;
            for (RowSet.Run run : block.runs()) {
                MemorySegment raw = passages.rows(run.from(), run.to());
                for (int i = 0; i < run.size(); i++) {
                    MemorySegment.copy(raw, JAVA_FLOAT_UNALIGNED, i * rowBytes, row, 0, row.length);
                    float[] moved = by.balanced(passages.key(run.from() + i).language(), row);
                    MemorySegment.copy(moved, 0, buffer, JAVA_FLOAT_UNALIGNED, at, row.length);
                    at += rowBytes;
                }
            }
            return buffer;
        }

        private void requireRoom(long bytes) {
            if (buffer.byteSize() < bytes) {
                buffer = arena.allocate(bytes, 64);
            }
        }
    }

    /** The passages whose proposed scores are being read; {@code scratch} holds one vector. */
    private record Block(int[] rows, MemorySegment vectors, float[] scratch, BitSet hidden) {
        /** Offers every passage whose proposed score for a query reaches the bound. */
        void select(MemorySegment scores, int query, TopHits best) {
            long offset = (long) query * rows.length * Float.BYTES;
            int column = 0;
            for (; column <= rows.length - LANES.length(); column += LANES.length()) {
                long at = offset + (long) column * Float.BYTES;
                FloatVector proposed = FloatVector.fromMemorySegment(LANES, scores, at, ByteOrder.nativeOrder());
                long reached =
                        proposed.compare(VectorOperators.GE, best.bound()).toLong();
                for (; reached != 0; reached &= reached - 1) {
                    offer(column + Long.numberOfTrailingZeros(reached), best);
                }
            }
            for (; column < rows.length; column++) {
                if (scores.get(JAVA_FLOAT_UNALIGNED, offset + (long) column * Float.BYTES) >= best.bound()) {
                    offer(column, best);
                }
            }
        }

        private void offer(int column, TopHits best) {
            if (hidden.get(rows[column])) {
                return;
            }
            long offset = (long) column * scratch.length * Float.BYTES;
            MemorySegment.copy(vectors, JAVA_FLOAT_UNALIGNED, offset, scratch, 0, scratch.length);
            best.offer(rows[column], scratch);
        }
    }

    private static double longest(Vectors passages, int block) {
        return RowSet.all(passages.size()).blocks(block).parallelStream()
                .mapToDouble(rows -> longestOf(passages, rows.runs().getFirst()))
                .max()
                .orElse(0);
    }

    private static double longestOf(Vectors passages, RowSet.Run run) {
        float[] passage = new float[passages.dimension()];
        MemorySegment vectors = passages.rows(run.from(), run.to());
        double longest = 0;
        for (int i = 0; i < run.size(); i++) {
            long offset = (long) i * passage.length * Float.BYTES;
            MemorySegment.copy(vectors, JAVA_FLOAT_UNALIGNED, offset, passage, 0, passage.length);
            double norm = InnerProduct.norm(passage);
            if (!Double.isFinite(norm)) {
                Key key = passages.key(run.from() + i);
                throw new BadInputException(
                        "the vector of passage " + key
                                + " has a component that is not a finite number; encode the passages again with an intact model");
            }
            longest = Math.max(longest, norm);
        }
        return longest;
    }
}
