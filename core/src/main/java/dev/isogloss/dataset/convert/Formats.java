package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.DatasetFormat;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.dataset.collection.BeirFormat;
import dev.isogloss.dataset.collection.MiraclFormat;
import dev.isogloss.dataset.collection.MrTydiFormat;
import dev.isogloss.dataset.collection.MsMarcoFormat;
import dev.isogloss.dataset.collection.PassagesFormat;
import dev.isogloss.dataset.collection.PlainFormat;
import dev.isogloss.dataset.collection.TrecFormat;
import dev.isogloss.dataset.example.FlagEmbeddingFormat;
import dev.isogloss.dataset.example.LabeledFormat;
import dev.isogloss.dataset.example.MinedFormat;
import dev.isogloss.dataset.example.MsMarcoTriplesFormat;
import dev.isogloss.dataset.example.NemoFormat;
import dev.isogloss.dataset.example.SwimIrFormat;
import dev.isogloss.dataset.example.TevatronFormat;
import dev.isogloss.dataset.example.TevatronIdsFormat;
import dev.isogloss.dataset.example.TupleFormat;
import dev.isogloss.io.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every format there is, by its word and by what its files look like. */
public final class Formats {
    private static final String SENTENCE_TRANSFORMERS = "sentence-transformers";

    /** The surer a format is known by what it has, the earlier it is asked. */
    private static final List<DatasetFormat> ALL = List.of(
            new MiraclFormat(),
            new MrTydiFormat(),
            new BeirFormat(),
            new PlainFormat(),
            new MsMarcoFormat(),
            new NemoFormat(),
            new MinedFormat(),
            new TevatronFormat(),
            new TevatronIdsFormat(false),
            new FlagEmbeddingFormat(),
            new SwimIrFormat(),
            new LabeledFormat(true),
            new LabeledFormat(false),
            new TupleFormat(true, 0),
            new TupleFormat(false, 0),
            new MsMarcoTriplesFormat(),
            new TrecFormat(),
            new PassagesFormat());

    private Formats() {}

    /** All of them. */
    public static List<DatasetFormat> all() {
        return ALL;
    }

    /**
     * What a path was found to be.
     *
     * @param reason what gave it away
     * @param others further formats that would have it too
     */
    public record Detection(DatasetFormat format, String reason, List<String> others) {
        public Detection {
            others = List.copyOf(others);
        }
    }

    /**
     * Finds the format of a path.
     *
     * @throws BadInputException when nothing is there, or no format knows it
     */
    public static Detection detect(Path path) {
        Sighting sighting = Sighting.of(path);
        List<Detection> found = new ArrayList<>();
        for (DatasetFormat format : ALL) {
            Optional<String> reason = format.recognise(sighting);
            reason.ifPresent(why -> found.add(new Detection(format, why, List.of())));
        }
        if (found.isEmpty()) {
            throw new BadInputException("cannot tell the format of " + path + " (" + seen(sighting)
                    + "); name it with --from, one of: " + String.join(" ", words()));
        }
        Detection first = found.getFirst();
        return new Detection(
                first.format(),
                first.reason(),
                found.stream().skip(1).map(other -> other.format().word()).toList());
    }

    /** A format by its word; {@code sentence-transformers} is short for its tuples. */
    public static DatasetFormat named(String word) {
        String full = word.equals(SENTENCE_TRANSFORMERS) ? "st-n-tuple" : word;
        return ALL.stream()
                .filter(format -> format.word().equals(full))
                .findFirst()
                .orElseThrow(() -> new BadInputException(
                        "there is no format " + word + "; there are: " + String.join(" ", words())));
    }

    /** A format of passages, queries and judgments by its word. */
    public static CollectionFormat collection(String word) {
        return switch (named(word)) {
            case CollectionFormat format -> format;
            case ExampleFormat format ->
                throw new BadInputException("the format " + format.word() + " holds training examples, no collection");
        };
    }

    private static List<String> words() {
        return ALL.stream().map(DatasetFormat::word).toList();
    }

    private static String seen(Sighting sighting) {
        if (sighting.firstRow().isPresent()) {
            return sighting.fieldsSeen();
        }
        if (sighting.isFolder()) {
            return "in it: " + (sighting.names().isEmpty() ? "nothing" : String.join(" ", head(sighting.names())));
        }
        return "its first line is "
                + sighting.firstLine().map(line -> "\"" + shorten(line) + "\"").orElse("no text");
    }

    private static List<String> head(List<String> names) {
        return names.size() <= 12 ? names : names.subList(0, 12);
    }

    private static String shorten(String line) {
        return line.length() <= 80 ? line : line.substring(0, 80) + "...";
    }
}
