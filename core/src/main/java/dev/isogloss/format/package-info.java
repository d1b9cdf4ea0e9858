/** Readers and writers of the field's file formats; every error says file and line. */
@NullMarked
package dev.isogloss.format;

import org.jspecify.annotations.NullMarked;
