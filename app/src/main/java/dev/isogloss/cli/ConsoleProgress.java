package dev.isogloss.cli;

import dev.isogloss.io.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress on standard error: a bar with rate and remaining time on a terminal, a line every ten seconds in a log.
 */
final class ConsoleProgress implements Progress {
    private final PrintStream out;
    private final boolean terminal;

    ConsoleProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public Task start(String name, long total, String unit) {
        return terminal ? new Bar(name, total, unit) : new Lines(name, total, unit, out);
    }

    private static final class Bar implements Task {
        private final ProgressBar bar;

        Bar(String name, long total, String unit) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(total)
                    .setUnit(" " + unit, 1)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .showSpeed()
                    .setUpdateIntervalMillis(200)
                    .build();
        }

        @Override
        public void advance(long steps) {
            bar.stepBy(steps);
        }

        @Override
        public void note(String text) {
            bar.setExtraMessage(" " + text);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    private static final class Lines implements Task {
        private static final long EVERY = Duration.ofSeconds(10).toNanos();

        private final String name;
        private final long total;
        private final String unit;
        private final PrintStream out;
        private final long begin = System.nanoTime();
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong printed = new AtomicLong(begin);
        private final AtomicReference<String> note = new AtomicReference<>("");

        Lines(String name, long total, String unit, PrintStream out) {
            this.name = name;
            this.total = total;
            this.unit = unit;
            this.out = out;
        }

        @Override
        public void advance(long steps) {
            done.addAndGet(steps);
            long now = System.nanoTime();
            long last = printed.get();
            if (now - last > EVERY && printed.compareAndSet(last, now)) {
                print(now, false);
            }
        }

        @Override
        public void note(String text) {
            note.set(text);
        }

        @Override
        public void close() {
            print(System.nanoTime(), true);
        }

        private void print(long now, boolean end) {
            long count = done.get();
            double seconds = Math.max((now - begin) / 1e9, 1e-9);
            double rate = count / seconds;
            StringBuilder line = new StringBuilder(name).append(": ").append(count);
            if (total >= 0) {
                line.append(" of ").append(total);
            }
            line.append(String.format(" %s, %.1f/s", unit, rate));
            if (end) {
                line.append(String.format(", took %s", clock(seconds)));
            } else if (total >= 0 && rate > 0) {
                line.append(String.format(", %s left", clock((total - count) / rate)));
            }
            String extra = note.get();
            out.println(extra.isEmpty() ? line : line.append(", ").append(extra));
        }

        private static String clock(double seconds) {
            long whole = Math.round(seconds);
            return whole < 60
                    ? whole + " s"
                    : whole < 3600
                            ? String.format("%d:%02d min", whole / 60, whole % 60)
                            : String.format("%d:%02d h", whole / 3600, whole / 60 % 60);
        }
    }
}
