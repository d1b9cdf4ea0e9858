"""One query from text to hits, batch 1: ours as the server does it, sentence-transformers with FAISS."""

import json

from measure import texts
from measure.process import Failed
from measure.startup import small_index
from measure.tools import Bench

JOB = "query"
DEPTH = 10
LEAST = 0.9  # of the ten hits in common; ours are of bf16 where the processor has it, and near hits swap


def run(bench: Bench) -> None:
    index = small_index(bench)
    file = bench.made("queries.jsonl", lambda out: texts.write(
        texts.evenly(texts.queries(bench.collection, "dev"), bench.sizes.query_queries), out))
    hits = bench.folder(JOB, bench.sizes.name) / "hits.json"
    rounds: dict[str, dict] = {}
    for round_ in range(bench.sizes.rounds):
        for name, work in (("isogloss", _ours), ("sentence-transformers + FAISS fp32", _fp32), ("sentence-transformers + FAISS bf16", _bf16)):
            for percentile in ("p50", "p99"):
                bench.ledger.measure(JOB, f"{name} {percentile}", round_, "ms",
                                     lambda: _one(rounds, (name, round_), percentile, lambda: work(bench, index, file, hits)))


def _one(rounds: dict, key: tuple, percentile: str, work) -> tuple[float, dict]:
    if key not in rounds:
        try:
            rounds[key] = work()
        except Failed as reason:
            rounds[key] = {"why": str(reason)}
    facts = rounds[key]
    if "why" in facts:
        raise Failed(facts["why"])
    return facts[percentile], {"start-up s": facts["start-up"], "queries": facts["count"]} | facts.get("same", {})


def _ours(bench: Bench, index, file, hits) -> dict:
    found, _ = bench.driver("query", index, file, DEPTH, 1)
    hits.write_text(json.dumps(found["hits"]))
    return found["rounds"][0] | {"start-up": found["start-up"]}


def _fp32(bench: Bench, index, file, hits) -> dict:
    return _theirs(bench, index, file, hits, "fp32")


def _bf16(bench: Bench, index, file, hits) -> dict:
    return _theirs(bench, index, file, hits, "bf16")


def _theirs(bench: Bench, index, file, hits, precision: str) -> dict:
    if not hits.exists():
        _ours(bench, index, file, hits)
    passages = bench.work / bench.sizes.name / "index-passages.jsonl"
    found, _ = bench.peer("query", bench.model, index / "vectors", passages, file, DEPTH, bench.cores, precision)
    ours = json.loads(hits.read_text())
    shared = [len(set(ours[query]) & set(theirs)) / DEPTH for query, theirs in found["hits"].items()]
    mean = sum(shared) / len(shared)
    if mean < LEAST:
        raise Failed(f"hits differ: {mean:.3f} of the first {DEPTH} are the same, at least {LEAST} is asked for")
    return found["times"] | {"start-up": found["start-up"], "same": {"hits in common": mean}}
