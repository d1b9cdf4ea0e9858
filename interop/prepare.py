"""Makes what the checks read: a trained model, its vectors of 300 texts in 20 languages, runs and results, and a trained cross-encoder.

The sample experiment of the repository is enough; further models are given with --model NAME=FOLDER.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from common import HOME, json_lines

PER_LANGUAGE = 15


def texts() -> list[dict]:
    """15 texts of each of 20 languages: ten passages and five questions of the sample, and sentences of two languages more."""
    sample = HOME / "experiments" / "sample"
    passages, questions = json_lines(sample / "corpus.jsonl"), json_lines(sample / "queries-dev.jsonl")
    chosen = []
    for language in sorted({row["lang"] for row in passages}):
        chosen += [row for row in passages if row["lang"] == language][:PER_LANGUAGE - 5]
        chosen += [row for row in questions if row["lang"] == language][:5]
    chosen += json_lines(Path(__file__).parent / "more_texts.jsonl")
    return [{"_id": row["_id"], "lang": row["lang"], "text": row["text"]} for row in chosen]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--isogloss", type=Path, default=HOME / "isogloss")
    parser.add_argument("--model", action="append", default=[], metavar="NAME=FOLDER")
    arguments = parser.parse_args()
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)

    def isogloss(*words: object) -> None:
        subprocess.run([str(arguments.isogloss), *map(str, words)], cwd=HOME, check=True, stdout=sys.stderr)

    sample = ["experiments/sample.yaml", "--out", work / "run", "--set", "evaluate.systems=[bm25, untouched, trained]", "--set",
              "index.hnsw=false"]
    isogloss("run", *sample)
    isogloss("train", "--task", "rerank", *sample)
    isogloss("search", "--index", work / "run" / "index", "--queries", HOME / "experiments" / "sample" / "queries-dev.jsonl", "--k", 10,
             "--rerank", work / "run" / "reranker", "--rerank-depth", 10, "--precision", "fp32", "--out", work / "reranked.trec")
    rows = texts()
    if len(rows) != 20 * PER_LANGUAGE:
        raise SystemExit(f"expected {20 * PER_LANGUAGE} texts, got {len(rows)}")
    (work / "texts.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    models = {"sample": str(work / "run" / "model")}
    models.update(given.split("=", 1) for given in arguments.model)
    for name, folder in models.items():
        for role in ("query", "document"):
            isogloss("encode", "--model", folder, "--role", role, "--input", work / "texts.jsonl", "--precision", "fp32",
                     "--out", work / "vectors" / f"{name}-{role}", "--jsonl")
    (work / "models.json").write_text(json.dumps(models, indent=1))


if __name__ == "__main__":
    main()
