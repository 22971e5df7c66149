"""Faults of structure in returns: rows, columns, headers, names and codes (family S)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from random import Random

from minsheng_xl.place import Place
from tests.faults.kinds import Mark, kind, line_kind, mark, pick
from tests.faults.lines import Line, lines_of, plain
from tests.faults.moving import copy_row, delete_column, delete_row, insert_row, swap_rows
from tests.faults.workbook import Sheet

NEEDED = ("indicator", "unit", "target", "cumulative")
"""Columns a form cannot do without."""

EXTRA = ("新增村级文化活动室", "完善便民服务站点", "开展免费技能提升班")
WORDINGS = (("完成", "启动"), ("新增", "增加"), ("提升", "改善"), ("培训", "指导"), ("标准", "水平"))


@kind("S08", "删了一行", claims="layout")
def row_deleted(sheet: Sheet, rng: Random) -> Mark | None:
    """An indicator's row is taken out. Read as: reported for the file, naming the indicator's code."""
    summed = {row for each in sheet.sums() for row in each.rows}
    row = pick(sheet, rng, lambda row: row not in summed and len(sheet.rows()) > 2)
    if row is None:
        return None
    code, name = sheet.text(row, "code"), sheet.text(row, "indicator")
    delete_row(sheet.sheet, row)
    return Mark(sheet.place(), f"删去“{name}”", code)


@kind("S09", "插了一行", claims="layout")
def row_added(sheet: Sheet, rng: Random) -> Mark | None:
    """A row the form was not issued with, without a code, somewhere below the first."""
    row = rng.choice(sheet.rows()) + 1
    if any(each.total < row <= max(each.parts) for each in sheet.sums()):
        return None
    insert_row(sheet.sheet, row)
    name = rng.choice(EXTRA)
    added = {"indicator": name, "unit": "个", "target": 5, "measure": "累计", "current": 3, "cumulative": 3}
    for role, value in (added | {"status": "过半", "progress_note": "正在实施。"}).items():
        sheet.put(row, role, value)
    return mark(sheet, row, "indicator", f"多出“{name}”", also=("code",))


@kind("S10", "两行对调", claims="layout")
def rows_swapped(sheet: Sheet, rng: Random) -> Mark | None:
    """Two rows change places, whole. Read as: reported once for the file, at whatever row."""
    summed = {row for each in sheet.sums() for row in each.rows}
    rows = [row for row in sheet.free() if row not in summed]
    if len(rows) < 2:
        return None
    one, other = sorted(rng.sample(rows, 2))
    swap_rows(sheet.sheet, one, other)
    return Mark(sheet.place(), f"第{one}行与第{other}行对调")


@kind("S11", "指标名称加了字")
def indicator_renamed(sheet: Sheet, rng: Random) -> Mark | None:
    """A word of the name is exchanged or words are added: more than spaces and width."""
    row = pick(sheet, rng, lambda row: True)
    if row is None:
        return None
    old = sheet.text(row, "indicator")
    fitting = [old.replace(word, by) for word, by in WORDINGS if word in old]
    new = rng.choice([*fitting, f"{old}及配套项目"])
    sheet.put(row, "indicator", new)
    return mark(sheet, row, "indicator", f"“{old}”改为“{new}”")


@kind("S04", "表头被改", claims="file")
def header_renamed(sheet: Sheet, rng: Random) -> Mark | None:
    """A needed column's header becomes a word that means nothing; S19 where its cells tell what it is."""
    role = rng.choice(NEEDED)
    old = sheet.text(sheet.header_row, role)
    sheet.put(sheet.header_row, role, "内容一")
    return Mark(sheet.place(sheet.header_row), f"表头“{old}”改为“内容一”", instead=("S19",))


@kind("S04", "删了一列", claims="file")
def column_deleted(sheet: Sheet, rng: Random) -> Mark | None:
    """A needed column is taken out with its cells; reported in the header row."""
    role = rng.choice(NEEDED)
    old = sheet.text(sheet.header_row, role)
    place = sheet.place(sheet.header_row)
    delete_column(sheet.sheet, sheet.columns[role])
    return Mark(place, f"删去“{old}”列")


@kind("S18", "编码删空")
def code_cleared(sheet: Sheet, rng: Random) -> Mark | None:
    """The hidden code of a row is emptied."""
    row = pick(sheet, rng, lambda row: sheet.text(row, "code"))
    if row is None:
        return None
    code = sheet.text(row, "code")
    sheet.put(row, "code", None)
    return mark(sheet, row, "code", f"清空编码“{code}”", code=code)


