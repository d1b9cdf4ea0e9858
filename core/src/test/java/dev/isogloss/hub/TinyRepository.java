package dev.isogloss.hub;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Repositories of seeded bytes: what is in the files is no matter here. */
final class TinyRepository {
    private TinyRepository() {}

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As sentence-transformers saves a model with a dense module, with much beside it that we do not want. */
    static Map<String, byte[]> model() {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("config.json", text("{\"model_type\":\"bert\"}"));
        files.put("tokenizer.json", bytes(5_000, 1));
        files.put("vocab.txt", text("[PAD]\n[UNK]\n"));
        files.put("README.md", text("# A model"));
        files.put("LICENSE", text("as you like"));
        files.put(
                "modules.json",
                text(
                        "[{\"idx\":0,\"name\":\"0\",\"path\":\"\",\"type\":\"sentence_transformers.models.Transformer\"},"
                                + "{\"idx\":1,\"name\":\"1\",\"path\":\"1_Pooling\",\"type\":\"sentence_transformers.models.Pooling\"},"
                                + "{\"idx\":2,\"name\":\"2\",\"path\":\"2_Dense\",\"type\":\"sentence_transformers.models.Dense\"}]"));
        files.put("1_Pooling/config.json", text("{\"word_embedding_dimension\":8}"));
        files.put("2_Dense/config.json", text("{\"in_features\":8}"));
        files.put("2_Dense/model.safetensors", bytes(3_000, 2));
        files.put("2_Dense/pytorch_model.bin", bytes(3_000, 3));
        files.put("model.safetensors", bytes(400_000, 4));
        files.put("pytorch_model.bin", bytes(400_000, 5));
        files.put("onnx/model.onnx", bytes(4_000, 6));
        files.put("onnx/config.json", text("{\"of\":\"onnx\"}"));
        files.put("modeling_own.py", text("print('never')"));
        files.put("model.fp16.safetensors", bytes(2_000, 7));
        files.put(".gitattributes", text("*.bin filter=lfs"));
        return files;
    }
}
