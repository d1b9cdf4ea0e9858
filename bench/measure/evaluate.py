"""Five metrics of a run file of a million lines, reading included: ours, pytrec_eval, ranx."""

import json
import random
from pathlib import Path

from measure.process import Failed
from measure.tools import Bench

JOB = "evaluate"
DEPTH = 100
# Our names, and those of trec_eval and ranx.
METRICS = {"ndcg@10": ("ndcg_cut_10", "ndcg@10"), "recall@100": ("recall_100", "recall@100"), "mrr@10": (None, "mrr@10"),
           "map": ("map", "map"), "map@10": ("map_cut_10", "map@10")}
WITHIN = 1e-5


def run(bench: Bench) -> None:
    files = bench.made("evaluate", lambda folder: _files(bench.sizes.evaluate_queries, folder))
    figures: dict[str, float] = {}
    for round_ in range(bench.sizes.rounds):
        bench.ledger.measure(JOB, "isogloss", round_, "s", lambda: _ours(bench, files, figures))
        for peer in ("pytrec_eval", "ranx"):
            bench.ledger.measure(JOB, peer, round_, "s", lambda: _theirs(bench, files, figures, peer))


def _files(queries: int, folder: Path) -> None:
    """A run without ties, and judgments of ten passages a query, some of which it finds."""
    folder.mkdir()
    chance = random.Random(1)
    with open(folder / "run.trec", "w", encoding="ascii") as run_file, open(folder / "qrels.tsv", "w", encoding="ascii") as judged:
        for query in range(queries):
            passages = chance.sample(range(1000), DEPTH)
            for rank, passage in enumerate(passages, 1):
                run_file.write(f"q{query} Q0 d{query}x{passage} {rank} {1000 - rank - chance.random() / 2:.6f} made\n")
            for passage in chance.sample(passages, 4) + chance.sample(range(1000, 2000), 6):
                judged.write(f"q{query} 0 d{query}x{passage} {chance.choice((0, 1, 1, 2))}\n")


def _ours(bench: Bench, files: Path, figures: dict[str, float]) -> tuple[float, dict]:
    done = bench.isogloss("evaluate", "--run", files / "run.trec", "--qrels", files / "qrels.tsv", "--metrics", ",".join(METRICS),
                          "--quiet", "--json", "-")
    for row in json.loads(done.output)["results"]:
        figures[row["metric"]] = row.get("value", row.get("mean"))
    if set(METRICS) - set(figures):
        raise Failed(f"no figure of {set(METRICS) - set(figures)}")
    return done.seconds, {"start-up s": "included", **{name: figures[name] for name in METRICS}}


def _theirs(bench: Bench, files: Path, figures: dict[str, float], peer: str) -> tuple[float, dict]:
    if not figures:
        _ours(bench, files, figures)
    names = {ours: theirs[0 if peer == "pytrec_eval" else 1] for ours, theirs in METRICS.items()}
    found, _ = bench.peer("evaluate", peer, files / "run.trec", files / "qrels.tsv", json.dumps(names))
    for name, value in found["figures"].items():
        if abs(value - figures[name]) > WITHIN:
            raise Failed(f"{name} is {value:.6f}, ours is {figures[name]:.6f}")
    return found["seconds"], {"start-up s": found["start-up"]}
