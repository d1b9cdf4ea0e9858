package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what {@link CandidatesWriter} wrote, line by line; the texts of the queries come from elsewhere. One per thread. */
public final class CandidatesReader implements Iterator<Candidates>, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final BufferedReader lines;
    private final String name;
    private final Map<Key, Query> queries;
    private @Nullable String next;
    private int number;

    /**
     * A reader that owns and closes {@code in}.
     *
     * @param in the uncompressed lines
     * @param name what the errors call the file
     * @param queries every query of the file by its key
     */
    public CandidatesReader(InputStream in, String name, Map<Key, Query> queries) {
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.name = name;
        this.queries = Map.copyOf(queries);
        advance();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    /**
     * The candidates of the next query.
     *
     * @throws BadInputException naming file and line, when the line is not one of such a file
     */
    @Override
    public Candidates next() {
        String line = next;
        if (line == null) {
            throw new NoSuchElementException(name + " has " + number + " lines");
        }
        number++;
        try {
            Candidates candidates = parse(JSON.readTree(line));
            advance();
            return candidates;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new BadInputException(name + ":" + number + ": " + e.getMessage(), e);
        }
    }

    private void advance() {
        try {
            next = lines.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    private Candidates parse(JsonNode line) {
        Language language = MiningLines.passages(line);
        Key key = new Key(new Language(MiningLines.text(line, "language")), MiningLines.text(line, "query"));
        Query query = queries.get(key);
        if (query == null) {
            throw new IllegalArgumentException("query " + key + " is not among the " + queries.size()
                    + " queries of the collection; mine again or give the collection it was mined from");
        }
        List<Candidate> candidates = new ArrayList<>();
        MiningLines.required(line, "candidates")
                .forEach(node -> candidates.add(new Candidate(
                        new Key(language, MiningLines.text(node, "id")),
                        MiningLines.ranks(node),
                        MiningLines.score(node))));
        Map<Key, Float> known = new HashMap<>();
        Map<Key, SortedMap<String, Integer>> knownRanks = new HashMap<>();
        for (JsonNode node : MiningLines.required(line, "known")) {
            Key passage = new Key(language, MiningLines.text(node, "id"));
            known.put(passage, MiningLines.score(node));
            knownRanks.put(passage, MiningLines.ranks(node));
        }
        return new Candidates(
                query,
                MiningLines.keys(line, "positives", language),
                MiningLines.keys(line, "judged-negatives", language),
                candidates,
                MiningLines.dropped(line, language),
                known,
                knownRanks);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
