"""Peak anonymous memory of encoding, exact search and graph building, of a corpus and of a larger one."""

import random

from measure import mine, texts
from measure.tools import Bench

JOB = "memory"


def run(bench: Bench) -> None:
    sizes = bench.sizes
    for count in sizes.memory_texts:
        bench.ledger.measure(JOB, f"encode {count}", 0, "MiB", lambda: _encode(bench, count))
    for count in sizes.memory_mine:
        bench.ledger.measure(JOB, f"mine {count}", 0, "MiB", lambda: _mine(bench, count))
    for count in sizes.memory_graph:
        bench.ledger.measure(JOB, f"graph {count}", 0, "MiB", lambda: _graph(bench, count))


def _encode(bench: Bench, count: int) -> tuple[float, dict]:
    file = bench.made(f"short-{count}.jsonl", lambda out: texts.write(_short(count), out))
    done = bench.isogloss("encode", "--model", bench.model, "--role", "document", "--input", file, "--quiet",
                          "--out", bench.folder(JOB, bench.sizes.name, f"vectors-{count}", fresh=True))
    return done.peak_anonymous / 2**20, {"seconds": done.seconds}


def _short(count: int) -> list[dict]:
    chance = random.Random(1)
    return [{"_id": str(i), "lang": "en", "text": " ".join(f"word{chance.randrange(5000)}" for _ in range(3))} for i in range(count)]


def _mine(bench: Bench, count: int) -> tuple[float, dict]:
    passages, queries = mine.stores(bench, count, bench.sizes.mine_queries, 0)
    _, done = bench.driver("exact", passages, queries, mine.DEPTH, 1, "-")
    return done.peak_anonymous / 2**20, {"seconds": done.seconds}


def _graph(bench: Bench, count: int) -> tuple[float, dict]:
    passages, _ = mine.stores(bench, count, bench.sizes.mine_queries, 24)
    _, done = bench.driver("graph-build", passages, bench.folder(JOB, bench.sizes.name, f"graph-{count}", fresh=True))
    return done.peak_anonymous / 2**20, {"seconds": done.seconds}
