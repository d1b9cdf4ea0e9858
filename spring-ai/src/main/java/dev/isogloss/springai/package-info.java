/** Isogloss behind the contracts of Spring AI. */
@org.jspecify.annotations.NullMarked
package dev.isogloss.springai;
