package dev.isogloss.experiment;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.index.LexicalUnit;
import dev.isogloss.io.BadInputException;
import dev.isogloss.mine.ExtractiveQueryGenerator;
import dev.isogloss.mine.GeneratorPrompts;
import dev.isogloss.mine.InstructionExport;
import dev.isogloss.mine.LlmGeneratorSettings;
import dev.isogloss.mine.MiningQuery;
import dev.isogloss.mine.QueryGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a language model can be tuned on to summarise and to ask, out of the training queries and their positives. */
final class InstructionStep {
    private InstructionStep() {}

    /** Writes two lines for every training query and positive; the summary is the extractive generator's. */
    static InstructionExport.Summary write(Context context, SystemModel model, GeneratorPrompts prompts, Path out)
            throws IOException {
        JudgingChoice choice = context.experiment().mine().judging();
        List<QueryGenerator.Source> sources = new ArrayList<>();
        for (MiningQuery query : MiningInputs.queries(context)) {
            for (Key positive : query.positives()) {
                Passage passage = MiningInputs.passages(context).apply(positive);
                if (!passage.isBlank()) {
                    sources.add(new QueryGenerator.Source(query.query(), passage));
                }
            }
        }
        if (sources.isEmpty()) {
            throw new BadInputException("no query of split "
                    + context.experiment().collection().trainSplit()
                    + " has a relevant passage with text, so there is nothing to make instructions of");
        }
        InstructionExport export = new InstructionExport(prompts, LlmGeneratorSettings.DEFAULT);
        try (TransformerEmbedder embedder =
                        context.encoder(model.folder().toString()).open();
                Bm25Index words = Bm25Index.open(LexicalStep.folder(context, LexicalUnit.WORD))) {
            QueryGenerator generator = new ExtractiveQueryGenerator(
                    embedder,
                    words::salience,
                    choice.extractive().sentences(),
                    choice.extractive().words());
            return export.write(out, sources, generator.generate(sources, context.progress()));
        }
    }
}
