"""Tests of what bench/run and bench/render do by themselves: python3 -m unittest discover bench."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "peers"))

from measure import page, process
from measure.goals import collect, goals
from measure.ledger import Ledger, read
from measure.process import Failed
from measure.sizes import FULL
from times import summary

IDENTITY = {"commit": "c", "machine": "m", "sizes": "full"}
SETTING = {"job": "setting", "description": {"processor": "P", "instructions": ["avx2"], "cores": 2, "memory GiB": 8, "system": "S"},
           "versions": {"torch": "1"}, "model": "M", "collection": "C", "at": "2026-01-02T03:04:05"} | IDENTITY


def row(job: str, side: str, value: float, unit: str, round_: int = 0, **detail) -> dict:
    return {"job": job, "side": side, "round": round_, "value": value, "unit": unit, "detail": detail} | IDENTITY


def cells(text: str, title: str) -> list[str]:
    return next([cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.startswith(f"| {title} |"))


class GoalsTest(unittest.TestCase):
    def line(self, title: str, *rows: dict) -> list[str]:
        return cells(page.page([SETTING, *rows], "c.svg"), title)

    def test_the_best_of_several_peers_counts(self):
        found = self.line("one query, text to hits, p50", row("query", "isogloss p50", 6, "ms"),
                          row("query", "sentence-transformers + FAISS fp32 p50", 20, "ms"),
                          row("query", "sentence-transformers + FAISS bf16 p50", 12, "ms"))
        self.assertEqual(found[3:8], ["sentence-transformers + FAISS bf16 p50", "12 ms", "0.50x", "≤ 0.7x", "met"])

    def test_rates_are_compared_by_their_medians(self):
        found = self.line("encode 5,000 passages of 12 languages, at most 256 tokens, fp32",
                          *[row("encode", "isogloss fp32", value, "passages/s", i) for i, value in enumerate((50, 60, 1000))],
                          row("encode", "sentence-transformers torch fp32", 20, "passages/s"))
        self.assertEqual(found[2:8], ["60 passages/s [50 .. 1,000]", "sentence-transformers torch fp32", "20 passages/s", "3.00x",
                                      "≥ 2.5x", "met"])

    def test_faster_means_less_time(self):
        found = self.line("evaluate a run of 1,000,000 lines, 5 metrics, reading included", row("evaluate", "isogloss", 4, "s"),
                          row("evaluate", "pytrec_eval", 6, "s"), row("evaluate", "ranx", 9, "s"))
        self.assertEqual(found[3:8], ["pytrec_eval", "6 s", "1.50x", "≥ 2x", "missed: 25 % short"])

    def test_a_cost_that_is_too_high_says_by_how_much(self):
        found = self.line("peak memory (RSS) of training", row("train", "isogloss peak memory", 9, "GiB"),
                          row("train", "sentence-transformers cached loss peak memory", 10, "GiB"))
        self.assertEqual(found[5:8], ["0.90x", "≤ 0.6x", "missed: 50 % too much"])

    def test_a_share_is_of_a_detail(self):
        found = self.line("share of the measured fp32 GEMM limit while searching", row("mine", "isogloss", 1, "queries/s", **{"GFLOP/s": 80}),
                          row("mine", "gemm limit fp32", 100, "GFLOP/s"))
        self.assertEqual(found[5:8], ["80 %", "≥ 75 %", "met"])

    def test_a_failed_peer_is_a_line_with_its_reason(self):
        failed = {"job": "evaluate", "side": "ranx", "round": 0, "why": "no module | ranx"} | IDENTITY
        text = page.page([SETTING, row("evaluate", "isogloss", 4, "s"), failed], "c.svg")
        self.assertEqual(cells(text, "evaluate a run of 1,000,000 lines, 5 metrics, reading included")[7],
                         "no figure: ranx: no module / ranx")
        self.assertIn("| evaluate | ranx | - | 0 | no figure: no module / ranx |", text)

    def test_what_the_product_lacks_is_said(self):
        self.assertEqual(self.line("encode the same, int8")[7], "no figure: the product has no int8 encoding yet")

    def test_only_the_newest_commit_and_machine_count(self):
        other = row("evaluate", "isogloss", 4, "s") | {"commit": "older"}
        text = page.page([SETTING | {"commit": "older"}, other, SETTING], "c.svg")
        self.assertEqual(cells(text, "evaluate a run of 1,000,000 lines, 5 metrics, reading included")[7], "no figure: not measured")

    def test_nothing_measured_still_shows_every_goal(self):
        text = page.page([], "c.svg")
        self.assertIn("Nothing has been measured yet", text)
        self.assertEqual(sum(line.count("|") == 8 for line in text.splitlines()), len(goals(FULL)) + 2)

    def test_the_chart_is_xml_with_a_bar_a_goal(self):
        svg = xml.fromstring(page.chart([SETTING, row("startup", "isogloss --help", 0.2, "s"),
                                         row("startup", "isogloss search, first result", 3, "s")]))
        colours = [bar.get("fill") for bar in svg.iter("{http://www.w3.org/2000/svg}rect")][1:]
        self.assertEqual(colours, ["#2a7f62", "#b5533c"])


class LedgerTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = Path(self.folder.name) / "results.jsonl"

    def ledger(self, **identity: str) -> Ledger:
        return Ledger(self.file, IDENTITY | identity, say=lambda line: None)

    def test_a_rerun_takes_what_is_there_and_retries_what_failed(self):
        def fails():
            raise Failed("for now")

        first = self.ledger()
        first.measure("job", "good", 0, "s", lambda: (1.5, {}))
        first.measure("job", "bad", 0, "s", fails)
        second = self.ledger()
        self.assertEqual(second.measure("job", "good", 0, "s", fails)["value"], 1.5)
        self.assertEqual(second.measure("job", "bad", 0, "s", lambda: (2, {}))["value"], 2)
        self.assertEqual(collect(second.rows)["job", "bad"].why, "")

    def test_another_commit_measures_anew(self):
        self.ledger().measure("job", "side", 0, "s", lambda: (1, {}))
        self.assertEqual(self.ledger(commit="d").measure("job", "side", 0, "s", lambda: (2, {}))["value"], 2)

    def test_what_failed_is_not_tried_in_later_rounds(self):
        tries = []

        def fails():
            tries.append(1)
            raise Failed("slowly")

        ledger = self.ledger()
        for round_ in range(3):
            self.assertIsNone(ledger.measure("job", "side", round_, "s", fails))
        self.assertEqual((len(tries), len(ledger.rows)), (1, 1))

    def test_a_line_that_was_cut_is_left_out(self):
        self.ledger().measure("job", "side", 0, "s", lambda: (1, {}))
        with open(self.file, "a") as lines:
            lines.write('{"job": "job", "si')
        self.assertEqual(len(read(self.file)), 1)


class ProcessTest(unittest.TestCase):
    def test_output_seconds_and_memory(self):
        done = process.run([sys.executable, "-c", "import time; x = bytearray(60_000_000); time.sleep(.3); print('hello')"], 20)
        self.assertEqual(done.output, "hello\n")
        self.assertGreaterEqual(done.seconds, 0.3)
        self.assertGreater(done.peak_resident, 60_000_000)
        self.assertGreater(done.peak_anonymous, 60_000_000)

    def test_too_slow_is_ended_with_its_children(self):
        start = time.monotonic()
        marker = str(time.time_ns())
        with self.assertRaisesRegex(Failed, "longer than"):
            process.run(["bash", "-c", f"sleep 61 {marker[-3:]}.{marker} & wait"], 0.5)
        self.assertLess(time.monotonic() - start, 20)
        self.assertFalse(self.running(f"sleep {marker[-3:]}.{marker}"))

    def test_an_interrupt_ends_the_child(self):
        marker = f"62.{time.time_ns()}"
        program = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); from measure import process; " \
                  f"process.run(['sleep', '{marker}'], 100)"
        parent = subprocess.Popen([sys.executable, "-c", "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); " + program],
                                  stderr=subprocess.DEVNULL)
        for _ in range(200):
            if self.running(f"sleep {marker}"):
                break
            time.sleep(0.05)
        else:
            self.fail("the child did not start")
        parent.send_signal(signal.SIGINT)
        parent.wait(20)
        self.assertFalse(self.running(f"sleep {marker}"))

    @staticmethod
    def running(command: str) -> bool:
        listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
        return any(line.strip() == command for line in listed.splitlines())

    def test_a_failure_says_what_the_program_said(self):
        with self.assertRaisesRegex(Failed, "exit code 3: no such thing"):
            process.run(["bash", "-c", "echo no such thing >&2; exit 3"], 20)
        with self.assertRaisesRegex(Failed, "cannot be started"):
            process.run(["/no/such/program"], 20)

    def test_slowing_variables_do_not_reach_children(self):
        os.environ["OPENBLAS_CORETYPE"] = "Haswell"
        self.addCleanup(os.environ.pop, "OPENBLAS_CORETYPE")
        self.assertEqual(process.run(["bash", "-c", "echo ${OPENBLAS_CORETYPE-unset}"], 20).output, "unset\n")


class TimesTest(unittest.TestCase):
    def test_nearest_rank(self):
        found = summary([i / 1000 for i in range(1, 101)])
        self.assertEqual((found["count"], round(found["p50"]), round(found["p99"])), (100, 50, 99))


if __name__ == "__main__":
    unittest.main()
