"""Exact search of many vectors as mining does it, against FAISS."""

from measure.process import Failed
from measure.tools import Bench

JOB = "mine"
DIMENSION = 384
DEPTH = 100
LEAST = 0.9999  # of the hits in common: sums in another order may swap the last one with the next


def stores(bench: Bench, passages: int, queries: int, latent: int) -> tuple:
    """Random vectors of length 1, as stores; see VectorMaker."""
    return tuple(bench.made(f"vectors-{rows}-{latent}-{seed}", lambda out: _make(bench, out, rows, latent, seed))
                 for rows, seed in ((passages, 1), (queries, 2)))


def _make(bench: Bench, out, rows: int, latent: int, seed: int) -> None:
    bench.driver("vectors", out, rows, DIMENSION, latent, seed)


def run(bench: Bench) -> None:
    passages, queries = stores(bench, bench.sizes.mine_passages, bench.sizes.mine_queries, 0)
    hits = bench.folder(JOB, bench.sizes.name) / "hits.txt"
    operations = 2.0 * bench.sizes.mine_passages * bench.sizes.mine_queries * DIMENSION
    for round_ in range(bench.sizes.rounds):
        bench.ledger.measure(JOB, "gemm limit fp32", round_, "GFLOP/s", lambda: _limit(bench))
        bench.ledger.measure(JOB, "isogloss", round_, "queries/s", lambda: _ours(bench, passages, queries, hits, operations))
        bench.ledger.measure(JOB, "FAISS IndexFlatIP", round_, "queries/s", lambda: _faiss(bench, passages, queries, hits, operations))


def _limit(bench: Bench) -> tuple[float, dict]:
    limits, _ = bench.driver("gemm", bench.cores, bench.sizes.gemm_seconds)
    return limits["fp32"], limits


def _ours(bench: Bench, passages, queries, hits, operations: float) -> tuple[float, dict]:
    found, _ = bench.driver("exact", passages, queries, DEPTH, 2, hits)  # the first one warms up
    seconds = found["seconds"][-1]
    return bench.sizes.mine_queries / seconds, {"opening s": found["opening"], "seconds": seconds, "GFLOP/s": operations / seconds / 1e9}


def _faiss(bench: Bench, passages, queries, hits, operations: float) -> tuple[float, dict]:
    if not hits.exists():
        _ours(bench, passages, queries, hits, operations)
    found, _ = bench.peer("exact", passages, queries, DEPTH, bench.cores, hits)
    if found["in common"] < LEAST or found["score difference"] > 1e-5:
        raise Failed(f"hits differ: {found['in common']:.5f} in common, scores up to {found['score difference']:.2g} apart")
    return bench.sizes.mine_queries / found["seconds"], {
        "opening s": found["opening"], "seconds": found["seconds"], "GFLOP/s": operations / found["seconds"] / 1e9,
        "hits in common": found["in common"], "score difference": found["score difference"]}
