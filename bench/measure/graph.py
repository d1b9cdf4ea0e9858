"""Search in an HNSW graph: ours, Lucene's own call on the same graph, hnswlib and FAISS with graphs of the same shape."""

from measure import mine
from measure.process import Failed
from measure.tools import Bench

JOB = "graph"
LATENT = 24
RECALL = 0.98
PEERS = ("hnswlib", "faiss")


def run(bench: Bench) -> None:
    passages, queries = mine.stores(bench, bench.sizes.graph_passages, bench.sizes.graph_queries, LATENT)
    folder = bench.work / bench.sizes.name / "graph"
    bench.ledger.measure(JOB, "isogloss build", 0, "s", lambda: _build(bench, passages, folder))
    known: dict[int, dict] = {}
    for round_ in range(bench.sizes.rounds):
        for side in ("ours", "lucene"):
            for percentile in ("p50", "p99"):
                name = {"ours": "isogloss", "lucene": "raw Lucene"}[side]
                bench.ledger.measure(JOB, f"{name} {percentile}", round_, "ms",
                                     lambda: _search(bench, passages, queries, folder, known, side, percentile, round_))
    for peer in PEERS:
        found: dict = {}
        for round_ in range(bench.sizes.rounds):
            for percentile in ("p50", "p99"):
                bench.ledger.measure(JOB, f"{peer} {percentile}", round_, "ms",
                                     lambda: _peer(bench, passages, queries, peer, found, percentile, round_))


def _build(bench: Bench, passages, folder) -> tuple[float, dict]:
    bench.folder(bench.sizes.name, "graph", fresh=True)
    built, done = bench.driver("graph-build", passages, folder)
    return built["seconds"], {"passages": bench.sizes.graph_passages}


def _search(bench: Bench, passages, queries, folder, known: dict, side: str, percentile: str, round_: int) -> tuple[float, dict]:
    if not known:
        if not any(folder.glob("segments_*")):
            raise Failed("there is no graph, because building it failed")
        try:
            known[0] = bench.driver("graph-search", passages, folder, queries, RECALL, bench.sizes.rounds)[0]
        except Failed as reason:
            known[0] = {"why": str(reason)}
    facts = known[0]
    if "why" in facts:
        raise Failed(facts["why"])
    if not facts["reached"]:
        raise Failed(f"recall@10 is {facts['recall']:.3f} at the greatest width, {RECALL} is asked for")
    return facts[side][round_][percentile], {"width": facts["width"], "recall": facts["recall" if side == "ours" else "lucene recall"]}


def _peer(bench: Bench, passages, queries, peer: str, found: dict, percentile: str, round_: int) -> tuple[float, dict]:
    if "why" in found:
        raise Failed(found["why"])
    try:
        if not found:
            found |= bench.peer("graph", peer, passages, queries, RECALL, bench.sizes.rounds, bench.cores)[0]
    except Failed as reason:
        found["why"] = str(reason)
        raise
    if not found["reached"]:
        raise Failed(f"recall@10 is {found['recall']:.3f} at the greatest width, {RECALL} is asked for")
    return found["rounds"][round_][percentile], {"width": found["width"], "recall": found["recall"], "build s": found["build"]}
