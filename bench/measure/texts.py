"""Real texts out of a collection in MIRACL's layout, for commands that read JSON lines. The same collection gives the same files."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from measure.process import Failed

LANGUAGES = ("ar", "bn", "en", "es", "fa", "fi", "id", "ja", "ru", "sw", "te", "zh")


def languages(collection: Path) -> list[str]:
    """Of the passages that are there."""
    found = sorted(folder.name.rsplit("-", 1)[1] for folder in collection.glob("miracl-corpus-v1.0-*"))
    if not found:
        raise Failed(f"{collection} has no folder miracl-corpus-v1.0-LANGUAGE; give a collection in MIRACL's layout with --collection")
    return found


def passages(collection: Path, language: str) -> Iterator[dict]:
    """All passages of a language, in the order of the files."""
    files = (collection / f"miracl-corpus-v1.0-{language}").glob("docs-*.jsonl.gz")
    for file in sorted(files, key=lambda file: int(file.name.split("-")[1].split(".")[0])):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield {"_id": row["docid"], "lang": language, "title": row.get("title", ""), "text": row["text"]}


def evenly(rows: list, count: int) -> list:
    """So many of them, from the whole length."""
    return [rows[i * len(rows) // count] for i in range(count)] if count < len(rows) else rows


def mixed(collection: Path, count: int, chosen: tuple[str, ...] = LANGUAGES) -> list[dict]:
    """So many passages, each language's share as even as can be, languages taking turns, so that any slice is alike any other."""
    lists = []
    for place, language in enumerate(chosen):
        share = count // len(chosen) + (place < count % len(chosen))
        lists.append(evenly(list(passages(collection, language)), share))
    mixed_ = [row for turn in range(max(map(len, lists))) for rows in lists for row in rows[turn:turn + 1]]
    if len(mixed_) < count:
        raise Failed(f"{collection} has only {len(mixed_)} of the {count} passages that are wanted in {', '.join(chosen)}")
    return mixed_


def queries(collection: Path, split: str) -> list[dict]:
    """The queries of a split, of all languages that have it."""
    rows = []
    for language in languages(collection):
        file = collection / f"miracl-v1.0-{language}" / "topics" / f"topics.miracl-v1.0-{language}-{split}.tsv"
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                number, text = line.split("\t", 1)
                rows.append({"_id": number, "lang": language, "text": text})
    return rows


def judged(collection: Path, split: str, language: str) -> dict[str, dict[str, int]]:
    """Query to passage to grade."""
    grades: dict[str, dict[str, int]] = {}
    file = collection / f"miracl-v1.0-{language}" / "qrels" / f"qrels.miracl-v1.0-{language}-{split}.tsv"
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            query, _, passage, grade = line.split()
            grades.setdefault(query, {})[passage] = int(grade)
    return grades


def write(rows: list[dict], file: Path) -> None:
    """As JSON lines, gzipped where the name says so."""
    with (gzip.open(file, "wt", encoding="utf-8") if ".gz" in file.suffixes else open(file, "w", encoding="utf-8")) as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def read(file: Path) -> list[dict]:
    """JSON lines, gzipped where the name says so."""
    with (gzip.open(file, "rt", encoding="utf-8") if ".gz" in file.suffixes else open(file, encoding="utf-8")) as lines:
        return [json.loads(line) for line in lines]
