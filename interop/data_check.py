"""Files that Isogloss converted, read by the loaders of those who use them: beir, datasets, sentence-transformers, tevatron, FlagEmbedding."""

import importlib
import importlib.util
import json
import shutil
import sys
import types
from pathlib import Path

from common import HOME, Check, Skipped, json_lines, require

SAMPLE = HOME / "experiments" / "sample"
QUERIES = 216
PASSAGES = 396


def convert(check: Check, to: str, name: str, *more: object) -> Path:
    """The training split of the sample in another format, with negatives of our own run."""
    if not check.has_command("data", "convert"):
        raise Skipped("this build has no command data convert")
    out = check.work / "data" / name
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink(missing_ok=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    check.isogloss("data", "convert", SAMPLE, "--to", to, "--out", out, *more)
    return out


def negatives(check: Check) -> Path:
    """A run over the training queries, whose hits become negatives."""
    if not check.has_command("data", "convert"):
        raise Skipped("this build has no command data convert")
    run = check.work / "data" / "train.trec"
    if not run.exists():
        run.parent.mkdir(parents=True, exist_ok=True)
        index = check.work / "data" / "index"
        # Vectors find hits for every query; FlagEmbedding cannot read a row without a negative.
        check.isogloss("index", "--model", check.models()["sample"], "--corpus", SAMPLE / "corpus.jsonl", "--out", index)
        check.isogloss("search", "--index", index, "--queries", SAMPLE / "queries-train.jsonl", "--k", 20, "--mode", "dense",
                       "--same-language", "--out", run)
    return run


def only_loader(package: str, *parents: str) -> None:
    """Lets the modules of a package be imported without what its ``__init__`` pulls in; their own code runs as it is."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise Skipped(f"{package} is not installed")
    root = Path(next(iter(found.submodule_search_locations)))
    for name in (package, *parents):
        module = types.ModuleType(name)
        module.__path__ = [str(root.joinpath(*name.split(".")[1:]))]
        sys.modules[name] = module


def in_beir(check: Check) -> str:
    from beir.datasets.data_loader import GenericDataLoader

    corpus, queries, qrels = GenericDataLoader(str(convert(check, "beir", "beir", "--split", "train"))).load(split="train")
    require(len(corpus) == PASSAGES and len(qrels) == QUERIES and len(queries) >= QUERIES,
            f"{len(corpus)} passages, {len(queries)} queries, {len(qrels)} judged")
    passages = {row["text"]: row.get("title", "") for row in json_lines(SAMPLE / "corpus.jsonl")}
    for passage in corpus.values():
        require(passages[passage["text"]] == passage["title"], f"another passage: {passage}")
    require(all(passage in corpus for judged in qrels.values() for passage in judged), "judgments of passages that are not there")
    return f"{len(corpus)} passages, {len(qrels)} judged queries"


def in_datasets(check: Check) -> str:
    import datasets

    file = convert(check, "sentence-transformers", "tuples.jsonl", "--split", "train", "--run", negatives(check), "--negatives", 3)
    rows = datasets.load_dataset("json", data_files=str(file), split="train", cache_dir=str(check.work / "cache"))
    require(len(rows) > 0, "no row")
    columns = rows.column_names
    require(columns[:2] == ["anchor", "positive"] and len(columns) == 5, f"columns {columns}")
    require(all(isinstance(rows[0][column], str) and rows[0][column] for column in columns), f"row {rows[0]}")
    return f"{len(rows)} rows of {columns}"


def parquet_in_datasets(check: Check) -> str:
    import datasets

    file = convert(check, "sentence-transformers", "tuples.parquet", "--split", "train", "--run", negatives(check), "--negatives", 3)
    rows = datasets.load_dataset("parquet", data_files=str(file), split="train", cache_dir=str(check.work / "cache"))
    same = json_lines(check.work / "data" / "tuples.jsonl")
    require([dict(row) for row in rows] == same, "other rows than the JSON lines")
    return f"{len(rows)} rows, those of the JSON lines"


def in_trainer(check: Check) -> str:
    """sentence-transformers' loss takes the columns as they come."""
    import datasets
    from sentence_transformers import SentenceTransformer, losses

    file = check.work / "data" / "tuples.jsonl"
    if not file.exists():
        raise Skipped("no tuples were converted")
    rows = datasets.load_dataset("json", data_files=str(file), split="train", cache_dir=str(check.work / "cache")).select(range(4))
    model = SentenceTransformer(str(check.models()["sample"]), device="cpu")
    features = [model.tokenize(list(rows[column])) for column in rows.column_names]
    loss = losses.MultipleNegativesRankingLoss(model)(features, None)
    require(bool(loss.isfinite()), f"loss {loss}")
    return f"loss {float(loss):.4f} of 4 rows"


def in_tevatron(check: Check) -> str:
    only_loader("tevatron")
    from transformers import AutoTokenizer

    loader = importlib.import_module("tevatron.datasets.dataset")
    arguments = importlib.import_module("tevatron.arguments").DataArguments
    file = convert(check, "tevatron", "tevatron/train.jsonl", "--split", "train", "--run", negatives(check))
    tokenizer = AutoTokenizer.from_pretrained(str(check.models()["sample"]))
    # For files they expect tokens that are there already; for the hub, whose rows ours are, their preprocessors make them.
    loader.PROCESSOR_INFO["json"] = loader.DEFAULT_PROCESSORS
    settings = arguments(train_dir=str(file.parent), dataset_proc_num=1)
    rows = loader.HFTrainDataset(tokenizer, settings, str(check.work / "cache")).process()
    require(len(rows) == QUERIES, f"{len(rows)} rows")
    require(all(row["query"] and row["positives"] and row["negatives"] for row in rows), "a row without query, positive or negative")
    return f"{len(rows)} rows through HFTrainDataset and TrainPreProcessor"


def in_flag_embedding(check: Check) -> str:
    only_loader("FlagEmbedding", "FlagEmbedding.abc", "FlagEmbedding.abc.finetune", "FlagEmbedding.abc.finetune.embedder")
    loader = importlib.import_module("FlagEmbedding.abc.finetune.embedder.AbsDataset")
    arguments = importlib.import_module("FlagEmbedding.abc.finetune.embedder.AbsArguments").AbsEmbedderDataArguments
    file = convert(check, "flagembedding", "flag.jsonl", "--split", "train", "--run", negatives(check))
    rows = loader.AbsEmbedderTrainDataset(
        arguments(train_data=[str(file)], cache_path=str(check.work / "cache"), train_group_size=4), None)
    require(len(rows) == QUERIES, f"{len(rows)} rows")
    for number in range(len(rows)):
        query, passages, _ = rows[number]
        require(bool(query) and len(passages) == 4 and all(passages), f"row {number}: {query} {passages}")
    return f"{len(rows)} rows of 4 passages through AbsEmbedderTrainDataset"


def back_again(check: Check) -> str:
    """There and back: a BEIR folder as MIRACL and as BEIR again is the same bytes."""
    folder = check.work / "data" / "beir"
    if not folder.exists():
        raise Skipped("no BEIR folder was converted")
    out = check.work / "data" / "beir-again"
    shutil.rmtree(out, ignore_errors=True)
    check.isogloss("data", "convert", folder, "--to", "beir", "--out", out)
    differs = [file.name for file in folder.rglob("*") if file.is_file()
               and file.read_bytes() != (out / file.relative_to(folder)).read_bytes()]
    require(not differs, f"files that differ: {differs}")
    return "a BEIR folder read and written is the same bytes"


def main() -> None:
    check = Check(__doc__)
    check.verdict("BEIR folder in beir", lambda: in_beir(check))
    check.verdict("BEIR folder there and back", lambda: back_again(check))
    check.verdict("tuples in datasets", lambda: in_datasets(check))
    check.verdict("Parquet in datasets", lambda: parquet_in_datasets(check))
    check.verdict("tuples in a loss of sentence-transformers", lambda: in_trainer(check))
    check.verdict("training file in tevatron", lambda: in_tevatron(check))
    check.verdict("training file in FlagEmbedding", lambda: in_flag_embedding(check))
    check.finish()


if __name__ == "__main__":
    main()
