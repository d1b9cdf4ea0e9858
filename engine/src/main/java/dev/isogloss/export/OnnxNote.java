package dev.isogloss.export;

import dev.isogloss.checkpoint.Family;
import dev.isogloss.checkpoint.ModelFolder;

/** What the README.md of an exported folder says of the graph in it. */
final class OnnxNote {
    private OnnxNote() {}

    static String text(ModelFolder model, OnnxPrecision precision) {
        boolean typed = model.architecture().family() == Family.BERT;
        return """
                > A copy as an ONNX graph, `%s`, %s. Figures below were measured with the weights that it was made from.

                Inputs `input_ids`, `attention_mask`%s (int64, texts x tokens, padded on either side); outputs `last_hidden_state` and
                `sentence_embedding`, which is pooled%s. Put the prompt before each text yourself: `%s` before a query, `%s` before a
                passage.

                ```python
                import numpy, onnxruntime
                from tokenizers import Tokenizer

                tokenizer = Tokenizer.from_file("FOLDER/tokenizer.json")
                tokenizer.enable_truncation(%d)
                tokenizer.enable_padding()
                session = onnxruntime.InferenceSession("FOLDER/%s")
                batch = tokenizer.encode_batch(["%s" + text for text in ["...", "..."]])
                ids = numpy.array([text.ids for text in batch], dtype=numpy.int64)
                mask = numpy.array([text.attention_mask for text in batch], dtype=numpy.int64)
                vectors = session.run(["sentence_embedding"], {"input_ids": ids, "attention_mask": mask%s})[0]
                ```
                """.formatted(
                        OnnxExport.FILE,
                        precision == OnnxPrecision.FP32
                                ? "32-bit floats"
                                : "with matrices and word embeddings in 8-bit integers",
                        typed ? ", `token_type_ids`" : "",
                        model.contract().normalize() ? " and of length 1" : "",
                        model.contract().queryPrompt(),
                        model.contract().passagePrompt(),
                        OnnxExport.longest(model),
                        OnnxExport.FILE,
                        model.contract().queryPrompt(),
                        typed ? ", \"token_type_ids\": numpy.zeros_like(ids)" : "");
    }
}
