package dev.isogloss.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.isogloss.tokenize.TokenBatch;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** An exported graph in ONNX Runtime, which is not ours: one thread that does not spin, so that libtorch beside it keeps its own. */
final class RuntimeModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    RuntimeModel(Path folder) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = environment.createSession(folder.resolve(OnnxExport.FILE).toString(), options);
        }
    }

    Set<String> inputs() {
        return session.getInputNames();
    }

    Map<String, String> facts() throws OrtException {
        return session.getMetadata().getCustomMetadata();
    }

    /** The sentence embeddings of a batch that is padded to its longest text, on the left or on the right. */
    float[][] vectors(TokenBatch batch, long pad, boolean left) throws OrtException {
        int longest = java.util.Arrays.stream(batch.lengths()).max().orElseThrow();
        long[][] ids = new long[batch.texts()][longest];
        long[][] mask = new long[batch.texts()][longest];
        long[][] types = new long[batch.texts()][longest];
        int[] starts = batch.starts();
        for (int text = 0; text < batch.texts(); text++) {
            java.util.Arrays.fill(ids[text], pad);
            int shift = left ? longest - batch.lengths()[text] : 0;
            for (int token = 0; token < batch.lengths()[text]; token++) {
                int from = starts[text] + token;
                ids[text][shift + token] = batch.ids()[from];
                types[text][shift + token] = batch.types().length == 0 ? 0 : batch.types()[from];
                mask[text][shift + token] = 1;
            }
        }
        Map<String, OnnxTensor> inputs = new HashMap<>();
        inputs.put("input_ids", OnnxTensor.createTensor(environment, ids));
        inputs.put("attention_mask", OnnxTensor.createTensor(environment, mask));
        if (inputs().contains("token_type_ids")) {
            inputs.put("token_type_ids", OnnxTensor.createTensor(environment, types));
        }
        try (OrtSession.Result result = session.run(inputs)) {
            return (float[][]) result.get("sentence_embedding").orElseThrow().getValue();
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
