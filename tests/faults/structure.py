"""Faults of structure in returns: rows, columns, headers, names and codes (family S)."""

from __future__ import annotations

from random import Random

from tests.faults.kinds import Mark, kind, mark, pick
from tests.faults.moving import delete_column, delete_row, insert_row, swap_rows
from tests.faults.workbook import Sheet

NEEDED = ("indicator", "unit", "target", "cumulative")
"""Columns a form cannot do without."""

EXTRA = ("新增村级文化活动室", "完善便民服务站点", "开展免费技能提升班")
WORDINGS = (("完成", "启动"), ("新增", "增加"), ("提升", "改善"), ("培训", "指导"), ("标准", "水平"))


@kind("S08", claims="layout")
def row_deleted(sheet: Sheet, rng: Random) -> Mark | None:
    """An indicator's row is taken out. Read as: reported for the file, naming the indicator's code."""
    summed = {row for each in sheet.sums() for row in each.rows}
    row = pick(sheet, rng, lambda row: row not in summed and len(sheet.rows()) > 2)
    if row is None:
        return None
    code, name = sheet.text(row, "code"), sheet.text(row, "indicator")
    delete_row(sheet.sheet, row)
    return Mark(sheet.place(), f"删去“{name}”", code)


@kind("S09", claims="layout")
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


@kind("S10", claims="layout")
def rows_swapped(sheet: Sheet, rng: Random) -> Mark | None:
    """Two rows change places, whole. Read as: reported once for the file, at whatever row."""
    summed = {row for each in sheet.sums() for row in each.rows}
    rows = [row for row in sheet.free() if row not in summed]
    if len(rows) < 2:
        return None
    one, other = sorted(rng.sample(rows, 2))
    swap_rows(sheet.sheet, one, other)
    return Mark(sheet.place(), f"第{one}行与第{other}行对调")


@kind("S11")
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


@kind("S04", claims="file")
def header_renamed(sheet: Sheet, rng: Random) -> Mark | None:
    """The header of a needed column becomes a word that means nothing; reported in the header row."""
    role = rng.choice(NEEDED)
    old = sheet.text(sheet.header_row, role)
    sheet.put(sheet.header_row, role, "内容一")
    return Mark(sheet.place(sheet.header_row), f"表头“{old}”改为“内容一”")


@kind("S04", claims="file")
def column_deleted(sheet: Sheet, rng: Random) -> Mark | None:
    """A needed column is taken out with its cells; reported in the header row."""
    role = rng.choice(NEEDED)
    old = sheet.text(sheet.header_row, role)
    place = sheet.place(sheet.header_row)
    delete_column(sheet.sheet, sheet.columns[role])
    return Mark(place, f"删去“{old}”列")


@kind("S18")
def code_cleared(sheet: Sheet, rng: Random) -> Mark | None:
    """The hidden code of a row is emptied."""
    row = pick(sheet, rng, lambda row: sheet.text(row, "code"))
    if row is None:
        return None
    code = sheet.text(row, "code")
    sheet.put(row, "code", None)
    return mark(sheet, row, "code", f"清空编码“{code}”", code=code)


@kind("S18")
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


@kind("S18")
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
