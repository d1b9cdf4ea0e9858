"""What is asked of the product, and whether a set of results has it."""

import statistics
from dataclasses import dataclass

TIMES = ("s", "ms")


@dataclass(frozen=True)
class Measured:
    """All rounds of one side of one job."""

    side: str
    values: tuple[float, ...]
    unit: str
    details: tuple[dict, ...]
    why: str = ""  # there is no figure

    @property
    def median(self) -> float:
        return statistics.median(self.values)


def collect(rows: list[dict]) -> dict[tuple[str, str], Measured]:
    """Sides by job and name, in the order in which they first came; the last failure counts where there is no figure at all."""
    rounds: dict[tuple[str, str], dict[int, dict]] = {}
    why: dict[tuple[str, str], str] = {}
    for row in rows:
        key = (row["job"], row.get("side", ""))
        if row["job"] == "setting":
            continue
        rounds.setdefault(key, {})
        if "why" in row:
            why[key] = row["why"]
        else:
            rounds[key][row["round"]] = row
    sides = {}
    for key, found in rounds.items():
        ordered = [found[round_] for round_ in sorted(found)]
        sides[key] = Measured(key[1], tuple(row["value"] for row in ordered), ordered[0]["unit"] if ordered else "",
                              tuple(row.get("detail", {}) for row in ordered), "" if ordered else why[key])
    return sides


@dataclass(frozen=True)
class Verdict:
    """One line of the table of goals. ``figure`` is what the goal is about; None where there is none, ``why`` says why not."""

    ours: Measured | None
    theirs: Measured | None
    figure: float | None
    why: str = ""


@dataclass(frozen=True)
class Goal:
    """One goal. ``kind``: faster (how many times as fast as the best of theirs), cost (what share of the least of theirs it takes),
    share (of ``detail`` of ours in the limit that is theirs), plain (the value itself)."""

    job: str
    title: str
    against: str
    ours: str
    theirs: tuple[str, ...]
    kind: str
    least: float | None = None
    most: float | None = None
    detail: str = ""
    missing: str = ""  # why the product has no such figure at all

    def text(self) -> str:
        """The goal in words."""
        number = f"{self.least if self.least is not None else self.most:g}"
        sign = "≥" if self.least is not None else "≤"
        if self.kind == "share":
            return f"{sign} {100 * float(number):g} %"
        return f"{sign} {number}" + {"faster": "x", "cost": "x", "plain": " s"}[self.kind]

    def met(self, figure: float) -> bool:
        return figure >= self.least if self.least is not None else figure <= self.most

    def reached(self, figure: float) -> float:
        """1 where the goal is just met, more where it is more than met."""
        return figure / self.least if self.least is not None else self.most / figure

    def verdict(self, sides: dict[tuple[str, str], Measured]) -> Verdict:
        theirs = self._best(sides)
        if self.missing:
            return Verdict(None, theirs, None, self.missing)
        ours = sides.get((self.job, self.ours))
        if not ours or not ours.values:
            return Verdict(None, theirs, None, ours.why if ours else "not measured")
        if self.kind == "plain":
            return Verdict(ours, None, ours.median)
        if not theirs:
            reasons = [f"{name}: {sides[self.job, name].why}" for name in self.theirs if (self.job, name) in sides]
            return Verdict(ours, None, None, "; ".join(reasons) or "nobody to compare with was measured")
        return Verdict(ours, theirs, self._figure(ours, theirs))

    def _figure(self, ours: Measured, theirs: Measured) -> float:
        if self.kind == "share":
            return statistics.median(detail[self.detail] for detail in ours.details) / theirs.median
        ratio = ours.median / theirs.median
        return 1 / ratio if self.kind == "faster" and ours.unit in TIMES else ratio

    def _best(self, sides: dict[tuple[str, str], Measured]) -> Measured | None:
        there = [sides[self.job, name] for name in self.theirs if (self.job, name) in sides and sides[self.job, name].values]
        if not there:
            return None
        small_is_good = there[0].unit in (*TIMES, "GiB", "MiB")
        return (min if small_is_good else max)(there, key=lambda side: side.median)


