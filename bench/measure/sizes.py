"""How much each job does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Amounts of one run; results of different sizes are never put together."""

    name: str
    rounds: int  # interleaved repeats
    encode_texts: int  # cut into as many slices as there are rounds, each with its share of every language
    screen_texts: int  # on which a peer's batch size is chosen
    gemm_seconds: float
    train_batch: int
    train_steps: int  # of ours; the first two warm up
    train_peer_steps: int  # the first one warms up
    mine_passages: int
    mine_queries: int
    graph_passages: int
    graph_queries: int
    query_passages: int
    query_queries: int
    lexical_passages: int  # at most; the whole collection where it has fewer
    lexical_queries: int
    evaluate_queries: int  # 100 lines each
    starts: int
    memory_texts: tuple[int, int]
    memory_mine: tuple[int, int]
    memory_graph: tuple[int, int]


FULL = Sizes("full", 3, 5000, 64, 1.0, 24, 5, 3, 1_000_000, 2000, 200_000, 1000, 1500, 300, 1_000_000, 740, 10_000, 5,
             (60_000, 600_000), (1_000_000, 6_000_000), (50_000, 200_000))
QUICK = Sizes("quick", 2, 72, 12, 0.1, 4, 4, 2, 20_000, 200, 5_000, 100, 60, 20, 3000, 100, 500, 2,
              (500, 2000), (20_000, 60_000), (2000, 5000))
