package dev.isogloss.train;

import java.util.Optional;

/**
 * How a training ended.
 *
 * @param steps optimiser steps in all
 * @param bestStep the step whose weights were kept; 0 when no step beat the untouched model
 * @param untouched the untouched model's score; empty without validation queries
 * @param best the kept weights' score; empty without validation queries
 */
public record TrainResult(
        int steps, int bestStep, Optional<ValidationScore> untouched, Optional<ValidationScore> best) {}
