"""BM25 with bm25s over words that are given: bm25.py TERMS HITS DEPTH THREADS. Cutting texts into words is no part of it."""

import json
import os
import sys
import time

import bm25s

folder, hit_file, depth, threads = sys.argv[1:]


def read(name: str) -> list[dict]:
    with open(os.path.join(folder, name), encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


passages, queries = read("passages.jsonl"), read("queries.jsonl")
start = time.perf_counter()
index = bm25s.BM25(method="lucene", k1=0.9, b=0.4)
index.index([row["terms"] for row in passages], show_progress=False)
built = time.perf_counter() - start
terms = [row["terms"] for row in queries]
best = float("inf")
for _ in range(3):
    start = time.perf_counter()
    rows, _scores = index.retrieve(terms, k=min(int(depth), len(passages)), n_threads=int(threads), show_progress=False)
    best = min(best, time.perf_counter() - start)
common = total = 0
with open(hit_file, encoding="utf-8") as lines:
    for query, line in enumerate(lines):
        ours = line.split()[::2][:10]
        common += len(set(ours) & {passages[row]["id"] for row in rows[query][:len(ours)]})
        total += len(ours)
print(json.dumps({"index": built, "seconds": best, "queries": len(queries), "in common": common / max(1, total)}))
