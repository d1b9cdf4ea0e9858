"""The results: one JSON object a line, appended as they come, never changed.

A line of a measurement has job, side, round, value, unit and detail; one of a failure has ``why`` in place of value, unit and detail.
All have commit, machine, sizes and at. A line of job ``setting`` describes the machine and the versions.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path

from measure.process import Failed


class Ledger:
    """One file of results, read for what an earlier run of the same commit, machine and sizes has found."""

    def __init__(self, file: Path, identity: dict[str, str], say: Callable[[str], None] = print):
        self.file, self.identity, self.say = file, identity, say
        self.rows = [row for row in read(file) if all(row.get(key) == value for key, value in identity.items())]
        self.failures = 0
        self.broken: dict[tuple[str, str], str] = {}

    def append(self, **row: object) -> dict:
        whole = row | self.identity | {"at": time.strftime("%Y-%m-%dT%H:%M:%S")}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with open(self.file, "a", encoding="utf-8") as lines:
            lines.write(json.dumps(whole, ensure_ascii=False) + "\n")
        self.rows.append(whole)
        return whole

    def found(self, job: str, side: str, round_: int = 0) -> dict | None:
        """The measurement of that name, if there is one."""
        return next((row for row in self.rows if "why" not in row
                     and (row.get("job"), row.get("side"), row.get("round")) == (job, side, round_)), None)

    def measure(self, job: str, side: str, round_: int, unit: str, work: Callable[[], tuple[float, dict]]) -> dict | None:
        """What is there already, or what ``work`` finds (value and detail); a failure is written down and gives None.

        What failed in one round is not tried in the next ones of the same run: it would fail as slowly again.
        """
        known = self.found(job, side, round_)
        if known:
            self.say(f"{job:10} {side:34} {round_}  {known['value']:.4g} {unit} (known)")
            return known
        if (job, side) in self.broken:
            self.say(f"{job:10} {side:34} {round_}  no figure, as before")
            return None
        try:
            value, detail = work()
        except Failed as reason:
            self.failures += 1
            self.broken[job, side] = str(reason)
            self.append(job=job, side=side, round=round_, why=str(reason))
            self.say(f"{job:10} {side:34} {round_}  no figure: {reason}")
            return None
        self.say(f"{job:10} {side:34} {round_}  {value:.4g} {unit}")
        return self.append(job=job, side=side, round=round_, value=value, unit=unit, detail=detail)


def read(file: Path) -> list[dict]:
    """Every whole line; one that was cut by a kill is left out."""
    if not file.exists():
        return []
    rows = []
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return [row for row in rows if isinstance(row, dict)]
