"""Quantities against one plain regular expression with the same words. Prints the ratios.

    python benchmarks/quantity.py [REPEATS] [ROUNDS]

The plain expression has the words before a number, the number, the units and the words behind it, and gives
its named groups; it knows no roles, dates, lists, agreed units or Decimals. Both run in turn in every round
(CPU of this process); a ratio is the median of the rounds' ratios. `find_quantities` does all its work each
time. `parse_target` and `UnitTable.read` remember distinct texts, so they are shown fresh and remembered.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from statistics import median

from minsheng_xl.quantity import UnitTable, find_quantities, parse_target
from minsheng_xl.quantity.words import any_of, ops_of, words

PHRASES = (
    "培训应急救护员10万人",
    "到期贷款回收率在95%以上",
    "达到每人每月995元",
    "推进300万亩左右高标准农田建设",
    "回收或建成不少于3所公办幼儿园",
    "城市低保标准从不低于600元每月提高到不低于650元/月",
    "总建筑面积约102.87万平方米",
    "自付费用分别不超过0.3、0.5、1万元",
    "失业率控制在4.5%以内",
    "参保人数达到46.5万人",
)
CELLS = tuple(
    f"{word}{number}{unit}" for number in range(400) for word, unit in (("不少于", "所"), ("", "%以上"))
)


def plain(table: UnitTable) -> re.Pattern[str]:
    """The expression one would write by hand."""
    before = [word for listed in words()["before"].values() for word in listed]
    per = table.denominators.phrases
    unit = rf"{any_of(table.prefixes)}?{any_of(table.spellings)}(?:/[人户生所月年·]+)?"
    return re.compile(
        rf"(?P<before>{any_of([*before, *per])}*)(?P<number>[0-9]+(?:\.[0-9]+)?)\s?"
        rf"(?P<unit>{unit})?(?P<after>{any_of(ops_of('after'))})?"
    )


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(repeats: int = 500, rounds: int = 7) -> None:
    """Run both ways in turn and print the medians."""
    table = UnitTable.default()
    expression = plain(table)

    def matched() -> None:
        for _ in range(repeats):
            for phrase in PHRASES:
                [match.groupdict() for match in expression.finditer(phrase)]

    def found() -> None:
        for _ in range(repeats):
            for phrase in PHRASES:
                find_quantities(phrase, table)

    found()
    pairs = [(cpu(matched), cpu(found)) for _ in range(rounds)]
    phrases = repeats * len(PHRASES)
    ours = median(pair[1] for pair in pairs) / phrases * 1e6
    ratio = median(pair[1] / pair[0] for pair in pairs)
    print(f"find_quantities  {ours:.1f} us a phrase, {ratio:.2f} x one plain regular expression")

    parse_target("1", table)
    fresh = cpu(lambda: [parse_target(cell, table) for cell in CELLS]) / len(CELLS) * 1e6
    again = cpu(lambda: [parse_target(cell, table) for cell in CELLS]) / len(CELLS) * 1e6
    print(f"parse_target     {fresh:.1f} us a new text, {again:.2f} us a remembered one")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
