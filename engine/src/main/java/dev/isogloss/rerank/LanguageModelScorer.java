package dev.isogloss.rerank;

import dev.isogloss.checkpoint.LanguageModelFolder;
import dev.isogloss.data.Query;
import dev.isogloss.encoder.LanguageModelNetwork;
import dev.isogloss.encoder.LikelihoodTokenizer;
import dev.isogloss.encoder.LikelihoodTokenizer.Sequence;
import dev.isogloss.encoder.TokenWindow;
import dev.isogloss.io.BadInputException;
import dev.isogloss.search.LikelihoodPrompt;
import dev.isogloss.search.LikelihoodSum;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import dev.isogloss.tensor.NativeThreads;
import dev.isogloss.tokenize.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Scores a pair by how likely a language model of a folder finds the query after the passage: the log-likelihood of a causal model
 * (Sachan et al. 2022, <a href="https://arxiv.org/abs/2204.07496">UPR</a>), the pseudo-log-likelihood of a masked one, for which each
 * token of the query is hidden once (Salazar et al. 2020, <a href="https://arxiv.org/abs/1910.14659">masked scoring</a>) and which
 * therefore costs as many passes as the query has tokens.
 *
 * <p>A batch holds pairs of one query only, as in {@link CrossEncoder}, and nothing is padded.
 */
public final class LanguageModelScorer implements PairScorer, AutoCloseable {
    private static final int USUAL_TOKENS = 512;

    private final LanguageModelFolder folder;
    private final LikelihoodTokenizer tokenizer;
    private final LanguageModelNetwork network;
    private final CrossEncoderSettings settings;
    private final LikelihoodPrompt prompt;
    private final LikelihoodSum sum;
    private final String description;
    private final ExecutorService workers;

    private LanguageModelScorer(
            LanguageModelFolder folder,
            LikelihoodTokenizer tokenizer,
            LanguageModelNetwork network,
            CrossEncoderSettings settings,
            LikelihoodPrompt prompt,
            LikelihoodSum sum) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.network = network;
        this.settings = settings;
        this.prompt = prompt;
        this.sum = sum;
        this.description = "likelihood(" + folder.networkHash() + ", tokenizer "
                + folder.body().contract().tokenizerHash() + ", " + maxTokens(folder, settings) + " tokens, " + prompt
                + ", " + sum + ", " + settings.precision().resolve(settings.device()) + ")";
        this.workers = Executors.newFixedThreadPool(
                settings.workers(),
                Thread.ofPlatform().name("likelihood-", 0).daemon(true).factory());
    }

    /**
     * Opens a language model, by folder or hub id.
     *
     * @param settings a sequence of passage and query has at most {@code maxTokens}, usually 512
     * @throws BadInputException when the folder is no language model, or the length exceeds the network's positions
     */
    public static LanguageModelScorer open(
            String folderOrId, CrossEncoderSettings settings, LikelihoodPrompt prompt, LikelihoodSum sum) {
        settings.device().requireUsable();
        LanguageModelFolder folder = LanguageModelFolder.open(folderOrId);
        int longest = folder.body().architecture().maxTokens();
        int maxTokens = maxTokens(folder, settings);
        if (maxTokens > longest) {
            throw new BadInputException("sequences of " + maxTokens + " tokens were asked for, but " + folderOrId
                    + " has positions for " + longest);
        }
        LikelihoodTokenizer tokenizer = new LikelihoodTokenizer(folder, maxTokens);
        try {
            NativeThreads.set(1);
            LanguageModelNetwork network = LanguageModelNetwork.open(folder, settings.precision(), settings.device());
            return new LanguageModelScorer(folder, tokenizer, network, settings, prompt, sum);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static int maxTokens(LanguageModelFolder folder, CrossEncoderSettings settings) {
        return settings.maxTokens()
                .orElse(Math.min(USUAL_TOKENS, folder.body().architecture().maxTokens()));
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public float[] score(List<Pair> pairs) {
        float[] scores = new float[pairs.size()];
        for (int from = 0; from < pairs.size(); ) {
            Query query = pairs.get(from).query();
            int to = from;
            while (to < pairs.size() && pairs.get(to).query().equals(query)) {
                to++;
            }
            List<Sequence> sequences = tokenizer.sequences(
                    pairs.subList(from, to).stream()
                            .map(pair -> prompt.before() + LikelihoodPrompt.textOf(pair.passage()))
                            .toList(),
                    prompt.after(),
                    prompt.asked(query));
            double[] logarithms = logarithms(sequences);
            for (int i = from; i < to; i++) {
                scores[i] = (float)
                        sum.of(logarithms[i - from], sequences.get(i - from).asked());
            }
            from = to;
        }
        return scores;
    }

    /** Of the query in each sequence; sequences of one query. */
    private double[] logarithms(List<Sequence> sequences) {
        List<Probe> probes = new ArrayList<>();
        for (int pair = 0; pair < sequences.size(); pair++) {
            if (folder.mask().isPresent()) {
                probes.addAll(
                        Probe.hiding(pair, sequences.get(pair), folder.mask().getAsInt()));
            } else {
                probes.add(Probe.predicting(pair, sequences.get(pair)));
            }
        }
        TokenBatch all =
                LikelihoodTokenizer.batch(probes.stream().map(Probe::ids).toList());
        double[] ofProbes = new double[probes.size()];
        List<Future<?>> running = new ArrayList<>();
        for (TokenWindow.Part part : TokenWindow.cut(all, settings.batchTokens())) {
            running.add(workers.submit(() -> run(part, probes, ofProbes)));
        }
        running.forEach(CrossEncoder::await);
        double[] sums = new double[sequences.size()];
        for (int i = 0; i < ofProbes.length; i++) {
            sums[probes.get(i).pair()] += ofProbes[i];
        }
        return sums;
    }

    private void run(TokenWindow.Part part, List<Probe> probes, double[] sums) {
        int[] texts = part.texts();
        int[][] places = new int[texts.length][];
        int[][] targets = new int[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            places[i] = probes.get(texts[i]).places();
            targets[i] = probes.get(texts[i]).targets();
        }
        float[][] found = network.logProbabilities(part.batch(), places, targets);
        for (int i = 0; i < texts.length; i++) {
            for (float logarithm : found[i]) {
                sums[texts[i]] += logarithm;
            }
        }
    }

    /**
     * One pass of a sequence.
     *
     * @param pair whose likelihood it is part of
     * @param places the tokens whose vectors are looked at
     * @param targets the token asked for at each place
     */
    private record Probe(int pair, int[] ids, int[] places, int[] targets) {
        /** A causal model says all of the query at once: each token's vector, the next token. */
        static Probe predicting(int pair, Sequence sequence) {
            int[] places = IntStream.range(0, sequence.asked())
                    .map(i -> sequence.firstAsked() + i - 1)
                    .toArray();
            return new Probe(pair, sequence.ids(), places, sequence.askedIds());
        }

        /** A masked model says one token of the query at a time. */
        static List<Probe> hiding(int pair, Sequence sequence, int mask) {
            List<Probe> probes = new ArrayList<>();
            for (int i = 0; i < sequence.asked(); i++) {
                int place = sequence.firstAsked() + i;
                int[] ids = sequence.ids().clone();
                int hidden = ids[place];
                ids[place] = mask;
                probes.add(new Probe(pair, ids, new int[] {place}, new int[] {hidden}));
            }
            return probes;
        }
    }

    @Override
    public void close() {
        workers.close();
        network.close();
        tokenizer.close();
    }
}
