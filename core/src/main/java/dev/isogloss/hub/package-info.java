/** The Hugging Face hub: its cache on this machine, shared with Python tools, and downloads into it. */
@NullMarked
package dev.isogloss.hub;

import org.jspecify.annotations.NullMarked;
