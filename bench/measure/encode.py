"""Passages of 12 languages to vectors: ours, sentence-transformers, the int8 graphs of other programs, and the limit of the machine."""

import json
from pathlib import Path

from measure import texts
from measure.process import Failed
from measure.tools import Bench

JOB = "encode"
TOKENS = 256
BATCHES = "8,16,32"
# Name, back end, precision, and the least mean cosine with our fp32 vectors that counts as the same result.
PEERS = [("sentence-transformers torch fp32", "torch", "fp32", .9999), ("sentence-transformers torch bf16", "torch", "bf16", .995),
         ("ONNX Runtime int8", "onnxruntime", "int8", .95), ("OpenVINO int8", "openvino", "int8", .95)]


def run(bench: Bench) -> None:
    sizes = bench.sizes
    parts = bench.made("encode-slices", lambda folder: slices(bench, folder))
    for round_ in range(sizes.rounds):
        file = parts / f"{round_}.jsonl"
        bench.ledger.measure(JOB, "gemm limit bf16", round_, "GFLOP/s", lambda: _gemm(bench, "bf16"))
        for precision, least in (("fp32", 1.0), ("bf16", .995)):
            bench.ledger.measure(JOB, f"isogloss {precision}", round_, "passages/s", lambda: _ours(bench, file, precision, least))
        for name, backend, precision, least in PEERS:
            bench.ledger.measure(JOB, name, round_, "passages/s", lambda: _theirs(bench, file, name, backend, precision, least))


def slices(bench: Bench, folder: Path) -> None:
    folder.mkdir()
    rows = [{"_id": row["_id"], "lang": row["lang"], "text": f"{row['title']} {row['text']}".strip()}
            for row in texts.mixed(bench.collection, bench.sizes.encode_texts)]
    turns = len(texts.LANGUAGES)  # whole turns of the languages go to the slices in turn
    for slice_ in range(bench.sizes.rounds):
        texts.write([row for i, row in enumerate(rows) if i // turns % bench.sizes.rounds == slice_], folder / f"{slice_}.jsonl")
    texts.write(rows[:bench.sizes.screen_texts], folder / "screen.jsonl")


def _gemm(bench: Bench, precision: str) -> tuple[float, dict]:
    limits, _ = bench.driver("gemm", bench.cores, bench.sizes.gemm_seconds)
    return limits[precision], limits


def _encode(bench: Bench, file: Path, precision: str, out: Path) -> tuple[dict, float]:
    done = bench.isogloss("encode", "--model", bench.model, "--role", "document", "--input", file, "--out", out,
                          "--precision", precision, "--passage-tokens", TOKENS, "--quiet", "--json", "-")
    facts = json.loads(done.output)
    if facts["seconds"] <= 0:
        raise Failed("encoding took too short a time to be measured")
    return facts, done.seconds


def _reference(bench: Bench, file: Path) -> Path:
    """Our fp32 vectors of a slice, made anew where they are gone."""
    folder = bench.folder(JOB, bench.sizes.name, f"fp32-{file.stem}")
    if not (folder / "manifest.json").exists():
        _encode(bench, file, "fp32", folder)
    return folder


def operations(model: Path, tokens: int, count: int) -> float:
    """Floating point operations of the matrix products of encoding; attention at the mean length, which is the least it can be."""
    config = json.loads((model / "config.json").read_text())
    hidden, inner, layers = config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"]
    return layers * tokens * (2 * (4 * hidden * hidden + 2 * hidden * inner) + 4 * hidden * tokens / count)


def _ours(bench: Bench, file: Path, precision: str, least: float) -> tuple[float, dict]:
    out = bench.folder(JOB, bench.sizes.name, f"{precision}-{file.stem}", fresh=True)
    facts, wall = _encode(bench, file, precision, out)
    detail = {"texts": facts["texts"], "tokens": facts["tokens"], "start-up s": wall - facts["seconds"],
              "GFLOP/s": operations(bench.model, facts["tokens"], facts["texts"]) / facts["seconds"] / 1e9}
    if precision != "fp32":
        detail |= _same(bench, _reference(bench, file), out, least)
    return facts["texts"] / facts["seconds"], detail


def _same(bench: Bench, reference: Path, vectors: Path, least: float) -> dict:
    """How alike two sets of vectors are; Failed when not enough."""
    if not bench.python:
        return {"cosine": "not checked, there are no peers"}
    alike, _ = bench.peer("cosine", reference, vectors)
    if not alike["mean"] >= least:
        raise Failed(f"vectors differ: mean cosine {alike['mean']:.5f} with our fp32 ones, at least {least} is asked for")
    return {"cosine mean": alike["mean"], "cosine least": alike["least"]}


def _exported(bench: Bench, precision: str) -> Path:
    """The model as an ONNX graph."""
    return bench.made(f"onnx-{precision}", lambda folder: bench.isogloss(
        "model", "export", "--to", "onnx", "--precision", precision, "--model", bench.model, "--out", folder, "--quiet"))


def _theirs(bench: Bench, file: Path, name: str, backend: str, precision: str, least: float) -> tuple[float, dict]:
    script, model = ("encode", bench.model) if backend == "torch" else ("graphs", _exported(bench, precision))
    options = ["--model", model, "--backend", backend, "--precision", precision, "--tokens", TOKENS, "--threads", bench.cores]
    screened = bench.ledger.found(JOB, f"{name}, batch size")
    if not screened:
        found, _ = bench.peer(script, *options, "--texts", file.parent / "screen.jsonl", "--batches", BATCHES)
        screened = bench.ledger.append(job=JOB, side=f"{name}, batch size", round=0, value=found["batch"], unit="texts",
                                       detail=found["screened"])
    out = bench.folder(JOB, bench.sizes.name) / f"theirs-{backend}-{precision}-{file.stem}.npy"
    found, _ = bench.peer(script, *options, "--texts", file, "--batches", screened["value"], "--out", out)
    detail = {"batch": screened["value"], "start-up s": found["start-up"]} | _same(bench, _reference(bench, file), out, least)
    return found["texts"] / found["seconds"], detail
