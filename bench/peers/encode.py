"""Encodes with sentence-transformers; with several batch sizes it times each on the same texts and names the best."""

import argparse
import json
import os
import time

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", required=True)
parser.add_argument("--backend", choices=("torch", "onnx", "openvino"), required=True)
parser.add_argument("--precision", choices=("fp32", "bf16", "int8"), required=True)
parser.add_argument("--tokens", type=int, required=True)
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--texts", required=True)
parser.add_argument("--batches", required=True)
parser.add_argument("--exported", required=True, help="where graphs of other back ends are kept")
parser.add_argument("--out", default="")
arguments = parser.parse_args()

import numpy
import torch
from sentence_transformers import SentenceTransformer

torch.set_num_threads(arguments.threads)


def exported_int8() -> SentenceTransformer:
    """The quantized graph, made the first time."""
    from sentence_transformers import export_dynamic_quantized_onnx_model, export_static_quantized_openvino_model
    folder = os.path.join(arguments.exported, "model")
    names = {"onnx": "onnx/model_qint8_avx512_vnni.onnx", "openvino": "openvino/openvino_model_qint8_quantized.xml"}
    name = names[arguments.backend]
    if not os.path.exists(os.path.join(folder, name)):
        plain = SentenceTransformer(arguments.model, backend=arguments.backend, device="cpu")
        plain.save_pretrained(folder)
        if arguments.backend == "onnx":
            export_dynamic_quantized_onnx_model(plain, "avx512_vnni", folder)
        else:
            export_static_quantized_openvino_model(plain, None, folder)
    return SentenceTransformer(folder, backend=arguments.backend, device="cpu", model_kwargs={"file_name": name.split("/")[1]})


start = time.perf_counter()
if arguments.precision == "int8":
    model = exported_int8()
elif arguments.backend == "torch":
    kind = torch.bfloat16 if arguments.precision == "bf16" else torch.float32
    model = SentenceTransformer(arguments.model, device="cpu", model_kwargs={"torch_dtype": kind})
else:
    model = SentenceTransformer(arguments.model, backend=arguments.backend, device="cpu")
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
