package dev.isogloss.data;

import java.util.Map;

/**
 * A passage that was accepted as not answering a query although it looks as if it might.
 *
 * @param source where it came from
 * @param ranks rank (from 1) under each retriever that found it, by retriever name; empty for judged ones
 * @param score the fused score of the ensemble; 0 for judged ones that it did not find
 */
public record Negative(Key passage, Source source, Map<String, Integer> ranks, float score) {
    public Negative {
        ranks = Map.copyOf(ranks);
    }

    /** Where a negative came from. */
    public sealed interface Source {
        /** The word that stands for this source in {@code negatives.jsonl}. */
        String word();
    }

    /** Found by the ensemble for the query itself. */
    public record Retrieved() implements Source {
        @Override
        public String word() {
            return "retrieved";
        }
    }

    /** Found by the ensemble for a query that was generated from the positive. */
    public record Generated(String query) implements Source {
        @Override
        public String word() {
            return "generated";
        }
    }

    /** Judged irrelevant by a person; bypasses every filter. */
    public record Judged() implements Source {
        @Override
        public String word() {
            return "judged";
        }
    }
}
