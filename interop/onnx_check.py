"""Our ONNX graphs, run by ONNX Runtime: the same vectors."""

import json
import shutil

import numpy
from common import Check, Skipped, json_lines, require

LEAST_COSINE = {"fp32": 0.9999, "int8": 0.95}


def compare(check: Check, name: str, folder, precision: str) -> str:
    import onnxruntime
    from tokenizers import Tokenizer

    if not check.has_command("model", "export"):
        raise Skipped("this build has no command model export")
    out = check.work / "onnx" / f"{name}-{precision}"
    shutil.rmtree(out, ignore_errors=True)
    check.isogloss("model", "export", "--to", "onnx", "--precision", precision, "--model", folder, "--out", out)
    graph = sorted(out.rglob("*.onnx"))
    require(len(graph) == 1, f"graphs: {graph}")
    session = onnxruntime.InferenceSession(str(graph[0]), providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))
    settings = json.loads((out / "sentence_bert_config.json").read_text())
    tokenizer.enable_truncation(settings["max_seq_length"])
    tokenizer.no_padding()
    prompts = json.loads((out / "config_sentence_transformers.json").read_text()).get("prompts") or {}
    wanted = {put.name for put in session.get_inputs()}
    outputs = [put.name for put in session.get_outputs()]
    ours = json_lines(check.work / "vectors" / f"{name}-document" / "vectors.jsonl")
    least = 1.0
    for row, vector in zip(json_lines(check.work / "texts.jsonl"), ours):
        ids = numpy.array([tokenizer.encode(prompts.get("document", "") + row["text"]).ids], dtype=numpy.int64)
        feed = {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
        found = session.run(None, {key: value for key, value in feed.items() if key in wanted})
        pooled = found[outputs.index("sentence_embedding")] if "sentence_embedding" in outputs else found[-1]
        theirs = pooled[0] / numpy.linalg.norm(pooled[0])
        least = min(least, float(theirs @ numpy.array(vector["vector"])))
    require(least >= LEAST_COSINE[precision], f"least cosine {least:.6f}")
    return f"onnxruntime {onnxruntime.__version__}, 300 texts, least cosine {least:.8f}"


def main() -> None:
    check = Check(__doc__)
    for name, folder in check.models().items():
        for precision in ("fp32", "int8"):
            check.verdict(f"ONNX of {name} in {precision}", lambda: compare(check, name, folder, precision))
    check.finish()


if __name__ == "__main__":
    main()
