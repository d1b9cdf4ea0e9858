package dev.isogloss.encoder;

import dev.isogloss.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotary positions (Su et al. 2021, arXiv 2104.09864): components {@code i} and {@code i + width / 2} of a head are turned by the
 * angle {@code position / base^(2 i / width)}. In 32-bit floats throughout, as the models were trained.
 */
final class RotaryPositions {
    private final Tensor cosinesT1W;
    private final Tensor sinesT1W;
    private final int width;

    RotaryPositions(Pass pass, int width, double base) {
        this.width = width;
        float[] frequencies = new float[width / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = 1f / (float) Math.pow(base, (float) (2 * i) / width);
        }
        Tensor positionsT1 = Tensors.ofLongs(pass.runs().positions(0), pass.device())
                .to(torch.ScalarType.Float)
                .unsqueeze(1);
        Tensor anglesTW = positionsT1.mul(Tensors.ofFloats(frequencies, pass.device(), 1, width / 2));
        Tensor bothTW = torch.cat(new TensorVector(anglesTW, anglesTW), 1);
        this.cosinesT1W = bothTW.cos().unsqueeze(1);
        this.sinesT1W = bothTW.sin().unsqueeze(1);
    }

    /** Turns {@code (tokens, heads * width)}. */
    Tensor turn(Tensor projectedTP) {
        long heads = projectedTP.size(1) / width;
        Tensor headsTAW = projectedTP.view(projectedTP.size(0), heads, width);
        Tensor first = headsTAW.narrow(2, 0, width / 2);
        Tensor second = headsTAW.narrow(2, width / 2, width / 2);
        Tensor quarterTurned = torch.cat(new TensorVector(second.neg(), first), 2);
        return Pass.sum(headsTAW.mul(cosinesT1W), Pass.product(quarterTurned, sinesT1W))
                .view(projectedTP.size(0), heads * width);
    }
}
