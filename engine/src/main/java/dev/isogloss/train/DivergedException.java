package dev.isogloss.train;

/** Training met NaN or an infinite value and stopped before it could touch the weights; the last checkpoint is kept. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DivergedException(String message) {
        super(message);
    }
}
