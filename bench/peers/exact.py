"""Exact search with FAISS, compared with hits of ours: exact.py PASSAGES QUERIES DEPTH THREADS HITS."""

import json
import sys
import time

import faiss
import numpy

from stores import vectors

passage_store, query_store, depth, threads, hit_file = sys.argv[1:]
faiss.omp_set_num_threads(int(threads))
passages, queries = vectors(passage_store), vectors(query_store)
start = time.perf_counter()
index = faiss.IndexFlatIP(passages.shape[1])
index.add(passages)
opening = time.perf_counter() - start
index.search(queries[:64], int(depth))  # warm-up
start = time.perf_counter()
scores, rows = index.search(queries, int(depth))
seconds = time.perf_counter() - start
common, apart = 0, 0.0
with open(hit_file, encoding="ascii") as lines:
    for query, line in enumerate(lines):
        words = line.split()
        common += len(set(map(int, words[::2])) & set(rows[query].tolist()))
        apart = max(apart, float(numpy.abs(numpy.array(words[1::2], dtype=numpy.float32) - scores[query]).max()))
print(json.dumps({"opening": opening, "seconds": seconds, "in common": common / rows.size, "score difference": apart}))
