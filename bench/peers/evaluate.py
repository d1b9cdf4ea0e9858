"""Metrics of a run file: evaluate.py pytrec_eval|ranx RUN QRELS '{"our name": "their name"}'. Importing and compiling are not counted."""

import json
import sys
import time

begun = time.perf_counter()
peer, run_file, qrels_file, wanted = sys.argv[1:]
names = json.loads(wanted)


def with_pytrec_eval(run_path: str, qrels_path: str) -> dict[str, float]:
    with open(qrels_path) as lines:
        qrels = pytrec_eval.parse_qrel(lines)
    with open(run_path) as lines:
        run = pytrec_eval.parse_run(lines)
    # trec_eval has no reciprocal rank with a cut; the whole one stands for it, of the first ten of each query.
    cut = {query: dict(sorted(hits.items(), key=lambda hit: -hit[1])[:10]) for query, hits in run.items()}
    asked = {name for name in names.values() if name}
    scores = pytrec_eval.RelevanceEvaluator(qrels, asked).evaluate(run)
    ranks = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(cut)
    found = {ours: sum(row[theirs] for row in scores.values()) / len(qrels) for ours, theirs in names.items() if theirs}
    return found | {"mrr@10": sum(row["recip_rank"] for row in ranks.values()) / len(qrels)}


def with_ranx(run_path: str, qrels_path: str) -> dict[str, float]:
    qrels = ranx.Qrels.from_file(qrels_path, kind="trec")
    run = ranx.Run.from_file(run_path, kind="trec")
    found = ranx.evaluate(qrels, run, list(names.values()), make_comparable=True)
    return {ours: float(found[theirs]) for ours, theirs in names.items()}


if peer == "pytrec_eval":
    import pytrec_eval
    work = with_pytrec_eval
else:
    import os
    import tempfile

    import ranx
    work = with_ranx
    with tempfile.TemporaryDirectory() as folder:  # ranx compiles its metrics when they are first asked for
        for source, name in ((run_file, "run.trec"), (qrels_file, "qrels.trec")):
            with open(source) as lines, open(os.path.join(folder, name), "w") as few:
                few.writelines(line for line in lines if line.split(" ", 1)[0] in ("q0", "q1", "q2"))
        os.symlink(qrels_file, os.path.join(folder, "all.trec"))
        work(os.path.join(folder, "run.trec"), os.path.join(folder, "qrels.trec"))
start_up = time.perf_counter() - begun
begun = time.perf_counter()
figures = work(run_file, qrels_file)
print(json.dumps({"seconds": time.perf_counter() - begun, "start-up": start_up, "figures": figures}))
