/** Isogloss behind the contracts of LangChain4j: vectors, reranking, retrieval, a store of vectors. */
@org.jspecify.annotations.NullMarked
package dev.isogloss.langchain4j;
