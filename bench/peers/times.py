"""Times of many alike pieces of work, as the Java drivers summarize them."""

import math


def summary(seconds: list[float]) -> dict[str, float]:
    """Nearest-rank percentiles and the mean, in milliseconds."""
    ordered = sorted(seconds)

    def percentile(percent: int) -> float:
        return 1e3 * ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]

    return {"count": len(ordered), "p50": percentile(50), "p99": percentile(99), "mean": 1e3 * sum(ordered) / len(ordered)}
