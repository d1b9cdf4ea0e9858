"""How long the program takes to start."""

from measure import texts
from measure.process import Failed
from measure.tools import Bench

JOB = "startup"


def run(bench: Bench) -> None:
    for round_ in range(bench.sizes.starts):
        bench.ledger.measure(JOB, "isogloss --help", round_, "s", lambda: _help(bench))
    index = small_index(bench)
    for round_ in range(bench.sizes.starts):
        bench.ledger.measure(JOB, "isogloss search, first result", round_, "s", lambda: _search(bench, index))


def _help(bench: Bench) -> tuple[float, dict]:
    return bench.isogloss("--help").seconds, {}


def small_index(bench: Bench):
    """A dense and lexical index of some hundred passages, what a small run leaves."""
    def make(folder) -> None:
        rows = texts.mixed(bench.collection, bench.sizes.query_passages)
        file = bench.work / bench.sizes.name / "index-passages.jsonl"
        texts.write(rows, file)
        bench.isogloss("index", "--model", bench.model, "--corpus", file, "--out", folder, "--bm25", "--quiet",
                       "--passage-tokens", 256)

    return bench.made("index", make)


def _search(bench: Bench, index) -> tuple[float, dict]:
    done = bench.isogloss("search", "--index", index, "--quiet", "--mode", "dense", "what is the longest river")
    if "1." not in done.output:
        raise Failed(f"the search found nothing: {done.output[:200]}")
    return done.seconds, {}
