"""Everything a department types arrives in the county workbook, each word in the cell it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from minsheng_xl import jobs
from minsheng_xl.contacts import Contact, contacts_of
from minsheng_xl.formats.a1 import cell_name, column_letters
from minsheng_xl.fronts import shapes
from minsheng_xl.jobs import Consolidated
from minsheng_xl.model import By, Entry, Period, Return
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.summary import Line, Words
from minsheng_xl.writing import annexes, layouts, patch, style
from minsheng_xl.writing.master import write_master
from minsheng_xl.writing.summary import write_summary
from tests.examples import plan_of
from tests.worked import arrive

AUGUST = Period(2021, 8)
TOWNS = [{"乡镇": "青塘镇"}]
REF = Reference.default().with_sheets(towns=TOWNS)
PLAN = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、就业和创业 |
| 1. 加大培训力度 |  |  | 县人社局 | 县残联 |
| 培训养老护理员 | 人次 | 536 |  |  |
| 职业技能培训 | 人次 | 2000 |  |  |
| 2. 改造危房 | 户 | 100 | 县住建局 | 县财政局 |
〔乡镇分解〕
| 指标编码 | 指标名称 | 乡镇 | 任务数 |
| 2021-1-01-01 | 培训养老护理员 | 青塘镇 | 236 |
"""
CARERS, SKILLS, HOMES = "2021-1-01-01", "2021-1-01-02", "2021-1-02-00"
HEAD = {"filler": "郑爽朗", "phone": "13912345678", "head": "冯时中", "fill_date": "2021-08-17"}
HEAD_COLUMNS = {"filler": "联系人", "phone": "电话", "head": "单位负责人", "fill_date": "填报日期"}
TEXTS = {
    "status": "状态",
    "progress_note": "进展说明",
    "problem": "存在问题",
    "next_step": "下步措施",
    "explanation": "情况说明",
    "evidence": "佐证材料",
    "case_count": "典型材料\n篇数",
    "note": "备注",
}
FORMS: list[tuple[By, str, str]] = [
    ("lead", "a", "县人社局"),
    ("lead", "b", "县人社局"),
    ("lead", "c", "县人社局"),
    ("responsible", "", "县残联"),
    ("township", "", "青塘镇"),
]


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = tmp_path / "总表.xlsx"
    write_master(plan_of(PLAN, REF), path, towns=TOWNS)
    return path


def returned_folder(master: Path) -> Path:
    folder = master.parent / jobs.RETURNED / str(AUGUST)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def consolidated(master: Path) -> Consolidated:
    output = master.parent / jobs.SUMMARISED / str(AUGUST) / "县汇总表.xlsx"
    return jobs.consolidate(returned_folder(master), master, AUGUST, output, as_of=date(2021, 8, 25))


def fill_open_cells(form: Path, target: Path) -> dict[str, dict[str, Decimal | str]]:
    """Type a word of its own into every open cell and head field of a form; by code and field role."""
    read = read_return(form.name, intake.take(form).grids, Reference.default())
    assert read.grid is not None
    locked = load_workbook(form)[read.grid.sheet]
    book = patch.Workbook.open(form)
    sheet = book.sheet(read.grid.sheet)
    for role, text in HEAD.items():
        sheet.set(cell_name(read.head[role].row, read.head[role].column), text)
    typed: dict[str, dict[str, Decimal | str]] = {}
    for row in read.rows:
        own = typed.setdefault(row.text("code"), {})
        for role, entry in row.cells.items():
            if locked.cell(entry.row, entry.column).protection.locked:
                continue
            numbers = {"current": 7, "invest_done": 123, "case_count": 3}
            own[role] = Decimal(numbers[role] + row.number) if role in numbers else f"{role}{row.number}字"
            sheet.set(cell_name(entry.row, entry.column), own[role])
    book.save(target)
    arrive(target, "2021-08-18")
    return typed


