"""Child processes: with a time limit, with their memory measured, and gone when we are."""

import os
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass

SLOWING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # they make OpenBLAS choose a slower kernel than the processor has


class Failed(Exception):
    """Something could not be measured; the message says why."""


@dataclass(frozen=True)
class Done:
    """A process that ended well."""

    seconds: float
    output: str
    errors: str
    peak_resident: int  # bytes, mapped files included
    peak_anonymous: int  # bytes; sampled twenty times a second


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """Ours without what would slow a side down."""
    return {name: value for name, value in os.environ.items() if name not in SLOWING} | (extra or {})


def anonymous_bytes(pid: int) -> int:
    """Anonymous resident memory now; 0 when the process is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            return next((1024 * int(line.split()[1]) for line in status if line.startswith("RssAnon:")), 0)
    except (OSError, ValueError):
        return 0


class _Waiter(threading.Thread):
    """Waits for the end, so that its time is exact."""

    def __init__(self, process: subprocess.Popen, start: float):
        super().__init__(daemon=True)
        self.process, self.start_time = process, start
        self.seconds, self.code, self.peak = 0.0, 0, 0
        self.ended = threading.Event()  # a thread whose join was interrupted says that it is not alive
        self.start()

    def run(self) -> None:
        _, status, usage = os.wait4(self.process.pid, 0)
        self.seconds = time.perf_counter() - self.start_time
        self.code = os.waitstatus_to_exitcode(status)
        self.process.returncode = self.code
        self.peak = 1024 * usage.ru_maxrss
        self.ended.set()


def run(command: list[object], limit: float, extra: dict[str, str] | None = None, cwd: str | None = None) -> Done:
    """Runs a command to its end; Failed when it fails or takes longer than ``limit`` seconds."""
    words = [str(word) for word in command]
    if limit <= 0:
        raise Failed("the time of the job was used up before this could start")
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        try:
            process = subprocess.Popen(words, stdout=output, stderr=errors, stdin=subprocess.DEVNULL, cwd=cwd,
                                       env=environment(extra), start_new_session=True)
        except OSError as error:
            raise Failed(f"{words[0]} cannot be started: {error}") from error
        waiter = _Waiter(process, start)
        anonymous = 0
        try:
            while not waiter.ended.wait(0.05):
                anonymous = max(anonymous, anonymous_bytes(process.pid))
                if time.perf_counter() - start > limit:
                    raise Failed(f"took longer than the {limit:.0f} s that were left for it")
        finally:
            if not waiter.ended.is_set():
                os.killpg(process.pid, signal.SIGKILL)
                waiter.ended.wait()
        told = [_text(stream) for stream in (output, errors)]
    if waiter.code != 0:
        last = " | ".join(told[1].strip().splitlines()[-3:])[-400:]
        raise Failed(f"{os.path.basename(words[0])} ended with exit code {waiter.code}: {last or 'it said nothing'}")
    return Done(waiter.seconds, told[0], told[1], waiter.peak, anonymous)


def _text(stream) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", errors="replace")
