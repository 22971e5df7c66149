"""Change the code of quantities and checks a little, in many ways, and show which test (rule) notices.

    python -m benchmarks.mutations [--each N] [--seed SEED] [--workers N] [--only FILE …] [--write]

Of every file N changes are drawn by the seed: a change keeps its lot as long as its own words stand. Each
is put to the tests that run its line, the fastest first, until one fails. Prints a page of tables; `--write`
puts it in docs/mutations.md. Needs coverage.

Own code, since mutmut leaves out every function with a decorator (all rules) and cosmic-ray starts all tests
anew for each change and does not tell which one failed.
"""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from tqdm import tqdm

from tests.mutants import PACKAGE, Mutant, mutants_of
from tests.mutating import Verdict, cover_of, put_to_the_tests

PAGE = PACKAGE.parent / "docs" / "mutations.md"
CHECKS = (
    "evidence/assignments",
    "evidence/note_words",
    "evidence/returned_rows",
    "evidence/slips",
    "evidence/target_cells",
    "evidence/unit_readings",
    "evidence/witnesses",
    "rules/contradictions",
    "rules/counting",
    "rules/departments",
    "rules/entries",
    "rules/form_structure",
    "rules/lead_units",
    "rules/plausible",
    "rules/progress_figures",
    "rules/submissions",
    "rules/sums",
    "rules/target_values",
    "rules/units_of_measure",
)
"""The checks that judge figures."""
FILES = (
    *(f"quantity/{each.name}" for each in sorted((PACKAGE / "quantity").glob("*.py"))),
    *(f"checks/{each}.py" for each in CHECKS),
    *(f"data/{each}.toml" for each in ("factors", "notes", "quantities")),
)
JUDGES = [
    f"tests/test_{each}.py"
    for each in (
        "cells_any_format",
        "cells_directions",
        "cells_not_taken",
        "cells_table",
        "cells_units",
        "engine",
        "levels",
        "note_words",
        "progress_history",
        "prose_checks",
        "quantity_doubts",
        "quantity_find",
        "quantity_gold",
        "quantity_naming",
        "quantity_numbers",
        "quantity_spellings",
        "quantity_targets",
        "quantity_units",
        "quantity_words",
        "reference",
        "reference_lists",
        "report",
        "rule_bounds",
        "rules",
        "rules_golden",
        "told_targets",
        "witnesses",
        "worded_targets",
    )
]
"""Files of tests that are quick."""
EQUIVALENT = {
    "quantity/conversion.py : 60 → 59": "位数够用，多一位少一位一样",
    "quantity/conversion.py : 60 → 61": "位数够用，多一位少一位一样",
    "quantity/conversion.py convert: return value → pass": "同一个倍数乘了再除，还是它",
    "checks/evidence/slips.py _flow: added <= HALFWAY * usual → added < HALFWAY * usual": "没有正好√10倍的",
    "quantity/conversion.py round_half_up: 1 → 0": "只取它的小数位数",
    "quantity/find.py _frequent: 16 → 17": "要找的话不到14个字",
    "quantity/find.py _frequent: 16 → 15": "要找的话不到14个字",
    "quantity/grammar.py before: not start or text[start - 1] not in self._last → not start": "只是快慢",
    "quantity/lists.py lend_bounds: 1 → 0": "末一个数和头一个数不会挨着",
    "quantity/norms.py _inherited: 0 → -1": "正则从头找起，负一也是从头",
    "quantity/spelling.py _with_halves: return text → pass": "只是快慢",
    "quantity/unit_words.py __init__: 0 → 1": "没有数级的单位表，找一个字的数级也找不到",
    "quantity/reasons.py reason: 0 → -1": "数前只有一个字时，两种取法都是空",
}
"""Changes by name that change nothing, and why."""