def records(path: Path, sheet: str) -> list[dict[str, object]]:
    grid = load_workbook(path, data_only=True)[sheet]
    head = 2 if str(sheet).endswith("小计") else 1
    names = [str(cell.value) for cell in grid[head]]
    rows = grid.iter_rows(min_row=head + 1, values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def places_of(path: Path, word: object) -> list[tuple[str, str]]:
    """Sheet and cell of every cell that holds a word, on any sheet of a workbook."""
    book = load_workbook(path, data_only=True)
    return [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and str(cell.value) == str(word)
    ]


def of(rows: list[dict[str, object]], column: str, value: str) -> dict[str, object]:
    (found,) = [row for row in rows if row[column] == value]
    return found


def line_of(done: Consolidated, code: str) -> Line:
    return next(line for line in done.summary.lines if line.indicator.code == code)


@pytest.mark.parametrize(("by", "layout", "unit"), FORMS)
def test_each_word_of_a_form_is_found_where_it_belongs(master: Path, by: By, layout: str, unit: str) -> None:
    issued = jobs.issue(master, AUGUST, master.parent / jobs.ISSUED / str(AUGUST), by=by, layout=layout)
    form = next(each for each in issued.forms if each.department == unit)
    typed = fill_open_cells(form.path, returned_folder(master) / form.path.name)
    output = consolidated(master).output

    contact = of(records(output, "收件台账"), "单位", unit)
    assert {role: contact[name] for role, name in HEAD_COLUMNS.items()} == HEAD
    texts = records(output, "部门填报文字")
    sources = records(output, "数据来源") + (records(output, "分报情况") if by != "lead" else [])
    assert typed.keys() == ({CARERS, SKILLS} if by != "township" else {CARERS})
    for code, words in typed.items():
        row = of(texts, "指标编码", code)
        assert row["单位"] == unit
        for role, name in TEXTS.items():
            if role in words:
                assert str(row[name]) == str(words[role]), role
            if role in words and role != "case_count":
                asked = {"核对问题"} if role == "status" else set()  # a made-up word is none of the list's
                shown = asked | ({"县汇总表"} if role == "status" and by == "lead" else set())
                assert {sheet for sheet, _ in places_of(output, words[role])} == {"部门填报文字"} | shown, (
                    role
                )
        source = next(each for each in sources if each["指标编码"] == code)
        assert str(source["原填"]) == str(words["current"])
        assert words.keys() <= {*TEXTS, "current", "invest_done"}


def test_investment_stands_beside_its_indicator_and_is_added_in_one_unit(master: Path) -> None:
    issued = jobs.issue(master, AUGUST, master.parent / jobs.ISSUED / str(AUGUST))
    form = next(each for each in issued.forms if each.department == "县人社局")
    fill_open_cells(form.path, returned_folder(master) / form.path.name)
    done = consolidated(master)
    layout = layouts.load("summary")
    county = load_workbook(done.output, data_only=True)[layout.sheet]
    at = {role: layout.number(role) for role in ("code", "invest_done")}
    shown = {
        county.cell(row, at["code"]).value: county.cell(row, at["invest_done"]).value for row in range(4, 9)
    }
    assert (shown[CARERS], shown[SKILLS], shown[HOMES]) == (128, 129, None)
    assert of(records(done.output, "分部门小计"), "牵头单位", "县人社局")["完成投资\n（万元）"] == 257
    assert of(records(done.output, "分类别小计"), "类别", "就业和创业")["完成投资\n（万元）"] == 257
    assert list(done.summary.to_frame()["investment"])[:2] == [Decimal(128), Decimal(129)]
    assert [each["investment"] for each in shapes.consolidated(done)["indicators"]] == [128, 129, None]


def test_what_is_no_money_is_shown_as_typed_and_never_added(master: Path) -> None:
    done = consolidated(master)
    first, second, third = done.summary.lines
    first.investment, second.unread_investment, third.investment = Decimal("0.5"), "详见附件", Decimal(9)
    by_department = done.summary.by_department()
    assert [(each.investment, each.unread_investments) for each in by_department] == [
        (Decimal("0.5"), 1),
        (Decimal(9), 0),
    ]
    output = master.parent / "又一份.xlsx"
    write_summary(done.summary, output)
    assert [sheet for sheet, _ in places_of(output, "详见附件")] == [layouts.load("summary").sheet]
    row = of(records(output, "分部门小计"), "牵头单位", "县人社局")
    assert row["说明"] == "另有1个指标的完成投资认不出是多少，没有加"


def test_a_part_s_investment_is_not_added_to_its_whole_s(master: Path) -> None:
    done = consolidated(master)
    whole, part, _ = done.summary.lines
    part.indicator = part.indicator.model_copy(update={"parent": whole.indicator.code})
    whole.investment, part.investment = Decimal(100), Decimal(40)
    assert done.summary.by_department()[0].investment == 100


@pytest.mark.parametrize(
    ("head", "typed", "expected"),
    [("完成投资（亿元）", 0.12, 1200), ("完成投资", "2000万元", 2000), ("资金拨付（元）", 350000, 35)],
)
def test_a_table_of_one_s_own_arrives_like_the_form(
    master: Path, head: str, typed: object, expected: int
) -> None:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["县人社局2021年8月民生实事进展情况表"])
    sheet.append(
        ["填报单位：县人社局", None, "填报人：孔融", None, "联系电话：0797-6832000", None, "单位负责人：孟尝"]
    )
    texts = ("进展情况", "存在问题", "下一步打算", "情况说明", "佐证材料", "备注")
    sheet.append(["序号", "指标名称", "单位", "年度目标", "累计完成", head, *texts])
    sheet.append([1, "培训养老护理员", "人次", 536, 60, typed, *(f"{each}甲" for each in texts)])
    book.save(returned_folder(master) / "县人社局.xlsx")
    done = consolidated(master)
    line = line_of(done, CARERS)
    assert (line.cumulative, line.investment) == (Decimal(60), Decimal(expected))
    assert [(each.place.cell, each.printed, each.previous) for each in line.sources] == [("E4", "60", "")]
    row = of(records(done.output, "部门填报文字"), "指标编码", CARERS)
    shown = ("进展说明", "存在问题", "下步措施", "情况说明", "佐证材料", "备注")
    assert [row[name] for name in shown] == [f"{each}甲" for each in texts]
    contact = of(records(done.output, "收件台账"), "单位", "县人社局")
    assert [contact[name] for name in ("联系人", "电话", "单位负责人")] == ["孔融", "0797-6832000", "孟尝"]


