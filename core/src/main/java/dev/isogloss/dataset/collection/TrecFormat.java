package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.ColumnFile;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.format.PlainLayout;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * TREC: {@code topics.SPLIT.tsv} (or {@code .txt}, {@code .xml} in TREC's own tags) and {@code qrels.SPLIT.txt}, beside passages as Anserini
 * reads them: {@code docs.jsonl} of {@code {id, title, contents}}, where contents begin with the title. A single file of topics or
 * judgments is a collection without passages.
 */
public final class TrecFormat implements CollectionFormat {
    private static final Pattern PASSAGES = Pattern.compile("(?:docs|corpus)()\\.jsonl");
    private static final Pattern TOPICS = Pattern.compile("topics(?:[.-](.+))?\\.(?:tsv|txt|xml)");
    private static final Pattern QRELS = Pattern.compile("qrels(?:[.-](.+))?\\.(?:txt|tsv)");

    @Override
    public String word() {
        return "trec";
    }

    @Override
    public String description() {
        return "topics.SPLIT.tsv (or TREC's tags), qrels.SPLIT.txt (query 0 passage grade), docs.jsonl {id, title?, contents}";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        if (sighting.isFolder()) {
            return sighting.hasName("topics.*\\.(tsv|txt|xml).*") || sighting.hasName("docs\\.jsonl.*")
                    ? Optional.of("there are topics or docs.jsonl")
                    : Optional.empty();
        }
        return sighting.firstLine().flatMap(TrecFormat::recognise);
    }

    private static Optional<String> recognise(String line) {
        List<String> words = ColumnFile.words(line);
        if (words.equals(JudgmentLines.BEIR_HEADER)) {
            return Optional.of("the first line is the header of BEIR's judgments");
        }
        if (words.size() == 4 && words.get(3).matches("-?\\d+") && words.get(1).matches("Q?\\d+")) {
            return Optional.of("the first line is a judgment: query 0 passage grade");
        }
        if (line.strip().startsWith("<top")) {
            return Optional.of("the first line begins a topic");
        }
        return words.size() >= 2 && ColumnFile.tabs(line, -1).size() == 2
                ? Optional.of("the first line is a topic: id, tab, query")
                : Optional.empty();
    }

    @Override
    public CollectionFiles open(Path path, BadRows badRows) {
        SplitFolder.FileReader<PassageRow> passages = TrecFormat::passages;
        if (!Files.isDirectory(path)) {
            SortedMap<String, Path> file = new TreeMap<>(Map.of(PlainLayout.WHOLE, path));
            boolean judgments = Sighting.of(path)
                    .firstLine()
                    .flatMap(TrecFormat::recognise)
                    .map(reason -> reason.contains("judgment"))
                    .orElse(false);
            return new SplitFolder(
                    Optional.empty(),
                    judgments ? new TreeMap<>() : file,
                    judgments ? file : new TreeMap<>(),
                    badRows,
                    passages,
                    TrecTopics::read);
        }
        SplitFolder folder = new SplitFolder(
                SplitFiles.find(path, PASSAGES).values().stream().findFirst(),
                SplitFiles.find(path, TOPICS),
                SplitFiles.find(path, QRELS),
                badRows,
                passages,
                TrecTopics::read);
        if (folder.files().isEmpty()) {
            throw new BadInputException("no topics.SPLIT.tsv, qrels.SPLIT.txt or docs.jsonl in " + path);
        }
        return folder;
    }

    private static void passages(Path file, BadRows badRows, RowSink<PassageRow> sink) throws IOException {
        RowFile.read(file, badRows, TrecFormat::passage, sink);
    }

    private static PassageRow passage(JsonLine row) {
        String title = row.text("title").orElse("");
        String contents = row.requiredText("contents", "text");
        boolean begins = !title.isEmpty() && contents.startsWith(title + "\n");
        return new PassageRow(
                IdText.decode(row.requiredText("id", "docid", "docno", "_id")),
                LanguageField.of(row),
                title,
                begins ? contents.substring(title.length() + 1) : contents);
    }

    @Override
    public void write(CollectionFiles from, Path to, Losses losses) throws IOException {
        CollectionFiles flat = IdSpace.flat(from);
        Output.folder(to, folder -> {
            boolean[] any = {false};
            try (Output.Rows out = folder.open("docs.jsonl")) {
                flat.passages((row, origin) -> {
                    any[0] = true;
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("id", IdText.encode(row.id()));
                    json.put("title", row.title());
                    json.put("contents", row.title().isEmpty() ? row.text() : row.title() + "\n" + row.text());
                    if (!row.language().equals(Language.UNDETERMINED)) {
                        json.put("lang", row.language().code());
                    }
                    out.json(json);
                });
            }
            if (!any[0]) {
                folder.remove("docs.jsonl");
            }
            for (String split : flat.splits()) {
                MsMarcoFormat.splitFiles(folder, flat, split, "topics", "qrels", ".txt", losses);
                flat.queries(split, (row, origin) -> {
                    if (!row.language().equals(Language.UNDETERMINED)) {
                        losses.count("languages of queries");
                    }
                });
            }
        });
    }
}
