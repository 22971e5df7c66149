"""How many planted faults are found, kind by kind, on three counties' plans.

    python -m benchmarks.planted [--once] [--docs]

Every kind is planted up to three times in each county; with --once, once in the counties in turn. --docs
writes docs/planted.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.batches import Outcome
from tests.faults.trial import Trial, run_trial

DOCS = Path(__file__).parents[1] / "docs" / "planted.md"
INTRODUCTION = """# 植入差错的查出情况

这张表由 `python -m benchmarks.planted --once --docs` 生成（不加 `--once` 的在每个县各植三处）：\
在宁都、安化、太和三份版式不同的方案上，\
7月已汇总，8月的填报表每份植入一处差错，照常汇总，看查没查出、指的格对不对、数级等差错说没说中原因。
“静默”是错数进了县汇总表而没有一句话，应当是零；后一张表是不该退回的改动，应当照数收下。
干净的填报表由许多人的话写成，一句误报也算在末行里。
"""


def lines(trial: Trial) -> Iterator[str]:
    """Both tables and the totals."""
    yield from ("| 差错 | 植入 | 查出 | 格对 | 说中 | 静默 |", "|---|---:|---:|---:|---:|---:|")
    for name, outcomes in _by_kind(trial.faults):
        yield f"| {name} | {_numbers(outcomes)} |"
    yield f"| **合计 {len(list(_by_kind(trial.faults)))} 种** | {_numbers(trial.faults)} |"
    yield from ("", "| 应放行的改动 | 处 | 放行 |", "|---|---:|---:|")
    for name, outcomes in _by_kind(trial.changes):
        yield f"| {name} | {len(outcomes)} | {sum(each.passed for each in outcomes)} |"
    passed = sum(each.passed for each in trial.changes)
    yield f"| **合计 {len(list(_by_kind(trial.changes)))} 种** | {len(trial.changes)} | {passed} |"
    yield ""
    yield (
        f"查出 {trial.share(lambda each: each.found, trial.faults):.1%}，"
        f"格对 {trial.share(lambda each: each.right_cell, trial.faults):.1%}，"
        f"说中 {trial.share(lambda each: each.named, trial.slips):.1%}；"
        f"干净的填报表 {trial.cells} 格、{len(trial.sentences)} 种句子，误报 {len(trial.alarms)} 处。"
    )


def _by_kind(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    ordered = sorted(outcomes, key=lambda each: each.kind.name)
    for name, group in groupby(ordered, key=lambda each: each.kind.name):
        yield name.replace("*", "\\*"), list(group)


def _numbers(outcomes: Sequence[Outcome]) -> str:
    slips = [each for each in outcomes if each.named is not None]
    named = f"{sum(bool(each.named) for each in slips)}/{len(slips)}" if slips else ""
    counts = [
        len(outcomes),
        *(sum(getattr(each, what) for each in outcomes) for what in ("found", "right_cell")),
    ]
    return " | ".join(map(str, (*counts, named, sum(each.silent for each in outcomes))))


def shortfalls(trial: Trial) -> Iterator[str]:
    """Whatever was not as it should be, one a line."""
    for each in trial.faults:
        wrong = {"没查出": not each.found, "格不对": each.found and not each.right_cell, "静默": each.silent}
        named = {"没说中": each.named is False and each.found}
        if said := [word for word, so in (wrong | named).items() if so]:
            yield f"{'、'.join(said)} {each}"
    yield from (f"未放行 {each}" for each in trial.changes if not each.passed)
    yield from (f"误报 {each}" for each in trial.alarms)


def main(arguments: Sequence[str]) -> None:
    """Print the tables and every shortfall."""
    with TemporaryDirectory() as folder:
        once = "--once" in arguments
        trial = run_trial(Path(folder), full=not once, ruled=once)
    table = "\n".join(lines(trial))
    print(table, *shortfalls(trial), sep="\n")
    if "--docs" in arguments:
        DOCS.write_text(f"{INTRODUCTION}\n{table}\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
