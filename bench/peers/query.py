"""Text to hits with sentence-transformers and FAISS: query.py MODEL VECTORS PASSAGES QUERIES DEPTH THREADS PRECISION."""

import json
import sys
import time

import faiss
import numpy
import torch
from sentence_transformers import SentenceTransformer

from stores import ids, vectors
from times import summary

model_folder, store, passage_file, query_file, depth, threads, precision = sys.argv[1:]
torch.set_num_threads(int(threads))
faiss.omp_set_num_threads(int(threads))
start = time.perf_counter()
kind = torch.bfloat16 if precision == "bf16" else torch.float32
model = SentenceTransformer(model_folder, device="cpu", model_kwargs={"torch_dtype": kind})
keys = ids(store)
index = faiss.IndexFlatIP(vectors(store).shape[1])
index.add(vectors(store))
with open(passage_file, encoding="utf-8") as lines:
    passages = {f"{row['lang']}:{row['_id']}": row for row in map(json.loads, lines)}
with open(query_file, encoding="utf-8") as lines:
    queries = [json.loads(line) for line in lines]


def search(text: str) -> list[dict]:
    vector = model.encode_query([text], show_progress_bar=False)
    _, rows = index.search(numpy.asarray(vector, dtype=numpy.float32), int(depth))
    return [passages[keys[row]] for row in rows[0]]


search(queries[0]["text"])
start_up = time.perf_counter() - start
hits = {f"{query['lang']}:{query['_id']}": [f"{row['lang']}:{row['_id']}" for row in search(query["text"])] for query in queries}
seconds = []
for query in queries:
    begun = time.perf_counter()
    search(query["text"])
    seconds.append(time.perf_counter() - begun)
print(json.dumps({"start-up": start_up, "times": summary(seconds), "hits": hits}))
