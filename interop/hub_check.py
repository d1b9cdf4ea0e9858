#!/usr/bin/env python3
"""Checks that Isogloss and Python's huggingface_hub share one cache.

Serves a tiny model of random weights from a hub of our own (dev.isogloss.hub.LocalHub, the server of the Java tests), lets Isogloss and
Python download it, and lets each use what the other downloaded, without the network.

Needs: huggingface_hub, transformers, sentence-transformers, tokenizers; a checkout whose tests are compiled, as the first start of
./isogloss does. Works in FOLDER/hub, which is made anew, else in a temporary folder.
Usage: python interop/hub_check.py [--work FOLDER]
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
LAUNCHER = HOME / "isogloss"
NAME = "interop/tiny"
TEXTS = [
    "Why do tides rise twice a day?",
    "Kwa nini bahari hupanda mara mbili kwa siku?",
    "Wie hoch ist der höchste Berg?",
    "山の高さはどれくらいですか",
    "कितने लोग यहाँ रहते हैं",
    "Bees make honey from flowers.",
]


def make_model(folder: Path) -> None:
    """A sentence-transformers folder of two BERT layers, drawn from a seed, with a vocabulary of our own sentences."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules as parts
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    words.normalizer = normalizers.BertNormalizer(lowercase=False)
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words.train_from_iterator(TEXTS * 3, trainers.WordPieceTrainer(vocab_size=400, special_tokens=special, show_progress=False))
    words.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]")
    torch.manual_seed(7)
    network = BertModel(BertConfig(
        vocab_size=words.get_vocab_size(), hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=64))
    with tempfile.TemporaryDirectory() as plain:
        network.save_pretrained(plain)
        tokenizer.save_pretrained(plain)
        body = parts.Transformer(plain, max_seq_length=48)
        model = SentenceTransformer(modules=[body, parts.Pooling(32, pooling_mode="mean"), parts.Normalize()], device="cpu")
        model.save(str(folder))
    (folder / "pytorch_model.bin").write_bytes(random.Random(1).randbytes(20_000))
    (folder / "large.json").write_text(json.dumps([random.Random(2).random() for _ in range(40_000)]))


def java() -> str:
    for folder in [os.environ.get("JAVA_HOME", ""), *map(str, Path("/usr/lib/jvm").glob("*25*"))]:
        if folder and (Path(folder) / "bin/java").exists():
            return str(Path(folder) / "bin/java")
    return "java"


@contextmanager
def hub(folder: Path):
    """The server, until the block ends; gives its address."""
    path = [HOME / "core/target/test-classes", HOME / "core/target/classes", HOME / "app/target/lib/*"]
    process = subprocess.Popen(
        [java(), "-Xmx128m", "-cp", ":".join(map(str, path)), "dev.isogloss.hub.ServedFolder", str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        endpoint = process.stdout.readline().strip()
        if not endpoint:
            sys.exit("the server did not start; compile the tests first: mvn -B -q test-compile")
        yield endpoint
    finally:
        process.stdin.close()
        process.wait(20)


def environment(cache: Path, endpoint: str, offline: bool) -> dict:
    mine = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "HUGGING"))}
    mine.update(HF_HUB_CACHE=str(cache), HF_ENDPOINT=endpoint, HF_HOME=str(cache / "home"), HF_HUB_DISABLE_TELEMETRY="1",
                HF_HUB_OFFLINE="1" if offline else "0", TOKENIZERS_PARALLELISM="false")
    return mine


def isogloss(arguments: list, cache: Path, endpoint: str, offline: bool) -> str:
    said = subprocess.run([str(LAUNCHER), *map(str, arguments)], env=environment(cache, endpoint, offline),
                          capture_output=True, text=True)
    if said.returncode != 0:
        sys.exit(f"isogloss {arguments} failed:\n{said.stderr}")
    return said.stdout


def python(program: str, cache: Path, endpoint: str, offline: bool):
    said = subprocess.run([sys.executable, "-c", program], env=environment(cache, endpoint, offline), capture_output=True, text=True)
    if said.returncode != 0:
        sys.exit(f"python failed:\n{program}\n{said.stderr}")
    return json.loads(said.stdout.strip().splitlines()[-1])


ENCODE = f"""
import json
from huggingface_hub import snapshot_download, scan_cache_dir
from transformers import AutoModel, AutoTokenizer
from sentence_transformers import SentenceTransformer
folder = snapshot_download({NAME!r})
tokens = AutoTokenizer.from_pretrained({NAME!r})({TEXTS!r})["input_ids"]
hidden = AutoModel.from_pretrained({NAME!r}).config.hidden_size
vectors = SentenceTransformer({NAME!r}, device="cpu").encode({TEXTS!r}).tolist()
scan = scan_cache_dir()
print(json.dumps(dict(folder=folder, tokens=tokens, hidden=hidden, vectors=vectors, warnings=[str(w) for w in scan.warnings],
                      repositories=[r.repo_id for r in scan.repos])))
"""


def ours(cache: Path, endpoint: str, work: Path) -> list:
    """Token ids and vectors that Isogloss makes of the model in this cache, without the network."""
    texts = work / "texts.jsonl"
    texts.write_text("".join(json.dumps({"_id": str(i), "text": text, "lang": "en"}) + "\n" for i, text in enumerate(TEXTS)))
    out = work / f"vectors-{cache.name}"
    isogloss(["encode", "--model", NAME, "--role", "query", "--input", texts, "--out", out, "--jsonl", "--quiet", "--precision", "fp32"],
             cache, endpoint, True)
    return [json.loads(line) for line in (out / "vectors.jsonl").read_text().splitlines()]


