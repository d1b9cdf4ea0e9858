package dev.isogloss.encoder;

import dev.isogloss.checkpoint.BertArchitecture;
import dev.isogloss.checkpoint.BertNames;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The layers of BERT (Devlin et al. 2019, section 3): attention, then feed-forward, a layer norm after each sum. */
final class BertBlocks implements Blocks {
    private final BertArchitecture architecture;
    private final Pass pass;
    private final Attention attention;

    BertBlocks(BertArchitecture architecture, Pass pass) {
        this.architecture = architecture;
        this.pass = pass;
        int heads = architecture.heads();
        Attention.Heads shape = new Attention.Heads(heads, heads, architecture.hidden() / heads);
        this.attention = architecture.distanceBuckets() == 0
                ? Attention.everywhere(pass.runs(), shape)
                : Attention.biased(
                        pass.runs(), shape, DistanceBias.of(pass.parameters().get(BertNames.DISTANCES), pass));
    }

    /** Query, key and value of each layer. */
    static List<List<String>> joined(BertArchitecture architecture) {
        return IntStream.range(0, architecture.layers())
                .mapToObj(index -> queryKeyValue(architecture.names().layer(index)))
                .toList();
    }

    private static List<String> queryKeyValue(BertNames.Layer name) {
        return List.of(name.query(), name.key(), name.value());
    }

    @Override
    public Tensor embed() {
        Tensor positions = Tensors.ofLongs(pass.runs().positions(architecture.firstPosition()), pass.device());
        Tensor places = torch.embedding(pass.parameters().get(BertNames.POSITIONS), positions);
        Tensor sum = pass.words(BertNames.WORDS).add(places);
        Tensor input = architecture.types() == 0 ? sum : sum.add(types());
        return pass.drop(norm(input, BertNames.EMBEDDING_NORM), 0);
    }

    /** The token types' vectors, {@code (tokens, hidden)}, or one row for all where every token is of type 0. */
    private Tensor types() {
        Tensor table = pass.parameters().get(BertNames.TYPES);
        int[] types = pass.batch().types();
        return types.length == 0
                ? table.narrow(0, 0, 1)
                : torch.embedding(table, Tensors.ofLongs(pass.runs().arranged(types), pass.device()));
    }

    @Override
    public Tensor layer(Tensor inputTH, int index) {
        BertNames.Layer name = architecture.names().layer(index);
        Tensor contextTH = Scoped.run(() -> {
            Tensor[] projected = pass.parameters().linears(inputTH, queryKeyValue(name));
            return attention.context(projected[0], projected[1], projected[2]);
        });
        Tensor attended = pass.drop(pass.linear(contextTH, name.attentionOutput()), 1 + 2 * index);
        Tensor middle = norm(Pass.sum(attended, inputTH), name.attentionNorm());
        Tensor inner = Pass.activate(architecture.activation(), pass.linear(middle, name.inner()));
        Tensor output = pass.drop(pass.linear(inner, name.output()), 2 + 2 * index);
        return norm(Pass.sum(output, middle), name.outputNorm());
    }

    @Override
    public Tensor finish(Tensor tokensTH) {
        return tokensTH;
    }

    private Tensor norm(Tensor input, String name) {
        return pass.layerNorm(input, name, architecture.normEpsilon());
    }
}
