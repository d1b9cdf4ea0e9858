"""Training steps: ours, and sentence-transformers with the cached loss, on the same batches of the same weights.

Dropout is off on both sides, so that the first step's loss must be the same; without it both are a little faster.
"""

import json
import shutil
import statistics
from pathlib import Path

from measure import texts
from measure.process import Failed
from measure.tools import Bench

JOB = "train"
NEGATIVES = 7
QUERY_TOKENS, PASSAGE_TOKENS = 64, 256
TEMPERATURE = 0.02
LOSS_WITHIN = 0.03
PEER = "sentence-transformers cached loss"
PRECISIONS = ("fp32", "bf16")
MINI_BATCHES = (8, 24)


def run(bench: Bench) -> None:
    model = bench.made("model-without-dropout", lambda folder: _model(bench.model, folder))
    collection = bench.made("train-collection", lambda folder: _collection(bench, folder))
    ours = bench.ledger.measure(JOB, "isogloss", 0, "examples/s", lambda: _ours(bench, model, collection))
    if not ours:
        bench.ledger.measure(JOB, PEER, 0, "examples/s", lambda: _nothing())
        return
    bench.ledger.measure(JOB, "isogloss peak memory", 0, "GiB", lambda: (ours["detail"]["peak GiB"], {}))
    batches = bench.work / bench.sizes.name / "train-batches.jsonl"
    best: tuple[float, str, int] | None = None
    for precision in PRECISIONS:
        for mini in MINI_BATCHES:
            found = bench.ledger.measure(JOB, f"{PEER}, {precision}, mini-batch {mini}, one step", 0, "examples/s",
                                         lambda: _screen(bench, model, batches, precision, mini))
            if found and (best is None or found["value"] > best[0]):
                best = (found["value"], precision, mini)
    theirs = bench.ledger.measure(JOB, PEER, 0, "examples/s", lambda: _theirs(bench, model, batches, best, ours["detail"]["first loss"]))
    if theirs:
        bench.ledger.measure(JOB, f"{PEER} peak memory", 0, "GiB", lambda: (theirs["detail"]["peak GiB"], {}))


def _nothing() -> tuple[float, dict]:
    raise Failed("there are no batches to compare with, because our training failed")