@pytest.mark.parametrize(
    ("current", "cumulative", "source"),
    [
        (Decimal(41), None, ("J5", "41", "300")),
        ("0.0041万", None, ("J5", "0.0041万", "300")),
        ("41", "", ("J5", "41", "300")),
        (Decimal(41), Decimal(341), ("K5", "341", "")),
        (Decimal(41), "0.0341万", ("K5", "0.0341万", "")),
    ],
)
def test_the_source_is_the_cell_that_was_typed(
    master: Path,
    current: Decimal | str,
    cumulative: Decimal | str | None,
    source: tuple[str, str, str],
) -> None:
    """`cumulative` None: the form's formula stays; empty: it was wiped out."""
    folder = master.parent / jobs.ISSUED / str(AUGUST)
    form = next(each for each in jobs.issue(master, AUGUST, folder).forms if each.department == "县人社局")
    book = patch.Workbook.open(form.path)
    sheet = book.sheet("填报表")
    sheet.set("I5", Decimal(300))
    for cell, typed in (("J5", current), ("K5", cumulative)):
        if typed is not None:
            sheet.set(cell, typed or None)
    book.save(returned_folder(master) / form.path.name)
    done = consolidated(master)
    line = line_of(done, CARERS)
    assert line.cumulative == 341
    assert [(each.place.cell, each.printed, each.previous) for each in line.sources] == [source]
    found = of(records(done.output, "数据来源"), "指标编码", CARERS)
    assert (found["单元格"], found["原填"], found["加上期累计"] or "", found["读作"]) == (*source, 341)
    (told,) = next(each for each in shapes.consolidated(done)["indicators"] if each["code"] == CARERS)[
        "sources"
    ]
    assert (told["cell"], told["printed"], told["previous"], told["value"]) == (*source, 341)


def _signed(file: str, received: str, **typed: str) -> Return:
    head = {role: Entry(text) for role, text in typed.items()}
    return Return(file, department="县人社局", head=head, received=datetime.fromisoformat(received))


