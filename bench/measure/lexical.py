"""BM25 over all passages of the collection: ours, Lucene with nothing around it, bm25s on the words of our analyzers."""

import json

from measure import texts
from measure.process import Failed
from measure.tools import Bench

JOB = "lexical"
DEPTH = 100
LEAST = 0.95  # of the first ten in common: Lucene keeps lengths of passages in a byte each


def run(bench: Bench) -> None:
    passages = bench.made("lexical-passages.jsonl.gz", lambda out: _passages(bench, out))
    queries = bench.made("lexical-queries.jsonl", lambda out: texts.write(
        texts.evenly(texts.queries(bench.collection, "dev"), bench.sizes.lexical_queries), out))
    raw: dict[int, dict] = {}
    for round_ in range(bench.sizes.rounds):
        bench.ledger.measure(JOB, "isogloss index", round_, "s", lambda: _index(bench, passages))
        bench.ledger.measure(JOB, "raw Lucene index", round_, "s", lambda: _raw(bench, passages, queries, raw, round_, "index seconds"))
        bench.ledger.measure(JOB, "isogloss search", round_, "queries/s", lambda: _search(bench, passages, queries))
        bench.ledger.measure(JOB, "raw Lucene search", round_, "queries/s", lambda: _raw(bench, passages, queries, raw, round_, "seconds"))
        bench.ledger.measure(JOB, "bm25s search", round_, "queries/s", lambda: _bm25s(bench, passages, queries))


def _passages(bench: Bench, out) -> None:
    rows = [row for code in texts.languages(bench.collection) for row in texts.passages(bench.collection, code)]
    rows = texts.evenly(rows, bench.sizes.lexical_passages)
    texts.write(rows, out)


def _index(bench: Bench, passages) -> tuple[float, dict]:
    folder = bench.folder(JOB, bench.sizes.name, "index", fresh=True)
    done = bench.isogloss("index", "--corpus", passages, "--out", folder, "--quiet", "--json", "-")
    facts = json.loads(done.output)
    return facts["seconds"], {"passages": facts["passages"], "start-up s": done.seconds - facts["seconds"]}


def _raw(bench: Bench, passages, queries, raw: dict, round_: int, what: str) -> tuple[float, dict]:
    if round_ not in raw:
        folder = bench.folder(JOB, bench.sizes.name, "raw", fresh=True)
        raw[round_] = bench.driver("raw-lexical", passages, queries, folder, DEPTH, 3, bench.cores)[0]
    seconds = raw[round_][what]
    return (seconds, {}) if what == "index seconds" else (bench.sizes.lexical_queries / min(seconds), {"rounds s": seconds})


def _search(bench: Bench, passages, queries) -> tuple[float, dict]:
    folder = bench.folder(JOB, bench.sizes.name, "index")
    if not (folder / "index.json").exists():
        _index(bench, passages)
    found, _ = bench.driver("lexical", folder, queries, DEPTH, 3, folder.parent / "hits.txt")
    return found["queries"] / min(found["seconds"]), {"rounds s": found["seconds"]}


def _bm25s(bench: Bench, passages, queries) -> tuple[float, dict]:
    words = bench.made("lexical-terms", lambda folder: _terms(bench, passages, queries, folder))
    hits = bench.folder(JOB, bench.sizes.name) / "hits.txt"
    if not hits.exists():
        _search(bench, passages, queries)
    found, _ = bench.peer("bm25", words, hits, DEPTH, bench.cores)
    if found["in common"] < LEAST:
        raise Failed(f"hits differ: {found['in common']:.3f} of the first ten are the same, at least {LEAST} is asked for")
    return found["queries"] / found["seconds"], {"index s": found["index"], "hits in common": found["in common"]}


def _terms(bench: Bench, passages, queries, folder) -> None:
    folder.mkdir()
    bench.driver("terms", passages, queries, folder / "passages.jsonl", folder / "queries.jsonl")
