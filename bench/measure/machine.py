"""What is measured, and on what."""

import hashlib
import json
import os
import platform
import re
import subprocess
from pathlib import Path

from measure.process import environment


def commit(home: Path) -> str:
    """The commit of a checkout, with a hash of what was changed since."""
    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", str(home), *words], capture_output=True, text=True).stdout

    changes = git("diff", "HEAD", "--", "*.java", "*.xml", "isogloss")
    return (git("rev-parse", "--short=12", "HEAD").strip() or "unknown") \
        + (f"+{hashlib.sha256(changes.encode()).hexdigest()[:8]}" if changes else "")


def describe(cores: int) -> dict[str, object]:
    """Processor, memory and system."""
    processor = _first(Path("/proc/cpuinfo"), r"^model name\s*:\s*(.*)$") or platform.processor()
    flags = set((_first(Path("/proc/cpuinfo"), r"^flags\s*:\s*(.*)$") or "").split())
    kib = int(_first(Path("/proc/meminfo"), r"^MemTotal:\s*(\d+)") or 0)
    return {
        "processor": processor,
        "instructions": sorted(flags & {"avx2", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16", "amx_int8", "avx_vnni"}),
        "cores": cores,
        "memory GiB": round(kib / 2**20),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }


def identity(description: dict[str, object]) -> str:
    """A short name of a machine, the same for the same description."""
    return hashlib.sha256(json.dumps(description, sort_keys=True).encode()).hexdigest()[:10]


def packages(python: str) -> dict[str, str]:
    """The versions of an environment's packages; empty where it cannot be asked."""
    program = "import importlib.metadata as m, json; print(json.dumps({d.name.lower().replace('_','-'): d.version for d in m.distributions()}))"
    asked = subprocess.run([python, "-c", program], capture_output=True, text=True, env=environment())
    return json.loads(asked.stdout) if asked.returncode == 0 else {}


def limit_cores(cores: int) -> int:
    """Keeps this process and its children on so many cores; how many it has got."""
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    os.sched_setaffinity(0, allowed)
    return len(allowed)


def _first(file: Path, pattern: str) -> str | None:
    if not file.exists():
        return None
    found = re.search(pattern, file.read_text(errors="replace"), re.MULTILINE)
    return found.group(1).strip() if found else None
