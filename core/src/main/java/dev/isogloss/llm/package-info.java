/**
 * Large language models behind one contract: a client of any OpenAI-compatible server, a pool that keeps rate, retries and budget,
 * answers recorded for ever, prompts from template files.
 */
@NullMarked
package dev.isogloss.llm;

import org.jspecify.annotations.NullMarked;
