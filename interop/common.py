"""What every check shares: its arguments, its verdicts, and the commands of Isogloss.

A check is a small program. It prints one line a verdict, ``pass|fail|skipped NAME: detail``, and ends with exit code 1 when
something failed. ``interop/check`` runs them all.
"""

import argparse
import json
import subprocess
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent


class Skipped(Exception):
    """What is to be checked is not there; the message says why."""


class Check:
    """One program of checks over a work folder that ``interop/prepare.py`` made."""

    def __init__(self, description: str):
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument("--work", type=Path, required=True, help="the folder that prepare.py made")
        parser.add_argument("--isogloss", type=Path, default=HOME / "isogloss", help="the launcher")
        arguments = parser.parse_args()
        self.work: Path = arguments.work.resolve()
        self.launcher: Path = arguments.isogloss.resolve()
        self.failed = 0

    def isogloss(self, *arguments: object) -> str:
        """Runs a command of Isogloss; what it prints to standard output."""
        done = subprocess.run([str(self.launcher), *map(str, arguments)], cwd=HOME, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"isogloss {' '.join(map(str, arguments))}: exit code {done.returncode}: {done.stderr.strip()[-800:]}")
        return done.stdout

    def has_command(self, *words: str) -> bool:
        """Whether this build of Isogloss has a command."""
        return subprocess.run([str(self.launcher), *words, "--help"], cwd=HOME, capture_output=True).returncode == 0

    def models(self) -> dict[str, Path]:
        """The model folders to check, by name."""
        return {name: Path(folder) for name, folder in json.loads((self.work / "models.json").read_text()).items()}

    def verdict(self, name: str, body) -> None:
        """Runs ``body``; what it returns is the detail of a pass, what it raises is why not."""
        try:
            print(f"pass {name}: {body()}", flush=True)
        except Skipped as reason:
            print(f"skipped {name}: {reason}", flush=True)
        except Exception as error:  # whatever the other tool throws is its verdict
            self.failed += 1
            print(f"fail {name}: {type(error).__name__}: {' '.join(str(error).split())[:500]}", flush=True)
            traceback.print_exc(file=sys.stderr)

    def finish(self) -> None:
        sys.exit(1 if self.failed else 0)


@contextmanager
def running_server(check: Check, name: str, arguments: list[str]):
    """The address of a server, until the block ends; it must end then as one that a signal ended."""
    with open(check.work / f"serve-{name}.log", "w") as log:
        process = subprocess.Popen([str(check.launcher), *arguments], cwd=HOME, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            line = process.stdout.readline()
            require(bool(line), f"the server did not start; see {log.name}")
            yield json.loads(line)["address"]
        finally:
            process.terminate()
            code = process.wait(30)
    require(code == 143, f"the server ended with {code} after SIGTERM")


def reranked(work: Path) -> dict[str, tuple[dict, list[tuple[dict, float]]]]:
    """What our cross-encoder said: by query id the query, and its passages with their scores, best first."""
    sample = HOME / "experiments" / "sample"
    queries = {f"{row['lang']}:{row['_id']}": row for row in json_lines(sample / "queries-dev.jsonl")}
    passages = {f"{row['lang']}:{row['_id']}": row for row in json_lines(sample / "corpus.jsonl")}
    found: dict[str, tuple[dict, list[tuple[dict, float]]]] = {}
    for line in (work / "reranked.trec").read_text(encoding="utf-8").splitlines():
        query, _, passage, _, score, _ = line.split()
        found.setdefault(query, (queries[query], []))[1].append((passages[passage], float(score)))
    return found


def json_lines(file: Path) -> list[dict]:
    with open(file, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def require(condition: bool, message: str) -> None:
    if not condition:
        raise AssertionError(message)