def cosine(a: list, b: list) -> float:
    dot = sum(x * y for x, y in zip(a, b))
    return dot / (sum(x * x for x in a) * sum(y * y for y in b)) ** 0.5


def links(cache: Path) -> dict:
    repository = cache / "models--interop--tiny"
    commit = (repository / "refs/main").read_text()
    snapshot = repository / "snapshots" / commit
    return {str(file.relative_to(snapshot)): os.readlink(file) for file in snapshot.rglob("*") if file.is_symlink()} | {"": commit}


def require(truth: bool, what: str) -> None:
    if not truth:
        sys.exit("NOT TRUE: " + what)
    print("true: " + what, file=sys.stderr)


def check(work: Path) -> dict:
    served = work / "served"
    make_model(served / "models" / NAME)
    with hub(served) as endpoint:
        first, second, both = work / "ours", work / "pythons", work / "both"
        pulled = json.loads(isogloss(["model", "pull", NAME, "--json", "-"], first, endpoint, False))
        used = python(ENCODE, first, endpoint, True)
        require(Path(used["folder"]).samefile(pulled["folder"]), "snapshot_download finds what Isogloss pulled, offline")
        require(used["warnings"] == [] and used["repositories"] == [NAME], "scan_cache_dir has nothing to say against our cache")
        theirs = python(ENCODE, second, endpoint, False)
        require(theirs["vectors"] == used["vectors"], "sentence-transformers gives the same vectors from both caches")
        lines = ours(second, endpoint, work)
        require([line["ids"] for line in lines] == theirs["tokens"], "token ids of Isogloss and AutoTokenizer are equal")
        least = min(cosine(line["vector"], vector) for line, vector in zip(lines, theirs["vectors"]))
        require(least >= 0.9999, "vectors of Isogloss, from Python's cache, have a cosine of 0.9999 and more with Python's")
        require(lines == ours(first, endpoint, work), "and they are those from our own cache")
        mine, other = links(first), links(second)
        require(all(other.get(path) == link for path, link in mine.items()), "every link and the reference are those Python makes")
        require("pytorch_model.bin" in other and "pytorch_model.bin" not in mine, "the pickled file is left out")
        waited = locked(both, endpoint, mine)
        require(waited >= 3, "Isogloss waits while Python holds a file's lock")
        together(both, endpoint)
        require(links(both)[""] == mine[""], "both at once into one cache end in a whole cache")
    return {"files": len(mine) - 1, "texts": len(TEXTS), "least cosine": least, "seconds waited for Python's lock": round(waited, 1)}


def locked(cache: Path, endpoint: str, mine: dict) -> float:
    """How long a pull takes while Python holds the lock of the weights for three seconds, less nothing."""
    name = Path(mine["model.safetensors"]).name
    program = f"""
import sys, time
from pathlib import Path
from huggingface_hub.utils import WeakFileLock
lock = Path({str(cache)!r}) / ".locks/models--interop--tiny/{name}.lock"
lock.parent.mkdir(parents=True)
with WeakFileLock(lock):
    print("held", flush=True)
    sys.stdin.readline()
"""
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        require(holder.stdout.readline().strip() == "held", "Python holds the lock")
        begin = time.monotonic()
        pull = subprocess.Popen([str(LAUNCHER), "model", "pull", NAME, "--quiet"], env=environment(cache, endpoint, False),
                                stdout=subprocess.DEVNULL)
        weights = cache / "models--interop--tiny/blobs" / name
        while time.monotonic() - begin < 3 or pull.poll() is None and not (cache / "models--interop--tiny/blobs").exists():
            require_absent(weights)
            time.sleep(0.1)
        require_absent(weights)
        released = time.monotonic()
        holder.stdin.write("\n")
        holder.stdin.flush()
        require(pull.wait(60) == 0, "and goes on when Python lets go")
        return released - begin


def require_absent(file: Path) -> None:
    if file.exists():
        sys.exit(f"NOT TRUE: {file} came although Python held its lock")


def together(cache: Path, endpoint: str) -> None:
    """Isogloss and Python download into one empty cache at once."""
    subprocess.run(["rm", "-rf", str(cache)], check=True)
    program = f"from huggingface_hub import snapshot_download; snapshot_download({NAME!r})"
    running = [
        subprocess.Popen([str(LAUNCHER), "model", "pull", NAME, "--quiet"], env=environment(cache, endpoint, False),
                         stdout=subprocess.DEVNULL),
        subprocess.Popen([sys.executable, "-c", program], env=environment(cache, endpoint, False),
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
    ]
    require(all(process.wait(120) == 0 for process in running), "neither is disturbed by the other")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, help="keeps what was made in FOLDER/hub", metavar="FOLDER")
    parser.add_argument("--isogloss", type=Path, default=HOME / "isogloss", help="the launcher")
    arguments = parser.parse_args()
    global LAUNCHER
    LAUNCHER = arguments.isogloss.resolve()
    name = "hub cache shared with huggingface_hub"
    try:
        if arguments.work:
            place = arguments.work.resolve() / "hub"
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            figures = check(place)
        else:
            with tempfile.TemporaryDirectory() as work:
                figures = check(Path(work).resolve())
    except (Exception, SystemExit) as failure:  # whatever the other tool says is its verdict
        print(f"fail {name}: {' '.join(str(failure).split())[:500]}", flush=True)
        traceback.print_exc(file=sys.stderr)
        sys.exit(1)
    import huggingface_hub
    import sentence_transformers
    import transformers

    versions = ", ".join(f"{module.__name__} {module.__version__}" for module in (huggingface_hub, transformers, sentence_transformers))
    print(f"pass {name}: {versions}; {json.dumps(figures)}")


if __name__ == "__main__":
    main()
