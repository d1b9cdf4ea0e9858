"""The programs that a job starts, its folder and its time."""

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from measure import process
from measure.ledger import Ledger
from measure.process import Done, Failed
from measure.sizes import Sizes

HERE = Path(__file__).resolve().parent.parent
HOME = HERE.parent
# As the launcher `isogloss` has them.
JVM = ["--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
       "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Dorg.bytedeco.javacpp.noPointerGC=true", "-DOPT_OUT_TRACKING=true",
       "-Dai.djl.offline=true", "-XX:+UseParallelGC", "-Xlog:disable", "-Xlog:all=error:stderr"]


@dataclass
class Bench:
    """What every job is given."""

    sizes: Sizes
    ledger: Ledger
    work: Path
    launcher: Path
    python: str  # of the peers; empty without them
    model: Path
    collection: Path
    cores: int
    deadline: float = field(default=0.0)
    longest: float = field(default=0.0)  # of one program; the others of the job are to have their turn
    job: str = field(default="")

    def begin(self, job: str, seconds: float) -> None:
        self.job, self.deadline, self.longest = job, time.monotonic() + seconds, seconds / 2

    def left(self) -> float:
        return min(self.longest, self.deadline - time.monotonic())

    def folder(self, *names: str, fresh: bool = False) -> Path:
        """A folder of the work folder; ``fresh`` empties it."""
        path = self.work.joinpath(*names)
        if fresh:
            shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def made(self, name: str, make: Callable[[Path], None]) -> Path:
        """A file or folder of the work folder, made once: it appears whole or not at all."""
        path = self.work / self.sizes.name / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(path.name + ".part")
            shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)
            make(part)
            part.rename(path)
        return path

    def isogloss(self, *words: object) -> Done:
        """A command of the product, as its launcher starts it."""
        return process.run([self.launcher, *words], self.left())

    def driver(self, name: str, *words: object, heap: str = "-Xmx1500m") -> tuple[dict, Done]:
        """A driver of module bench: what it prints, and its process."""
        done = process.run([java(), heap, *JVM, "-cp", class_path(self.launcher), "dev.isogloss.bench.Main", name, *words], self.left())
        return last_json(done, name), done

    def peer(self, script: str, *words: object) -> tuple[dict, Done]:
        """A script of ``bench/peers`` in the peers' environment."""
        if not self.python:
            raise Failed("there is no environment with the peers; leave out --no-peers, or give --python")
        threads = {name: str(self.cores) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")}
        done = process.run([self.python, HERE / "peers" / f"{script}.py", *words], self.left(),
                           threads | {"TOKENIZERS_PARALLELISM": "true", "HF_HUB_OFFLINE": "1"})
        return last_json(done, script), done


def last_json(done: Done, name: str) -> dict:
    """The last line of the output, which is the result."""
    lines = done.output.strip().splitlines()
    try:
        return json.loads(lines[-1])
    except (IndexError, json.JSONDecodeError) as error:
        raise Failed(f"{name} printed no result but: {done.output.strip()[-200:] or 'nothing'}") from error


def java() -> str:
    """A JDK 25 or newer: that of JAVA_HOME, else one of the usual folders."""
    home = os.environ.get("JAVA_HOME", "")
    candidates = ([Path(home)] if home else []) + sorted(Path("/usr/lib/jvm").glob("*25*")) + sorted(Path("/opt").glob("jdk*25*"))
    for candidate in candidates:
        release = candidate / "release"
        if (candidate / "bin" / "java").exists() and release.exists() and 'JAVA_VERSION="25' in release.read_text():
            return str(candidate / "bin" / "java")
    raise Failed("there is no JDK 25; set JAVA_HOME to its folder")


def class_path(launcher: Path) -> str:
    """Drivers and kernels before the product's own classes."""
    target = HERE / "target"
    if not (target / "classes" / "dev" / "isogloss" / "bench" / "Main.class").exists():
        raise Failed("module bench is not built; run: mvn -pl bench -am -DskipTests package")
    app = launcher.resolve().parent / "app" / "target"
    return ":".join(map(str, (target / "classes", target / "lib" / "*", app / "classes", app / "lib" / "*")))
