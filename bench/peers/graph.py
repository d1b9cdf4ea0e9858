"""Search in an HNSW graph, one query after another on one thread: graph.py hnswlib|faiss PASSAGES QUERIES RECALL ROUNDS THREADS."""

import json
import sys
import time

import faiss
import numpy

from stores import vectors
from times import summary

peer, passage_store, query_store, recall, rounds, threads = sys.argv[1:]
DEPTH, NEIGHBOURS, BEAM = 10, 16, 100
WIDTHS = (10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480, 640)
faiss.omp_set_num_threads(int(threads))
passages, queries = vectors(passage_store), vectors(query_store)
exact = faiss.IndexFlatIP(passages.shape[1])
exact.add(passages)
truth = exact.search(queries, DEPTH)[1]

start = time.perf_counter()
if peer == "hnswlib":
    import hnswlib
    index = hnswlib.Index(space="ip", dim=passages.shape[1])
    index.init_index(max_elements=len(passages), M=NEIGHBOURS, ef_construction=BEAM)
    index.add_items(passages, num_threads=int(threads))

    def widen(width: int) -> None:
        index.set_ef(width)

    def search(query: numpy.ndarray) -> numpy.ndarray:
        return index.knn_query(query, k=DEPTH, num_threads=1)[0][0]
else:
    index = faiss.IndexHNSWFlat(passages.shape[1], NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = BEAM
    index.add(passages)

    def widen(width: int) -> None:
        index.hnsw.efSearch = width

    def search(query: numpy.ndarray) -> numpy.ndarray:
        return index.search(query, DEPTH)[1][0]
build = time.perf_counter() - start

faiss.omp_set_num_threads(1)
rows = [queries[i:i + 1] for i in range(len(queries))]
for width in WIDTHS:
    widen(width)
    found = sum(len(set(search(row).tolist()) & set(truth[i].tolist())) for i, row in enumerate(rows)) / truth.size
    if found >= float(recall):
        break
times = []
for _ in range(int(rounds)):
    seconds = []
    for row in rows:
        begun = time.perf_counter()
        search(row)
        seconds.append(time.perf_counter() - begun)
    times.append(summary(seconds))
print(json.dumps({"build": build, "width": width, "recall": found, "reached": found >= float(recall), "rounds": times}))