def _model(model: Path, folder: Path) -> None:
    shutil.copytree(model, folder, copy_function=lambda source, target: Path(target).symlink_to(source))
    config = json.loads((model / "config.json").read_text())
    (folder / "config.json").unlink()
    config |= {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    (folder / "config.json").write_text(json.dumps(config))


def _collection(bench: Bench, folder: Path) -> None:
    """Queries of one language with one positive and seven judged negatives each, no passage twice, so that no mask is needed."""
    wanted = bench.sizes.train_batch * bench.sizes.train_steps
    folder.mkdir()
    language = max(texts.languages(bench.collection), key=lambda code: len(texts.judged(bench.collection, "train", code)))
    judged = texts.judged(bench.collection, "train", language)
    passages = {row["_id"]: f"{row['title']} {row['text']}".strip() for row in texts.passages(bench.collection, language)}
    asked = {row["_id"]: row["text"] for row in texts.queries(bench.collection, "train") if row["lang"] == language}
    relevant = {passage for grades in judged.values() for passage, grade in grades.items() if grade > 0}
    others = [passage for passage in passages if passage not in relevant]
    used: set[str] = set()
    queries, qrels, examples = [], [], {}
    for query, grades in judged.items():
        if len(queries) == wanted:
            break
        positives = [passage for passage, grade in grades.items() if grade > 0 and passage in passages and passage not in used]
        negatives = [passage for passage, grade in grades.items()
                     if grade == 0 and passage in passages and passage not in used and passage not in relevant][:NEGATIVES]
        used.update(positives[:1] + negatives)
        while others and len(negatives) < NEGATIVES:
            other = others.pop(0)
            if other not in used:
                used.add(other)
                negatives.append(other)
        if positives and query in asked and len(negatives) == NEGATIVES:
            queries.append({"_id": query, "lang": language, "text": asked[query]})
            qrels += [f"{query}\tQ0\t{passage}\t{int(passage == positives[0])}" for passage in [positives[0], *negatives]]
            examples[query] = {"query": asked[query], "positive": passages[positives[0]],
                               "negatives": [passages[passage] for passage in negatives]}
    usable = len(queries) // bench.sizes.train_batch * bench.sizes.train_batch
    if usable == 0:
        raise Failed(f"{bench.collection} has only {len(queries)} training queries of {language} with a passage, {wanted} are wanted")
    kept = {row["_id"] for row in queries[:usable]}  # whole batches
    told = {line.split("\t")[2] for line in qrels if line.split("\t")[0] in kept}
    texts.write([{"_id": key, "lang": language, "text": text} for key, text in passages.items() if key in told], folder / "corpus.jsonl")
    for split, rows in (("train", queries[:usable]), ("dev", queries[:1])):
        texts.write([row | ({"text": row["text"] + " ?"} if split == "dev" else {}) for row in rows], folder / f"queries-{split}.jsonl")
        names = {row["_id"] for row in rows} & kept
        (folder / f"qrels-{split}.tsv").write_text("".join(line + "\n" for line in qrels if line.split("\t")[0] in names))
    (folder / "examples.json").write_text(json.dumps(examples, ensure_ascii=False))


def _ours(bench: Bench, model: Path, collection: Path) -> tuple[float, dict]:
    sizes = bench.sizes
    out = bench.folder(JOB, sizes.name, "run", fresh=True)
    experiment = bench.folder(JOB, sizes.name) / "experiment.yaml"
    experiment.write_text(json.dumps({
        "name": "bench", "collection": {"format": "plain", "path": str(collection)}, "model": {"path": str(model)},
        "text": {"query-tokens": QUERY_TOKENS, "passage-tokens": PASSAGE_TOKENS},
        "mine": {"ensemble": ["bm25"], "depth": NEGATIVES + 1, "keep": NEGATIVES, "stages": []},
        "plan": {"topic": "none"},
        "train": {"batch": sizes.train_batch, "negatives": NEGATIVES, "temperature": TEMPERATURE, "validation": 0,
                  "max-steps": sizes.train_steps, "epochs": sizes.train_steps, "warmup": 0}}))  # YAML is a superset of JSON
    bench.isogloss("plan", experiment, "--out", out, "--quiet")  # mining is no part of it
    done = bench.isogloss("train", experiment, "--out", out, "--quiet")
    steps = [row for row in map(json.loads, (out / "training" / "log.jsonl").read_text().splitlines()) if "loss" in row]
    if len(steps) < 3:
        raise Failed(f"the training made {len(steps)} steps, at least 3 are needed")
    _batches(bench, collection, out)
    measured = [row["seconds"] for row in steps[2:]]
    return sizes.train_batch / statistics.median(measured), {
        "step s": measured, "first loss": steps[0]["loss"], "peak GiB": done.peak_resident / 2**30,
        "tokens a step": statistics.median(row["tokens"] for row in steps)}


def _batches(bench: Bench, collection: Path, out: Path) -> None:
    """The texts of the planned steps, for the peer. The plan counts training examples in the order of the file of mined negatives."""
    examples = json.loads((collection / "examples.json").read_text())
    mined = bench.folder(JOB, bench.sizes.name) / "negatives.jsonl"
    bench.driver("uncompressed", out / "mining" / "negatives.jsonl.zst", mined)
    order = [row["query"] for row in texts.read(mined)]
    steps = [json.loads(line) for line in (out / "plan" / "epoch-000.jsonl").read_text().splitlines()]
    texts.write([{"examples": [examples[order[i]] for i in step["queries"]]} for step in steps],
                bench.work / bench.sizes.name / "train-batches.jsonl")


def _peer(bench: Bench, model: Path, batches: Path, precision: str, mini: int, steps: int):
    return bench.peer("train", model, batches, precision, mini, steps, bench.cores, QUERY_TOKENS, PASSAGE_TOKENS, TEMPERATURE)


def _screen(bench: Bench, model: Path, batches: Path, precision: str, mini: int) -> tuple[float, dict]:
    found, _ = _peer(bench, model, batches, precision, mini, 0)
    return found["examples"] / found["seconds"][0], {"examples": found["examples"]}


def _theirs(bench: Bench, model: Path, batches: Path, best, first_loss: float) -> tuple[float, dict]:
    if best is None:
        raise Failed("no precision and mini-batch of it works")
    _, precision, mini = best
    found, done = _peer(bench, model, batches, precision, mini, bench.sizes.train_peer_steps)
    if abs(found["losses"][0] - first_loss) > LOSS_WITHIN * max(1.0, abs(first_loss)):
        raise Failed(f"the first step's loss is {found['losses'][0]:.4f}, ours is {first_loss:.4f}: not the same work")
    return found["examples"] / statistics.median(found["seconds"][1:]), {
        "precision": precision, "mini-batch": mini, "step s": found["seconds"][1:], "first loss": found["losses"][0],
        "peak GiB": done.peak_resident / 2**30}
