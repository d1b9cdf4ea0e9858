package dev.isogloss.experiment.card;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The whole text of a model card. Equal data, equal bytes. */
public final class CardPage {
    private CardPage() {}

    /** {@code README.md}. */
    public static String text(CardData card) {
        return HubMetadata.yaml(card)
                + "\n# " + card.name() + (card.system().equals("trained") ? "" : " (" + card.system() + ")") + "\n\n"
                + what(card)
                + "\n## How to use it\n\n" + use(card)
                + "\n## Figures\n\n" + CardFigures.text(card)
                + "\n## Training\n\n" + bullets(card.method()) + "\n" + card.training() + "\n"
                + "\n<details><summary>All settings that decide the weights</summary>\n\n```yaml\n" + card.settings()
                + "```\n</details>\n"
                + "\n## Data\n\n" + data(card)
                + "\n## Languages\n\n" + String.join(", ", card.languages()) + "\n"
                + "\n## Limits\n\n" + bullets(card.limits())
                + "\n## Licence\n\n"
                + card.licence()
                        .map(licence -> "Weights: `" + licence + "`, as chosen by who trained them.\n")
                        .orElse(
                                "None was chosen for these weights (`card.license` of the experiment file). Choose one before you"
                                        + " publish them, with a look at the licences of the base model and of the data.\n");
    }

    private static String what(CardData card) {
        CardData.Shape shape = card.shape();
        String begins = card.baseModel()
                .map(id -> "[" + id + "](https://huggingface.co/" + id + ")")
                .orElse(card.baseName());
        return String.format(
                Locale.ROOT,
                """
                A dense retriever: it turns questions and passages of %d language%s into vectors of %d components whose %s tells how well a
                passage answers. Fine-tuned from %s by Isogloss, with hard negatives and batches after [arXiv 2509.09459](https://arxiv.org/abs/2509.09459).

                | | |
                |---|---|
                | network | %s, %d layer%s, %d wide, %,d word pieces |
                | pooling | %s%s |
                | query | %s, trained with %d tokens |
                | passage | %s, trained with %d tokens; a passage with a title is title, one separator (`%s`), text |
                | longest text | %d tokens |
                %s""",
                card.languages().size(),
                card.languages().size() == 1 ? "" : "s",
                shape.dimension(),
                shape.normalised() ? "cosine" : "inner product",
                begins,
                shape.family(),
                shape.layers(),
                shape.layers() == 1 ? "" : "s",
                shape.hidden(),
                shape.vocabulary(),
                shape.pooling(),
                shape.normalised() ? ", vectors of length 1" : "",
                prompt(shape.queryPrompt()),
                shape.queryTokens(),
                prompt(shape.passagePrompt()),
                shape.passageTokens(),
                shape.titleJoin(),
                shape.longest(),
                shape.prefixes().isEmpty()
                        ? ""
                        : "| shorter vectors | the first "
                                + shape.prefixes().stream().map(String::valueOf).collect(Collectors.joining(", "))
                                + " components were trained to serve alone |\n");
    }

    private static String prompt(String prompt) {
        return prompt.isEmpty() ? "no prompt" : "prompt `" + prompt + "`";
    }

    private static String use(CardData card) {
        CardData.Shape shape = card.shape();
        return """
                With [sentence-transformers](https://www.sbert.net) (the prompts are in the folder and applied by name):

                ```python
                from sentence_transformers import SentenceTransformer

                model = SentenceTransformer("FOLDER_OR_HUB_ID")
                queries = model.encode(["..."], prompt_name="query")
                passages = model.encode(["title%stext"], prompt_name="document")
                scores = queries @ passages.T
                ```

                With Isogloss:

                ```sh
                isogloss index --model FOLDER --corpus corpus.jsonl --out my-index
                isogloss search --index my-index "a question"
                isogloss model export --to onnx --model FOLDER --out FOLDER-onnx    # for ONNX Runtime
                ```
                """.formatted(shape.titleJoin());
    }

    private static String data(CardData card) {
        List<List<String>> lines = new ArrayList<>();
        for (DataSource source : card.data()) {
            lines.add(List.of(
                    source.hubId()
                            .map(id -> "[" + id + "](https://huggingface.co/datasets/" + id + ")")
                            .orElse(source.name()),
                    source.what(),
                    source.licence().orElse("not stated in its files")));
        }
        return CardFigures.table(List.of("set", "what was learned from", "licence"), lines)
                + "\nTraining queries that equal an evaluation query (ignoring case, spaces and punctuation) were left out.\n";
    }

    private static String bullets(List<String> sentences) {
        return sentences.stream().map(sentence -> "- " + sentence + "\n").collect(Collectors.joining());
    }
}
