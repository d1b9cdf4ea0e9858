/** Model folders of Hugging Face and sentence-transformers, and safetensors files: read, checked and written. */
@NullMarked
package dev.isogloss.checkpoint;

import org.jspecify.annotations.NullMarked;