def main() -> None:
    asked = _asked()
    mutants = [each for file in asked.only or FILES for each in drawn(file, asked.each, asked.seed)]
    verdicts = put_to_the_tests(mutants, JUDGES, cover_of(JUDGES, asked.workers), asked.workers)
    page = "\n".join(page_of(list(tqdm(verdicts, total=len(mutants), unit="mutant")), asked.seed))
    print(page)
    if asked.write:
        PAGE.write_text(page + "\n", "utf-8")


def _asked() -> Namespace:
    parser = ArgumentParser()
    parser.add_argument("--each", type=int, default=14)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def drawn(file: str, each: int, seed: str) -> list[Mutant]:
    """The changes of a file that the lot falls on, in the order of the file."""
    mutants = [mutant for mutant in mutants_of(file) if mutant.name not in EQUIVALENT]
    lots = sorted(mutants, key=lambda mutant: hashlib.sha256(f"{seed} {mutant.name}".encode()).digest())
    return sorted(lots[:each], key=lambda mutant: mutant.number)


def page_of(verdicts: Sequence[Verdict], seed: str) -> Iterator[str]:
    """The page of tables: by file, by sort of change, by what noticed, and what nothing noticed."""
    killed = [each for each in verdicts if each.killer]
    yield "# 改坏一处，哪条规则查得出\n"
    yield (
        "把读数量的代码、核对用的代码和它们的数据一次改坏一处"
        "（`<` 改成 `<=`、少一个条件、少一句、正则少一支……），看哪个测试先不通过。"
        "由 `python -m benchmarks.mutations --write` 生成，抽哪些由种子定；查不出的列在最后。\n"
    )
    yield f"种子 {seed}：改 {len(verdicts)} 处，查出 {len(killed)} 处，**{_percent(killed, verdicts)}**。\n"
    yield from _table("文件", verdicts, lambda each: each.mutant.file)
    yield from _table("改法", verdicts, lambda each: each.mutant.sort)
    yield "| 规则、测试 | 先查出 |"
    yield "|---|--:|"
    for name, times in Counter(killer_of(each) for each in killed).most_common():
        yield f"| {name} | {times} |"
    yield "\n## 没有查出的\n"
    for each in verdicts:
        if not each.killer:
            yield f"- {_safe(each.mutant.sort)}，{_change(each.mutant)}"
    if EQUIVALENT:
        yield "\n## 改了等于没改，不算的\n"
        yield from (f"- {_safe(name)}：{why}" for name, why in EQUIVALENT.items())


def _table(title: str, verdicts: Sequence[Verdict], group: Callable[[Verdict], str]) -> Iterator[str]:
    yield f"| {title} | 改 | 查出 | 漏过 | 得分 | 谁先查出 |"
    yield "|---|--:|--:|--:|--:|---|"
    for name in dict.fromkeys(map(group, verdicts)):
        those = [each for each in verdicts if group(each) == name]
        killed = [each for each in those if each.killer]
        first = Counter(map(killer_of, killed)).most_common(4)
        who = "、".join(f"{killer} {times}" for killer, times in first)
        left = len(those) - len(killed)
        yield f"| {name} | {len(those)} | {len(killed)} | {left} | {_percent(killed, those)} | {who} |"
    yield ""


def killer_of(verdict: Verdict) -> str:
    """The rule whose example noticed, else the test by its name."""
    file, _, test = verdict.killer.rpartition(".py::")
    name, _, case = test.partition("[")
    if file.endswith("test_rules"):
        return f"{case.rstrip(']')} 的例子" if case else name
    return name


def _change(mutant: Mutant) -> str:
    line = f"第 {mutant.first} 行 " if mutant.first else ""
    return f"{mutant.file} {line}{mutant.scope}：{_safe(mutant.was)} → {_safe(mutant.now)}"


def _safe(text: str) -> str:
    return f"`{text}`"


def _percent(part: Sequence[object], whole: Sequence[object]) -> str:
    return f"{100 * len(part) / len(whole):.1f} %"


if __name__ == "__main__":
    main()
