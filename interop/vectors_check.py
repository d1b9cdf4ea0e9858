"""Our model folder, read by sentence-transformers: token ids and vectors of 300 texts in 20 languages equal ours."""

import json

import numpy
import sentence_transformers
from common import Check, json_lines, require
from sentence_transformers import SentenceTransformer

LEAST_COSINE = 0.9999


def prompts(folder) -> dict:
    settings = folder / "config_sentence_transformers.json"
    return (json.loads(settings.read_text()).get("prompts") or {}) if settings.exists() else {}


def compare(check: Check, name: str, folder, role: str) -> str:
    texts = [row["text"] for row in json_lines(check.work / "texts.jsonl")]
    ours = json_lines(check.work / "vectors" / f"{name}-{role}" / "vectors.jsonl")
    model = SentenceTransformer(str(folder), device="cpu")
    prompt = prompts(folder).get(role, "")
    theirs = model.encode([prompt + text for text in texts], batch_size=16, normalize_embeddings=True, show_progress_bar=False)
    mine = numpy.array([row["vector"] for row in ours], dtype=numpy.float64)
    mine /= numpy.linalg.norm(mine, axis=1, keepdims=True)
    cosines = (mine * theirs).sum(axis=1)
    worst = int(cosines.argmin())
    require(len(ours) == len(texts) == 300, f"{len(ours)} vectors for {len(texts)} texts")
    require(cosines.min() >= LEAST_COSINE, f"cosine {cosines.min():.6f} for {ours[worst]['_id']}: {texts[worst][:80]}")
    ids = 0
    for text, row in zip(texts, ours):
        if row.get("ids"):
            encoded = model.tokenizer(prompt + text, truncation=True, max_length=model.max_seq_length)["input_ids"]
            require(encoded == row["ids"], f"token ids of {row['_id']} differ: {encoded[:12]} and {row['ids'][:12]}")
            ids += 1
    return f"sentence-transformers {sentence_transformers.__version__}, {role}, 300 texts, least cosine {cosines.min():.8f}, {ids} with equal token ids"


def main() -> None:
    check = Check(__doc__)
    version = ".".join(sentence_transformers.__version__.split(".")[:2])
    for name, folder in check.models().items():
        for role in ("query", "document"):
            check.verdict(f"vectors of {name} as {role} in {version}", lambda: compare(check, name, folder, role))
    check.finish()


if __name__ == "__main__":
    main()
