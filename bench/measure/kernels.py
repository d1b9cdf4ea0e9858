"""The JMH kernels of module bench; nobody to compare with, only with ourselves before."""

import json

from measure import process
from measure.encode import slices
from measure.process import Failed
from measure.tools import JVM, Bench, class_path, java

JOB = "kernels"


def run(bench: Bench) -> None:
    parts = bench.made("encode-slices", lambda folder: slices(bench, folder))
    out = bench.folder(JOB) / "jmh.json"
    out.unlink(missing_ok=True)
    quick = ["-wi", 1, "-i", 1, "-w", "200ms", "-r", "200ms"] if bench.sizes.name == "quick" else []
    process.run([java(), "-Xmx1500m", *JVM, "-cp", class_path(bench.launcher), "org.openjdk.jmh.Main", "-rf", "json", "-rff", out,
                 "-p", f"model={bench.model}", "-p", f"texts={parts / '0.jsonl'}", *quick], bench.left())
    rows = json.loads(out.read_text()) if out.exists() else []
    if not rows:
        raise Failed("JMH wrote no result")
    for row in rows:
        parameters = " ".join(value for name, value in row.get("params", {}).items() if name == "product")
        name = f"{'.'.join(row['benchmark'].split('.')[-2:])} {parameters}".strip()
        measured = row["primaryMetric"]
        bench.ledger.measure(JOB, name, 0, measured["scoreUnit"],
                             lambda: (measured["score"], {"error": measured["scoreError"], "runs": measured["rawData"]}))
