"""Encodes with sentence-transformers; with several batch sizes it times each on the same texts and names the best."""

import argparse
import json
import time

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", required=True)
parser.add_argument("--backend", choices=("torch",), required=True)
parser.add_argument("--precision", choices=("fp32", "bf16"), required=True)
parser.add_argument("--tokens", type=int, required=True)
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--texts", required=True)
parser.add_argument("--batches", required=True)
parser.add_argument("--out", default="")
arguments = parser.parse_args()

import numpy
import torch
from sentence_transformers import SentenceTransformer

torch.set_num_threads(arguments.threads)


start = time.perf_counter()
kind = torch.bfloat16 if arguments.precision == "bf16" else torch.float32
model = SentenceTransformer(arguments.model, device="cpu", model_kwargs={"torch_dtype": kind})
model.max_seq_length = arguments.tokens
start_up = time.perf_counter() - start

with open(arguments.texts, encoding="utf-8") as lines:
    texts = [json.loads(line)["text"] for line in lines]
prompt = model.prompts.get("document") or model.prompts.get("passage") or ""


def encode(batch: int):
    return model.encode(texts, prompt=prompt, batch_size=batch, show_progress_bar=False)


batches = [int(batch) for batch in arguments.batches.split(",")]
model.encode(texts[:8], prompt=prompt, show_progress_bar=False)  # warm-up
screened = {}
for batch in batches:
    start = time.perf_counter()
    vectors = encode(batch)
    screened[batch] = time.perf_counter() - start
best = min(screened, key=screened.get)
if arguments.out:
    numpy.save(arguments.out, numpy.asarray(vectors, dtype=numpy.float32))
print(json.dumps({"batch": best, "seconds": screened[best], "screened": screened, "start-up": start_up, "texts": len(texts)}))
