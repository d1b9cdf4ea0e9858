"""docs/benchmarks.md and its chart, out of results."""

from html import escape

from measure.goals import Goal, Measured, Verdict, collect, goals
from measure.sizes import FULL, QUICK

HOW = """Made by `bench/render` from what `bench/run` measured; do not edit. Both sides have the same weights, texts, lengths and cores, and
their results were compared before time was counted (cosines of vectors, hits, losses, metrics: the last column of the second table). A
peer is taken at the best of what was tried: sentence-transformers with batches of 8, 16 and 32 texts in fp32 and bf16, its cached loss with
mini-batches of 8 and 24; int8 is our exported graph under ONNX Runtime and OpenVINO with a loop of ours, since sentence-transformers' own back ends do not
install beside it. `encode` takes other passages each round. Start-up is not counted, but for `evaluate`, where ours includes it and theirs does not.
`OPENBLAS_CORETYPE` and `OPENBLAS_L2_SIZE` are unset for all. Figures are medians of the rounds,
which the sides run in turn, with the least and the greatest in brackets.

```sh
mvn -pl bench -am -DskipTests package
bench/run --model MODEL --collection MIRACL          # about half an hour on 2 quiet cores; --jobs memory and kernels by themselves
bench/render
```

`MODEL` is multilingual-e5-small as a sentence-transformers folder, `MIRACL` a collection in MIRACL's layout. A rerun takes what the same
commit has measured on the same machine.
"""


def number(value: float) -> str:
    """Three significant digits, no exponents."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def spread(side: Measured | None) -> str:
    if not side or not side.values:
        return "-"
    text = f"{number(side.median)} {side.unit}"
    return text if len(side.values) == 1 else f"{text} [{number(min(side.values))} .. {number(max(side.values))}]"


def outcome(goal: Goal, verdict: Verdict) -> str:
    """Met, or missed by how much."""
    if verdict.figure is None:
        return f"no figure: {clean(verdict.why)}"
    if goal.met(verdict.figure):
        return "met"
    return f"missed: {100 * (1 - goal.reached(verdict.figure)):.0f} % short" if goal.least is not None \
        else f"missed: {100 * (1 / goal.reached(verdict.figure) - 1):.0f} % too much"


def figure(goal: Goal, verdict: Verdict) -> str:
    if verdict.figure is None:
        return "-"
    return f"{100 * verdict.figure:.0f} %" if goal.kind == "share" else f"{verdict.figure:.2f}" + (" s" if goal.kind == "plain" else "x")


def clean(text: str) -> str:
    """One line that cannot break a table."""
    return " ".join(text.replace("|", "/").split())


def newest(rows: list[dict]) -> tuple[dict | None, list[dict]]:
    """The setting of the last run, and everything of its commit, machine and sizes."""
    settings = [row for row in rows if row.get("job") == "setting"]
    if not settings:
        return None, []
    keys = ("commit", "machine", "sizes")
    last = settings[-1]
    return last, [row for row in rows if all(row.get(key) == last.get(key) for key in keys)]


def page(rows: list[dict], chart_file: str) -> str:
    """The whole document."""
    setting, own = newest(rows)
    sizes = QUICK if setting and setting["sizes"] == QUICK.name else FULL
    sides = collect(own)
    parts = ["# Benchmarks\n", HOW]
    if setting is None:
        parts.append("\n**Nothing has been measured yet.** The goals are these.\n")
    else:
        if sizes is QUICK:
            parts.append("\n**These are figures of `--quick`: they show that everything runs, and nothing else.**\n")
        parts.append(_setting(setting))
    verdicts = [(goal, goal.verdict(sides)) for goal in goals(sizes)]
    parts.append("\n## Goals\n\n| job | ours | against | theirs | ratio | goal | |\n|---|---|---|---|---|---|---|\n")
    for goal, verdict in verdicts:
        named = verdict.theirs.side if verdict.theirs else goal.against
        parts.append(f"| {goal.title} | {spread(verdict.ours)} | {named} | {spread(verdict.theirs)} | {figure(goal, verdict)} "
                     f"| {goal.text()} | {outcome(goal, verdict)} |\n")
    if any(verdict.figure is not None for _, verdict in verdicts):
        parts.append(f"\n![How much of each goal is reached]({chart_file})\n")
    if sides:
        parts.append("\n## Everything that was measured\n\n| job | side | median [least .. greatest] | rounds | |\n|---|---|---|---|---|\n")
        for (job, name), side in sides.items():
            last = f"no figure: {clean(side.why)}" if side.why else _details(side)
            parts.append(f"| {job} | {name} | {spread(side)} | {len(side.values)} | {last} |\n")
    return "".join(parts)


def _setting(setting: dict) -> str:
    machine = setting["description"]
    versions = ", ".join(f"{name} {version}" for name, version in setting["versions"].items())
    return (f"\nCommit {setting['commit']}, {setting['at'][:10]}, model {setting['model']}, collection {setting['collection']}. "
            f"{machine['processor']} ({', '.join(machine['instructions'])}), {machine['cores']} cores, {machine['memory GiB']} GiB, "
            f"{machine['system']}. {versions}.\n")


def _details(side: Measured) -> str:
    """The facts of the last round."""
    facts = side.details[-1] if side.details else {}
    told = [f"{name} {number(value) if isinstance(value, (int, float)) else value}" for name, value in facts.items()
            if isinstance(value, (int, float, str))]
    return clean(", ".join(told))


def chart(rows: list[dict]) -> str:
    """Bars of how much of each goal is reached; the line is the goal."""
    setting, own = newest(rows)
    sizes = QUICK if setting and setting["sizes"] == QUICK.name else FULL
    sides = collect(own)
    bars = [(goal, verdict.figure) for goal in goals(sizes) if (verdict := goal.verdict(sides)).figure is not None]
    width, left, line, full = 1080, 590, 26, 2.0
    height = 40 + line * len(bars)
    scale = (width - left - 90) / full
    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
           f'font-family="sans-serif" font-size="12"><rect width="{width}" height="{height}" fill="#ffffff"/>']
    for place, (goal, value) in enumerate(bars):
        top = 30 + place * line
        reached = goal.reached(value)
        colour = "#2a7f62" if goal.met(value) else "#b5533c"
        svg.append(f'<text x="{left - 8}" y="{top + 13}" text-anchor="end">{escape(goal.title)} ({escape(goal.against)})</text>'
                   f'<rect x="{left}" y="{top}" width="{scale * min(full, reached):.1f}" height="18" fill="{colour}"/>'
                   f'<text x="{left + scale * min(full, reached) + 6:.1f}" y="{top + 13}">{100 * reached:.0f} %</text>')
    svg.append(f'<line x1="{left + scale:.1f}" y1="22" x2="{left + scale:.1f}" y2="{height - 6}" stroke="#222222" stroke-dasharray="4 3"/>'
               f'<text x="{left + scale:.1f}" y="16" text-anchor="middle">goal</text></svg>\n')
    return "".join(svg)
