/** The retriever contract, where a query searches, and how rankings are fused. */
@NullMarked
package dev.isogloss.search;

import org.jspecify.annotations.NullMarked;
