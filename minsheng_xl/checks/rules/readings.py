"""S、R 认读：表头和行是怎么认的，认不准的请人确认；公式没有结果；文字里的个人信息。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hit, Hits, hit, rule
from minsheng_xl.checks.evidence.filled_columns import FIGURES, TEXTS, personal_in
from minsheng_xl.checks.evidence.returned_rows import row_hit
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.checks.report import Severity
from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.model import REWORDED, Document, Reading, Return, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.reference.sheets import setting_name, settled, usual_settings

_REFERENCE = re.compile(r"[A-Z]{1,3}[0-9]+")
TASKS = """
| 指标编码 | 序号 | 项目 | 指标任务 | 牵头单位 | 指标名称 | 单位 | 2021年目标 | 任务原句 |
| 2021-0-01-01 | 1 | 稳定就业 | 帮扶5000人。 | 县人社局 | 帮扶人数 | 人 | 5000 | 帮扶5000人 |
〔_meta〕
| kind | master |
| template | master_b |
"""
ASKED = ("S20", "S21")
"""Rules that ask; what they ask stands in the 匹配确认 sheet."""
_LOST_CELLS = """2023年民生实事任务分解表
| 序号 | 项目 | 目标任务 | 牵头单位 |
| 1 | 老旧小区改造 | 改造12个 | 县住建局 |
| 农村改厕 | 300户 | 县农业农村局 |
"""


@rule(
    "S19",
    "表头或行的认读",
    INFORMATION,
    "“{printed}”{how}（{why}）",
    "请核对；认得不对的，在“匹配确认”表里改正后重新汇总",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 累计完成 |", "| 累计完成情况量 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def read_as(returns: Sequence[Return]) -> Hits:
    """写法与下发表不同而认得出的表头、行，照读并说明读成了什么、凭什么；多出的列不读。"""
    for each, reading in _readings(returns, "likely", "confirmed"):
        unread = not reading.guess or reading.guess == "不用"
        how = "没有读取" if unread else f"当作“{reading.guess}”读取"
        place, printed, guess = _place(each, reading), reading.printed, reading.guess
        yield hit(
            place, department=each.department, printed=printed, expected=guess, how=how, why=reading.why
        )


@rule(
    "S20",
    "表头需要确认",
    ERROR,
    "“{printed}”像是“{expected}”列，认不准，没有读取（{why}）",
    "请在“匹配确认”表里写明是哪一列，再汇总一次；或用下发的填报表重报",
    rejects_file=True,
    bad=Example(master=PLAN, returns=(RETURN.replace("| 累计完成 |", "| 去年累计完成 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def column_asked(returns: Sequence[Return]) -> Hits:
    """表头认不准的列不猜；数字列或名称、单位、目标列待确认的整份不收，文字列待确认的只提醒。"""
    for each, reading in _readings(returns, "asked"):
        if reading.kind == "column":
            severity = None if reading.vital else WARNING
            yield _asked(each, reading, severity=severity)


@rule(
    "S21",
    "行需要确认",
    ERROR,
    "“{printed}”像是“{expected}”，认不准，没有读取（{why}）",
    "请在“匹配确认”表里写明是哪个指标，再汇总一次；或请单位改正后重报",
    bad=Example(
        master=PLAN,
        returns=(RETURN.replace("2021-1-01-01 ", " ").replace("| 培训养老护理员 |", "| 养老护理培训 |"),),
    ),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def row_asked(returns: Sequence[Return]) -> Hits:
    """没有编码或编码与内容矛盾、名称又对不准的行不猜，给出最像的指标请人确认。"""
    for each, reading in _readings(returns, "asked"):
        if reading.kind == "row":
            yield _asked(each, reading)


@rule(
    "S22",
    "任务原文与目标不一致",
    WARNING,
    "“{name}”{doubt}",
    "任务原文和“目标”一列请改成一致；以“目标”一列为准",
    bad=Example(table=TASKS.replace("| 5000 |", "| 6000 |")),
    good=Example(table=TASKS),
)
def words_differ(table: TargetTable) -> Hits:
    """表式B、C的总表：任务原文里的数和右边的目标只改了一处。只改原文、认得准的照原文读（提示），其余以目标为准。"""
    if not {"task_text", "quote"} <= table.columns.keys():
        return
    for each in table.indicators:
        if each.doubt:
            severity = INFORMATION if each.doubt.startswith(REWORDED) else WARNING
            yield hit(
                table.cell(each, "target"),
                indicator=each.code,
                printed=each.target.raw,
                name=each.name,
                doubt=each.doubt,
                severity=severity,
            )


@rule(
    "S23",
    "表格认读",
    WARNING,
    "{what}；{guess}",
    "请对照原件核对；认得不对的，改成“项目名称、目标任务、牵头单位”等表头，或改用 Word、Excel 原件",
    bad=Example(text=_LOST_CELLS),
    good=Example(text=_LOST_CELLS.replace("| 农村改厕 | 300户 |", "| 2 | 农村改厕 | 300户 |")),
)
def table_read_as(document: Document) -> Hits:
    """通知里的表，表头不认得或格子在网页文字里丢了的：凭内容认得准的照读并说明，认不准的说明没有读什么、像是什么。"""
    for each in document.questions:
        severity = INFORMATION if each.state == "likely" else None
        yield hit(each.place, what=each.what, guess=each.guess, severity=severity)


_UNUSED = """某县2024年民生实事实施方案
一、目标任务
1.改造户厕。改造户厕300户。（牵头单位：县农业农村局）
二、资金安排
县财政统筹3200万元。
"""


@rule(
    "S27",
    "有数没有读",
    WARNING,
    "有{lines}行{what}没有用上，如“{printed}”（{why}）",
    "请对照“读取核对”末尾列出的各行；是目标或进展的，补到表里",
    bad=Example(text=_UNUSED),
    good=Example(text=_UNUSED.partition("县财政")[0]),
)
def numbers_unread(document: Document) -> Hits:
    """原文里的每个数，要么读作目标、进展、分解、名称或编号，要么说明为什么不算，否则就列在这里；单位也是。一份文件说一次。

    只是第一个项目之前的话里有的（全县财政民生支出多少），只提示。
    """
    unread = document.unread
    if not unread:
        return
    telling = [each for each in unread if not each.preface] or list(unread)
    first, lines = telling[0], {each.place for each in unread}
    severity = INFORMATION if first.preface else None
    units = sum(each.unit for each in unread)
    counted = ((len(unread) - units, "个数"), (units, "个单位"))
    what = "、".join(f"{count}{name}" for count, name in counted if count)
    yield hit(first.place, severity=severity, printed=first.quote, why=first.why, what=what, lines=len(lines))


_REPORTING = """某县2024年民生实事实施方案
1.改造户厕。改造户厕300户。（牵头单位：县农业农村局）
各牵头单位每月25日前将进展情况报县民生办。
"""


@rule(
    "S26",
    "通知里的报送规定",
    INFORMATION,
    "通知说“{printed}”，{what}",
    "请核对“设置”",
    bad=Example(text=_REPORTING),
    good=Example(text=_REPORTING.replace("每月25日前", "及时")),
)
def stated_in_notice(document: Document) -> Hits:
    """报送截止日、收表的办公室：说得明白、只有一种说法的填入总表“设置”；说法不一、日子不能用的不填，请人定（警告）。"""
    taken, usual = settled(document.stated), usual_settings()
    for key in dict.fromkeys(each.setting for each in document.stated):
        own = [each for each in document.stated if each.setting == key]
        values = list(dict.fromkeys(each.value for each in own))
        if values == [usual[key]]:
            continue
        said = "、".join(values)
        what = f"“{setting_name(key)}”{f'填作{said}' if key in taken else f'有{said}，没有填入'}"
        yield hit(own[0].place, printed=own[0].quote, what=what, severity=None if key in taken else WARNING)


@rule(
    "R16",
    "文字里有个人信息",
    WARNING,
    "{column}里有{what}，对外的表里已遮挡",
    "请删去个人信息后重报；确需保留的另行报送",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 进行中 |", "| 王某11010519491231002X |", 1),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def personal_data(returns: Sequence[Return]) -> Hits:
    """填报的文字里有身份证号（校验位和日期都对，或写明是身份证号）或手机号，或另有身份证号、电话列；一列只说一次。

    填报人、联系电话栏不查。依据《个人信息保护法》。
    """
    for each in returns:
        names = {row.number: row.text("indicator") for row in each.rows}
        figures = {each.columns[role] for role in FIGURES if role in each.columns}
        signed = {entry.row for entry in each.head.values()}
        for grid in filter(None, (each.grid, *each.other_grids)):
            mine = grid is each.grid
            said: set[int] = set()
            for cell in personal_in(each, grid):
                named = names.get(cell.row, "") if mine else ""
                asked_for = mine and (cell.column in figures or cell.row in signed)
                if asked_for or (not named and cell.column in said):
                    continue
                said.add(cell.column)
                column = f"{named}一行的文字" if named else f"{column_letters(cell.column)}列"
                place, what = grid.place(cell.row, cell.column), "、".join(cell.kinds)
                yield hit(place, department=each.department, printed=cell.shown, column=column, what=what)


@rule(
    "R17",
    "公式没有结果",
    ERROR,
    "{name}这一格是公式，文件里没有它的结果，也算不出来",
    "{remedy}",
    bad=Example(
        master=PLAN,
        returns=(RETURN.replace("| 50 | 350 |", "| 50 | =?VLOOKUP(A3,Z:Z,2,0) |"),),
    ),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def formula_without_result(returns: Sequence[Return]) -> Hits:
    """填数的格是公式而文件里没有它的结果：加减乘除、合计、四舍五入和下发表自己的公式照算，其余不当作空白。

    文字的格以“=”开头、成了公式的，降为警告。同一行里只因引用了它（或读不出来的格）才算不出来的公式不另报。
    """
    for each in returns:
        if each.grid is None or not each.grid.uncached:
            continue
        for row in each.rows:
            told = {
                each.grid.place(entry.row, entry.column).cell
                for entry in row.cells.values()
                if entry.problem or entry.error
            }
            for role in (*FIGURES, *TEXTS):
                entry = row.cells.get(role)
                if entry and (entry.row, entry.column) in each.grid.uncached and entry.value is None:
                    printed = each.grid.formulas[entry.row, entry.column]
                    if not told.isdisjoint(_REFERENCE.findall(printed)):
                        continue
                    place = each.grid.place(entry.row, entry.column)
                    told.add(place.cell)
                    worded = role in TEXTS
                    yield row_hit(
                        each,
                        row,
                        role,
                        printed=printed,
                        severity=WARNING if worded else None,
                        name=f"“{row.indicator.name}”" if row.indicator else "",
                        remedy=_TYPE_WORDS if worded else _TYPE_FIGURES,
                    )


_TYPE_FIGURES = "请用 Excel 或 WPS 打开、保存后重报，或直接填数"
_TYPE_WORDS = "请重新写一遍，文字不要以“=”开头"


@rule(
    "R21",
    "文件带数字签名",
    INFORMATION,
    "文件带数字签名，只读了其中的内容，没有核验签名",
    "需要核验的请在 Excel 或 WPS 里打开原件看签名；退回的标注件改动过，不再带签名，改好后请重新签名",
    bad=Example(master=PLAN, returns=("数字签名：有\n" + RETURN,)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def signed_file(returns: Sequence[Return]) -> Hits:
    """带数字签名的回收件照收；签名是谁的、有没有失效不判断，原件原样留底。"""
    for each in returns:
        if each.signed:
            yield hit(Place(each.file), department=each.department)


def _readings(returns: Sequence[Return], *states: str) -> Iterator[tuple[Return, Reading]]:
    for each in returns:
        for reading in each.readings:
            if reading.state in states:
                yield each, reading


def _asked(each: Return, reading: Reading, severity: Severity | None = None) -> Hit:
    return hit(
        _place(each, reading),
        department=each.department,
        printed=reading.printed,
        expected=reading.guess or "不用",
        severity=severity,
        why=reading.why,
    )


def _place(each: Return, reading: Reading) -> Place:
    if reading.row in each.places:
        return each.places[reading.row]
    sheet = each.grid.sheet if each.grid else ""
    return Place(each.file, sheet, reading.row, reading.column)
