/** One whole job on files each: encode, index, search, evaluate, compare, look at a model. Every command without an experiment is one. */
@NullMarked
package dev.isogloss.job;

import org.jspecify.annotations.NullMarked;
