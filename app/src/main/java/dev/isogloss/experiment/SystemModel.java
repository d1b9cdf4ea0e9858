package dev.isogloss.experiment;

import java.nio.file.Path;

/**
 * A dense system of the experiment.
 *
 * @param name {@code untouched}, {@code naive} or {@code trained}
 * @param folder its model folder
 * @param home the run folder that holds its vectors
 * @param key of everything the weights depend on
 */
record SystemModel(String name, Path folder, RunFolder home, StepKey key) {}