ST = "sentence-transformers"
CACHED = f"{ST} cached loss"


def _growth(what: str, small: int, large: int) -> Goal:
    return Goal("memory", f"peak anonymous memory, {what} of {large:,}", f"itself, of {small:,}", f"{what} {large}", (f"{what} {small}",),
                "cost", most=1.1)


def goals(sizes) -> list[Goal]:
    """Every goal, for sizes that tell what the memory job measures."""
    return [
        Goal("encode", f"encode {sizes.encode_texts:,} passages of 12 languages, at most 256 tokens, fp32", ST, "isogloss fp32",
             (f"{ST} torch fp32",), "faster", least=2.5),
        Goal("encode", "encode the same, bf16", ST, "isogloss bf16", (f"{ST} torch bf16",), "faster", least=1.5),
        Goal("encode", "encode the same, int8", f"{ST} bf16", "isogloss int8", (f"{ST} torch bf16",), "faster", least=2.0,
             missing="the product has no int8 encoding yet"),
        Goal("encode", "share of the measured bf16 GEMM limit while encoding", "the limit", "isogloss bf16", ("gemm limit bf16",), "share",
             least=0.65, detail="GFLOP/s"),
        Goal("train", f"training step, {sizes.train_batch} x (1+7), 64/256 tokens", CACHED, "isogloss", (CACHED,), "faster", least=4.0),
        Goal("train", "peak memory (RSS) of training", CACHED, "isogloss peak memory", (f"{CACHED} peak memory",), "cost", most=0.6),
        Goal("mine", f"top-100 for {sizes.mine_queries:,} queries in {sizes.mine_passages:,} x 384", "FAISS IndexFlatIP", "isogloss",
             ("FAISS IndexFlatIP",), "faster", least=3.0),
        Goal("mine", "top-100 of the same, bf16 and rescoring", "FAISS IndexFlatIP", "isogloss bf16", ("FAISS IndexFlatIP",), "faster", least=4.0,
             missing="the product has no exact search in bf16 yet"),
        Goal("mine", "share of the measured fp32 GEMM limit while searching", "the limit", "isogloss", ("gemm limit fp32",), "share", least=0.75,
             detail="GFLOP/s"),
        Goal("graph", f"HNSW search, {sizes.graph_passages:,} x 384, recall@10 ≥ .98, p50", "raw Lucene call", "isogloss p50",
             ("raw Lucene p50",), "cost", most=1.2),
        Goal("graph", "HNSW search, p50, against other programs", "hnswlib, FAISS HNSW", "isogloss p50", ("hnswlib p50", "faiss p50"), "cost", most=1.2),
        *[Goal("query", f"one query, text to hits, {percentile}", f"{ST} + FAISS", f"isogloss {percentile}",
               (f"{ST} + FAISS fp32 {percentile}", f"{ST} + FAISS bf16 {percentile}"), "cost", most=0.7) for percentile in ("p50", "p99")],
        Goal("lexical", "BM25 index of the whole collection", "raw Lucene", "isogloss index", ("raw Lucene index",), "cost", most=1.1),
        Goal("lexical", "BM25 queries", "bm25s", "isogloss search", ("bm25s search",), "faster", least=1.0),
        Goal("evaluate", f"evaluate a run of {100 * sizes.evaluate_queries:,} lines, 5 metrics, reading included", "pytrec_eval, ranx",
             "isogloss", ("pytrec_eval", "ranx"), "faster", least=2.0),
        _growth("encode", *sizes.memory_texts),
        _growth("mine", *sizes.memory_mine),
        _growth("graph", *sizes.memory_graph),
        Goal("startup", "isogloss --help", "-", "isogloss --help", (), "plain", most=0.4),
        Goal("startup", "isogloss search, first result", "-", "isogloss search, first result", (), "plain", most=1.5),
    ]
