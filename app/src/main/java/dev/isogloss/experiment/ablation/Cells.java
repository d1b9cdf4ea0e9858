package dev.isogloss.experiment.ablation;

import java.util.Locale;
import java.util.Optional;

/** How figures are written in tables. */
final class Cells {
    private Cells() {}

    static String value(Figure figure) {
        return number(figure.value());
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    static String interval(Figure figure) {
        return "[" + number(figure.low()) + ", " + number(figure.high()) + "]";
    }

    static String spread(Figure figure) {
        return figure.spread() == null ? "" : number(figure.spread());
    }

    static String difference(Optional<Difference> difference) {
        return difference
                .map(found -> String.format(Locale.ROOT, "%+.4f", found.difference()))
                .orElse("");
    }

    /** The corrected p; below a thousandth only that is said. */
    static String p(Optional<Difference> difference) {
        return difference
                .map(found -> found.pHolm() < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", found.pHolm()))
                .orElse("");
    }

    static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 100 ? "%.1f" : "%.0f", seconds);
    }
}
