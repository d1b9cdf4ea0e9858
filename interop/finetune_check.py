"""Our model folder, trained one step on by sentence-transformers, saved there, and read by Isogloss again."""

import json
import shutil

import numpy
import sentence_transformers
import torch
from common import Check, json_lines, require
from sentence_transformers import InputExample, SentenceTransformer, losses
from torch.utils.data import DataLoader


def step(check: Check, name: str, folder) -> str:
    version = sentence_transformers.__version__
    rows = json_lines(check.work / "texts.jsonl")[:16]
    model = SentenceTransformer(str(folder), device="cpu")
    before = model.encode([row["text"] for row in rows], show_progress_bar=False)
    examples = [InputExample(texts=[one["text"], other["text"]]) for one, other in zip(rows[::2], rows[1::2])]
    torch.manual_seed(1)
    model.fit(
        train_objectives=[(DataLoader(examples, batch_size=8), losses.MultipleNegativesRankingLoss(model))],
        epochs=1, steps_per_epoch=1, warmup_steps=0, optimizer_params={"lr": 1e-3}, show_progress_bar=False)
    after = model.encode([row["text"] for row in rows], normalize_embeddings=True, show_progress_bar=False)
    moved = float(numpy.abs(before - after).max())
    require(numpy.isfinite(after).all(), "vectors are not numbers after one step")
    require(moved > 1e-6, "one step changed nothing")
    saved = check.work / "finetuned" / f"{name}-{version}"
    shutil.rmtree(saved, ignore_errors=True)
    model.save(str(saved))
    few = check.work / "few.jsonl"
    few.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    out = check.work / "vectors" / f"finetuned-{name}-{version}"
    shutil.rmtree(out, ignore_errors=True)
    check.isogloss("encode", "--model", saved, "--role", "document", "--input", few, "--precision", "fp32", "--out", out, "--jsonl")
    settings = saved / "config_sentence_transformers.json"
    prompt = (json.loads(settings.read_text()).get("prompts") or {}).get("document", "")
    theirs = model.encode([prompt + row["text"] for row in rows], normalize_embeddings=True, show_progress_bar=False)
    mine = numpy.array([row["vector"] for row in json_lines(out / "vectors.jsonl")])
    cosine = float((mine * theirs).sum(axis=1).min())
    require(cosine >= 0.9999, f"what sentence-transformers {version} saved reads back here with cosine {cosine:.6f}")
    return f"sentence-transformers {version}, moved {moved:.4f}, read back here with least cosine {cosine:.8f}"


def main() -> None:
    check = Check(__doc__)
    version = ".".join(sentence_transformers.__version__.split(".")[:2])
    for name, folder in check.models().items():
        check.verdict(f"one training step of {name} in {version}", lambda: step(check, name, folder))
    check.finish()


if __name__ == "__main__":
    main()
