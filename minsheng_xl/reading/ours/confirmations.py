"""The 匹配确认 sheet read back: what a person said of heads and rows that were asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.columns import IGNORED, Answers
from minsheng_xl.reading.tables.headers import read_records, squeezed
from minsheng_xl.reference import Reference

SHEET = "匹配确认"
DEPARTMENT, FILE, PRINTED, GUESS, ANSWER = "单位", "文件", "表中写法", "我们的判断", "确认"
YES = frozenset({"是", "对", "√", "确认", "yes", "Y", "y"})
NO = frozenset({"不用", "否", "不是", "×", "no", "N", "n"})


def may_hold_confirmations(path: Path) -> bool:
    """Whether a workbook has the sheet, or cannot be looked into so quickly: a summary is long to read."""
    from python_calamine import load_workbook

    try:
        return SHEET in load_workbook(path).sheet_names
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of a Rust library is no Exception
        return True


def read_confirmations(grids: Sequence[Grid], ref: Reference) -> dict[str, Answers]:
    """Answers by department (by file where it is not known): as printed -> field, code or IGNORED.

    Rows without an answer, and answers that name no field, are left out: what they are about is asked again.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for grid in grids:
        for record in read_records(grid) if grid.sheet == SHEET else ():
            answer = _meant(record, ref)
            department = ref.register.standard(record.get(DEPARTMENT, "")) or record.get(FILE, "")
            if answer and record.get(PRINTED):
                found[department][squeezed(record[PRINTED])] = answer
    return dict(found)


def _meant(record: Mapping[str, str], ref: Reference) -> str:
    """The field role or indicator code an answer names; 是 means our own guess."""
    said = record.get(ANSWER, "").strip()
    if not said:
        return ""
    if said in NO:
        return IGNORED
    words = record.get(GUESS, "") if said in YES else said
    if words == IGNORED:
        return IGNORED
    first = words.split()[0] if words else ""
    if first.count("-") >= 2:
        return first
    match = ref.headers.role(words)
    return match.role if match else ""