@kind("S18", "编码与别行重复")
def code_duplicated(sheet: Sheet, rng: Random) -> Mark | None:
    """A row gets the code of another row; either row may be named. Both then count as spoiled."""
    rows = [row for row in sheet.free() if sheet.text(row, "code")]
    if len(rows) < 2:
        return None
    row, source = rng.sample(rows, 2)
    code, copied = sheet.text(row, "code"), sheet.text(source, "code")
    sheet.put(row, "code", copied)
    taken = sheet.together(row) | sheet.together(source)
    also = (sheet.place(source, "code"),)
    return Mark(sheet.place(row, "code"), f"编码“{code}”改成第{source}行的“{copied}”", code, also, taken)


@kind("S18", "编码改错")
def code_foreign(sheet: Sheet, rng: Random) -> Mark | None:
    """A code that was never issued (不在下发清单)."""
    row = pick(sheet, rng, lambda row: sheet.text(row, "code"))
    if row is None:
        return None
    code = sheet.text(row, "code")
    year, _, rest = code.partition("-")
    new = f"{year}-{rng.randint(60, 99)}-{rest or '01'}"
    sheet.put(row, "code", new)
    return mark(sheet, row, "code", f"编码“{code}”改成“{new}”", code=code)


@line_kind("复制了一行、数不同", lambda line: line.open, claims="layout")
def row_copied(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A row stands twice, the second time with another figure; either may be named."""
    below = line.row + 1
    insert_row(sheet.sheet, below)
    copy_row(sheet.sheet, line.row, sheet.sheet, below)
    sheet.put(below, "current", line.now + 2)
    sheet.put(below, "progress_note", None)
    rows = frozenset({line.row, below})
    return Mark(sheet.place(line.row), f"“{line.name}”又填一行", line.code, _figures(sheet, rows), rows)


def _figures(sheet: Sheet, rows: Iterable[int]) -> tuple[Place, ...]:
    roles = ("code", "indicator", "current", "cumulative", "progress_note")
    return tuple(sheet.place(row, role) for row in sorted(rows) for role in roles)


def _shows(line: Line, now: Decimal) -> bool:
    """Whether another row's figure can be seen to be wrong here: half beyond the target, or not whole."""
    return line.open and (line.past + now > line.aim * Decimal("1.5") or (line.count and now % 1 != 0))


@kind("", "数字错下一行", claims="layout")
def figures_slid(sheet: Sheet, rng: Random) -> Mark | None:
    """Every figure of this month stands one row too low; seen where it does not fit its row."""
    lines = [each for each in lines_of(sheet) if each.flow]
    slid = [(line, above.now) for above, line in pairwise(lines)]
    shown = next((line for line, now in slid if _shows(line, now)), None)
    if shown is None:
        return None
    sheet.put(lines[0].row, "current", None)
    for line, now in slid:
        sheet.put(line.row, "current", now)
    rows = frozenset(each.row for each in lines)
    place = sheet.place(shown.row, "current")
    return Mark(place, "本期的数都错下一行", shown.code, _figures(sheet, rows), rows, figure=True)


@line_kind("上下两行的数对调", lambda line: line.open)
def figures_exchanged(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """This month's figures of two rows exchanged; seen where one does not fit its row."""
    others = [
        each for each in lines_of(sheet) if each.flow and each.row in sheet.free() and each.row != line.row
    ]
    other = next((each for each in others if _shows(line, each.now)), None)
    if other is None:
        return None
    sheet.put(line.row, "current", other.now)
    sheet.put(other.row, "current", line.now)
    rows = frozenset({line.row, other.row})
    place = sheet.place(line.row, "current")
    said = f"{plain(line.now)}与第{other.row}行的{plain(other.now)}对调"
    return Mark(place, said, line.code, _figures(sheet, rows), rows, figure=True)


@kind("", "本期、累计两列填反", claims="layout")
def columns_exchanged(sheet: Sheet, rng: Random) -> Mark | None:
    """The totals in 本期, this month's figures in 累计, on every row."""
    lines = [each for each in lines_of(sheet) if each.flow and each.past > 0]
    shown = next((each for each in lines if each.open), None)
    if shown is None:
        return None
    for line in lines:
        sheet.put(line.row, "current", line.reached)
        sheet.put(line.row, "cumulative", line.now)
    rows = frozenset(each.row for each in lines)
    place = sheet.place(shown.row, "current")
    return Mark(place, "本期、累计两列填反", shown.code, _figures(sheet, rows), rows, figure=True)
