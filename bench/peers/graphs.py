"""Encodes with ONNX Runtime or OpenVINO, which run an exported graph; several batch sizes as in encode.py.

sentence-transformers' own back ends of these need an optimum that its release does not go together with; this is what they do: texts
sorted by length, padded batch by batch, pooling inside the graph.
"""

import argparse
import json
import time
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", type=Path, required=True, help="a folder with onnx/model.onnx")
parser.add_argument("--backend", choices=("onnxruntime", "openvino"), required=True)
parser.add_argument("--precision", required=True, help="that of the graph")
parser.add_argument("--tokens", type=int, required=True)
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--texts", required=True)
parser.add_argument("--batches", required=True)
parser.add_argument("--out", default="")
arguments = parser.parse_args()

import numpy
from tokenizers import Tokenizer

start = time.perf_counter()
graph = str(next(arguments.model.rglob("*.onnx")))
if arguments.backend == "onnxruntime":
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = arguments.threads
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    wanted = {put.name for put in session.get_inputs()}

    def run(feed: dict[str, numpy.ndarray]) -> numpy.ndarray:
        return session.run(["sentence_embedding"], feed)[0]
else:
    import openvino
    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": arguments.threads, "PERFORMANCE_HINT": "THROUGHPUT", "NUM_STREAMS": 1}
    compiled = core.compile_model(graph, "CPU", settings)
    wanted = {name for put in compiled.inputs for name in put.names}
    output = compiled.output("sentence_embedding")

    def run(feed: dict[str, numpy.ndarray]) -> numpy.ndarray:
        return compiled(feed)[output]
tokenizer = Tokenizer.from_file(str(arguments.model / "tokenizer.json"))
tokenizer.enable_truncation(arguments.tokens)
tokenizer.enable_padding()
prompts = json.loads((arguments.model / "config_sentence_transformers.json").read_text()).get("prompts") or {}
prompt = prompts.get("document") or prompts.get("passage") or ""
start_up = time.perf_counter() - start

with open(arguments.texts, encoding="utf-8") as lines:
    texts = [json.loads(line)["text"] for line in lines]


def encode(chosen: list[str], batch: int) -> numpy.ndarray:
    order = sorted(range(len(chosen)), key=lambda i: -len(chosen[i]))
    vectors = []
    for at in range(0, len(order), batch):
        encoded = tokenizer.encode_batch([prompt + chosen[i] for i in order[at:at + batch]])
        ids = numpy.array([one.ids for one in encoded], dtype=numpy.int64)
        mask = numpy.array([one.attention_mask for one in encoded], dtype=numpy.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        vectors.append(run({name: value for name, value in feed.items() if name in wanted}))
    found = numpy.empty((len(chosen), vectors[0].shape[1]), dtype=numpy.float32)
    found[order] = numpy.concatenate(vectors)
    return found


encode(texts[:8], 8)  # warm-up
screened = {}
for size in map(int, arguments.batches.split(",")):
    start = time.perf_counter()
    result = encode(texts, size)
    screened[size] = time.perf_counter() - start
best = min(screened, key=screened.get)
if arguments.out:
    numpy.save(arguments.out, result)
print(json.dumps({"batch": best, "seconds": screened[best], "screened": screened, "start-up": start_up, "texts": len(texts)}))