def test_of_several_versions_the_newest_that_says_something_is_the_contact() -> None:
    plan = plan_of(PLAN, REF)
    first = _signed("甲.xlsx", "2021-08-01", filler="旧", phone="1", head="负责", fill_date="8月1日")
    second = _signed("乙.xlsx", "2021-08-09", filler="新", phone="2", head="", fill_date="8月9日")
    silent = _signed("丙.xlsx", "2021-08-10", filler="", phone="")
    expected = Contact("新", "2", "负责", "8月9日")
    for order in ([first, second, silent], [silent, second, first]):
        assert contacts_of(order, plan, REF.register) == {"县人社局": expected}
    share = _signed("分报.xlsx", "2021-08-11", filler="另", phone="3")
    share.meta["by"] = "responsible"
    both = contacts_of([first, share], plan, REF.register)["县人社局"]
    assert (both.filler, both.phone) == ("旧、另", "1、3")


def test_a_text_longer_than_a_cell_goes_on_in_the_next_row(master: Path, tmp_path: Path) -> None:
    done = consolidated(master)
    text = "".join(f"第{number}句话。" for number in range(8000))
    done.summary.lines[0].texts.append(Words("县人社局", progress_note=text, problem="短"))
    done.summary.lines[1].texts.append(Words("县人社局", progress_note="字" * 32_767))
    write_summary(done.summary, tmp_path / "长.xlsx")
    first, second, whole = records(tmp_path / "长.xlsx", "部门填报文字")
    assert str(first["进展说明"]).endswith(annexes.CONTINUED)
    parts = (str(first["进展说明"]).removesuffix(annexes.CONTINUED), str(second["进展说明"]))
    assert "".join(parts) == text
    assert (first["存在问题"], second["存在问题"], second["指标编码"]) == ("短", None, CARERS)
    assert whole["进展说明"] == "字" * 32_767


def test_a_long_text_is_shown_whole(master: Path, tmp_path: Path) -> None:
    done = consolidated(master)
    done.summary.lines[0].texts.append(Words("县人社局", problem="山区师资不足。" * 120))
    write_summary(done.summary, tmp_path / "长.xlsx")
    sheet = load_workbook(tmp_path / "长.xlsx")["部门填报文字"]
    column = layouts.load("texts").number("problem")
    width = sheet.column_dimensions[column_letters(column)].width
    height = sheet.row_dimensions[2].height
    assert height is not None
    assert style.text_height("山区师资不足。" * 120, width) <= height <= style.TALLEST


def test_personal_numbers_are_masked_in_texts_and_contacts_stay(master: Path) -> None:
    issued = jobs.issue(master, AUGUST, master.parent / jobs.ISSUED / str(AUGUST))
    form = next(each for each in issued.forms if each.department == "县人社局")
    target = returned_folder(master) / form.path.name
    fill_open_cells(form.path, target)
    book = patch.Workbook.open(target)
    layout = layouts.load("form")
    for role in ("progress_note", "evidence", "note"):
        book.sheet("填报表").set(cell_name(5, layout.number(role)), "联系电话13812345678")
    book.save(target)
    output = consolidated(master).output
    row = of(records(output, "部门填报文字"), "指标编码", CARERS)
    assert {row[name] for name in ("进展说明", "佐证材料", "备注")} == {"联系电话138****5678"}
    assert of(records(output, "收件台账"), "单位", "县人社局")["电话"] == HEAD["phone"]


REPORT = """县人社局关于2021年8月民生实事进展情况的报告

县民生办：
现将有关情况报告如下。
一、工作进展
1.养老护理员。截至8月底，已培训养老护理员60人次，各乡镇均已开班。存在的问题：山区师资不足。下一步，将新增教学点2个。
2.职业技能培训。已完成职业技能培训700人次，占年度任务的35%。
三家培训机构已签约。
二、存在的困难
专业教师缺口较大。
三、下一步打算
9月底前完成职业技能培训900人次。
联系人：张三　联系电话：0797-6832000

县人社局
2021年8月28日
"""


def _as_docx(text: str, path: Path) -> None:
    from docx import Document

    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(str(path))


def _said(words: Words) -> Mapping[str, str]:
    return {role: getattr(words, role) for role in Words.__slots__ if getattr(words, role)}


