/** The report of an experiment: one HTML file for people, without anything from outside. */
@NullMarked
package dev.isogloss.experiment.report;

import org.jspecify.annotations.NullMarked;
