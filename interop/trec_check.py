"""Our runs and judgments, read by pytrec_eval and ranx: both find our figures."""

import json
from collections import defaultdict
from pathlib import Path

from common import Check, require

METRICS = {"ndcg@10": "ndcg_cut_10", "recall@100": "recall_100", "map": "map"}


def ours(check: Check) -> dict:
    """(system, task, language) to metric to value, of single languages and pairs."""
    figures = defaultdict(dict)
    for row in json.loads((check.work / "run" / "results.json").read_text()):
        if row["split"] == "dev" and row["language"] not in ("macro", "micro"):
            figures[row["system"], row["task"], row["language"]][row["metric"]] = row["value"]
    return figures


def labels(name: str) -> tuple[str, str, str]:
    """The system, task and label of a run file."""
    system, task, _, label = name.split(".", 3)
    return system, task, label


def compare(values: dict, figures: dict, place: tuple, seen: list, tolerance: float) -> None:
    for metric, value in values.items():
        expected = figures[place][metric]
        require(abs(value - expected) <= tolerance, f"{' '.join(place)} {metric}: {value} and ours {expected}")
        seen.append(value)


def by_language(place: tuple, per_query: dict, queries) -> dict:
    """Means of one run by the languages of its queries; a judged query that the run lacks counts 0."""
    groups = defaultdict(list)
    for query in queries:
        language = query.split(":")[0] if place[2] == "pool" else place[2]
        groups[language].append(per_query.get(query, 0.0))
    return {language: sum(values) / len(values) for language, values in groups.items()}


def with_pytrec_eval(check: Check) -> str:
    import pytrec_eval

    out = check.work / "trec"
    check.isogloss("results", check.work / "run", "--to", "trec", "--out", out)
    figures, seen = ours(check), []
    for file in sorted((out / "runs").iterdir()):
        place = labels(file.stem)
        with open(file) as run, open(out / "qrels" / (file.stem.split(".", 1)[1] + ".qrels")) as qrels:
            judged, ranked = pytrec_eval.parse_qrel(qrels), pytrec_eval.parse_run(run)
        values = pytrec_eval.RelevanceEvaluator(judged, {"ndcg_cut", "recall", "map"}).evaluate(ranked)
        for metric, theirs in METRICS.items():
            per_query = {query: found[theirs] for query, found in values.items()}
            for language, mean in by_language(place, per_query, judged).items():
                compare({metric: mean}, figures, (*place[:2], language), seen, 1e-6)
    return f"{len(seen)} figures equal"


def with_ranx(check: Check) -> str:
    from ranx import Qrels, Run, evaluate

    out = check.work / "ranx"
    check.isogloss("results", check.work / "run", "--to", "ranx", "--out", out, "--task", "monolingual")
    figures, seen = ours(check), []
    for file in sorted((out / "runs").glob("*.json")):
        place = labels(file.stem)
        qrels = Qrels.from_file(str(out / "qrels" / (file.stem.split(".", 1)[1] + ".json")), kind="json")
        run = Run.from_file(str(file), kind="json")
        values = evaluate(qrels, run, ["ndcg@10", "recall@100", "map", "mrr@10"], make_comparable=True)
        compare({metric: float(value) for metric, value in values.items()}, figures, place, seen, 1e-6)
    return f"{len(seen)} figures equal"


def trec_in_ranx(check: Check) -> str:
    from ranx import Qrels, Run

    out = Path(check.work / "trec")
    runs = sorted((out / "runs").glob("*.monolingual.*.trec"))
    for file in runs:
        Run.from_file(str(file), kind="trec")
        Qrels.from_file(str(out / "qrels" / (file.stem.split(".", 1)[1] + ".qrels")), kind="trec")
    require(bool(runs), "no runs")
    return f"{len(runs)} TREC runs and their judgments"


def main() -> None:
    check = Check(__doc__)
    check.verdict("figures in pytrec_eval", lambda: with_pytrec_eval(check))
    check.verdict("figures in ranx", lambda: with_ranx(check))
    check.verdict("TREC files in ranx", lambda: trec_in_ranx(check))
    check.finish()


if __name__ == "__main__":
    main()