@pytest.mark.parametrize("suffix", [".txt", ".docx"])
def test_the_words_of_a_report_arrive_whole(master: Path, suffix: str) -> None:
    path = returned_folder(master) / f"县人社局报告{suffix}"
    _as_docx(REPORT, path) if suffix == ".docx" else path.write_text(REPORT, "utf-8")
    done = consolidated(master)
    carers, skills = line_of(done, CARERS), line_of(done, SKILLS)
    assert (carers.cumulative, skills.cumulative) == (Decimal(60), Decimal(700))
    assert [_said(each) for each in carers.texts] == [
        {
            "department": "县人社局",
            "progress_note": "1.养老护理员。截至8月底，已培训养老护理员60人次，各乡镇均已开班。",
            "problem": "存在的问题：山区师资不足。",
            "next_step": "下一步，将新增教学点2个。",
        }
    ]
    assert [_said(each)["progress_note"] for each in skills.texts] == [
        "2.职业技能培训。已完成职业技能培训700人次，占年度任务的35%。\n三家培训机构已签约。"
    ]
    general = records(done.output, "部门填报文字")[-1]
    assert {name: text for name, text in general.items() if text} == {
        "单位": "县人社局",
        "存在问题": "二、存在的困难\n专业教师缺口较大。",
        "下步措施": "三、下一步打算\n9月底前完成职业技能培训900人次。",
        "其他": "\n".join([*REPORT.splitlines()[:1], *REPORT.splitlines()[2:5]]),
    }
    contact = of(records(done.output, "收件台账"), "单位", "县人社局")
    assert [contact[name] for name in ("联系人", "电话", "填报日期")] == [
        "张三",
        "0797-6832000",
        "2021年8月28日",
    ]


def test_what_will_be_done_is_no_figure_of_what_is_done(master: Path) -> None:
    text = "截至8月底，已培训养老护理员60人次。下一步，将完成职业技能培训900人次。\n县人社局\n"
    (returned_folder(master) / "县人社局.txt").write_text(text, "utf-8")
    done = consolidated(master)
    assert (line_of(done, CARERS).cumulative, line_of(done, SKILLS).cumulative) == (Decimal(60), None)
    (words,) = line_of(done, CARERS).texts
    assert words.next_step == "下一步，将完成职业技能培训900人次。"


def test_the_columns_of_a_report_s_table_are_kept(master: Path) -> None:
    from docx import Document

    rows = [
        ("序号", "项目", "年度目标", "进展情况", "完成投资（亿元）", "存在问题", "下一步打算", "备注"),
        ("1", "培训养老护理员", "536人次", "已培训60人次，正在考核", "0.12", "师资少", "九月招聘", "备注甲"),
        ("2", "平安建设", "—", "正在推进", "", "人手紧", "继续", "备注乙"),
    ]
    document = Document()
    document.add_paragraph("县人社局2021年8月民生实事进展情况表")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(returned_folder(master) / "县人社局.docx"))
    done = consolidated(master)
    line = line_of(done, CARERS)
    assert (line.cumulative, line.investment) == (Decimal(60), Decimal(1200))
    assert [_said(each) for each in line.texts] == [
        {
            "department": "县人社局",
            "progress_note": "已培训60人次，正在考核",
            "problem": "师资少",
            "next_step": "九月招聘",
            "note": "备注甲",
        }
    ]
    assert [each.rest for each in done.summary.texts] == [
        "县人社局2021年8月民生实事进展情况表\n2　平安建设　—　正在推进　人手紧　继续　备注乙"
    ]


def test_a_sheet_told_in_sentences_is_traced_to_its_cell(master: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    for row in (
        ["县人社局2021年8月民生实事进展情况表"],
        ["项目", "进展情况", "存在问题", "下一步打算"],
        ["养老护理员培训", "已培训60人次，正在考核。存在困难较多。", "师资少", "九月招聘"],
    ):
        sheet.append(row)
    book.save(returned_folder(master) / "县人社局.xlsx")
    line = line_of(consolidated(master), CARERS)
    assert [(each.place.cell, each.printed, each.value) for each in line.sources] == [
        ("B3", "60人次", Decimal(60))
    ]
    (words,) = line.texts
    assert words.problem == "存在困难较多。\n师资少"
