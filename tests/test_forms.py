"""Issued forms: what is on them, what may be filled in, how they print; together they are the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.model import Indicator, Period, TargetTable
from minsheng_xl.writing import layouts
from minsheng_xl.writing.forms import FormFile, write_forms
from minsheng_xl.writing.templates import CLOSED, FORMS, build_form, template_file
from tests.libreoffice import needed_heights, needs_libreoffice, printed_text
from tests.ningdu import table_from_gold
from tests.plans import PREVIOUS, one, small_plan

LAYOUT = layouts.load("form")
FIRST = LAYOUT.header_row + 1
PERIOD = Period(2021, 8)
RULES = [
    ("P04", "累计倒退", "错误", "本期累计小于上期累计"),
    ("R11", "数字存为文本", "警告", "数字格里是文字"),
]
NUMBER_ROLES = ("current", "cumulative", "invest_done")


@pytest.fixture(scope="module")
def plan(shared: Path) -> TargetTable:
    return table_from_gold(shared)


@pytest.fixture(scope="module")
def issued(plan: TargetTable, tmp_path_factory: pytest.TempPathFactory) -> list[FormFile]:
    """The forms of the real table."""
    return write_forms(
        plan, PERIOD, tmp_path_factory.mktemp("下发"), previous={}, rules=RULES, due=date(2021, 8, 20)
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The form of 县人社局 in the small plan."""
    forms = write_forms(
        small_plan(),
        PERIOD,
        tmp_path_factory.mktemp("小表"),
        previous=PREVIOUS,
        rules=RULES,
        due=date(2021, 8, 20),
        contact="县民生办 6820000",
        invest_plan={"2021-1-01-01": Decimal(80)},
    )
    return load_workbook(forms[0].path)


def cell(sheet: Worksheet, row: int, role: str) -> str:
    return f"{column_letters(LAYOUT.number(role))}{row}"


def value(sheet: Worksheet, row: int, role: str) -> object:
    return sheet[cell(sheet, row, role)].value


def rows_of(sheet: Worksheet) -> Iterator[int]:
    for row in range(FIRST, sheet.max_row + 1):
        if value(sheet, row, "code"):
            yield row


def test_the_union_of_the_forms_is_the_plan(plan: TargetTable, issued: list[FormFile]) -> None:
    assert [form.department for form in issued] == list(plan.leads)
    assert len(issued) == 12
    assert sum(form.rows for form in issued) == len(plan.indicators) == 96
    found: dict[str, str] = {}
    for form in issued:
        sheet = load_workbook(form.path, read_only=False)[LAYOUT.sheet]
        codes = [str(value(sheet, row, "code")) for row in rows_of(sheet)]
        assert len(codes) == form.rows
        found |= dict.fromkeys(codes, form.department)
    assert found == {each.code: each.lead.units[0] for each in plan.indicators}


def test_every_locked_column_says_what_the_plan_says(plan: TargetTable, issued: list[FormFile]) -> None:
    for form in issued:
        sheet = load_workbook(form.path)[LAYOUT.sheet]
        for row in rows_of(sheet):
            indicator = plan.by_code[str(value(sheet, row, "code"))]
            item = plan.item_of[indicator.code]
            assert str(value(sheet, row, "no")) == item.no
            assert value(sheet, row, "item") == item.name
            assert value(sheet, row, "indicator") == indicator.name
            assert (value(sheet, row, "unit") or "") == indicator.unit
            assert value(sheet, row, "responsible") == indicator.responsible.effective
            target = value(sheet, row, "target")
            if indicator.target.kind == "number":
                assert Decimal(str(target)) == indicator.target.value
            else:
                assert target == indicator.target.raw


def test_the_digest_of_a_form_is_that_of_its_bytes(issued: list[FormFile]) -> None:
    import hashlib

    for form in issued:
        assert hashlib.sha256(form.path.read_bytes()).hexdigest() == form.sha256


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    twice = [write_forms(small_plan(), PERIOD, tmp_path / name, previous=PREVIOUS) for name in "甲乙"]
    assert [form.sha256 for form in twice[0]] == [form.sha256 for form in twice[1]]


def test_cells_are_open_by_the_way_of_measuring(small: Workbook) -> None:
    sheet, plan = small[LAYOUT.sheet], small_plan()
    for row in rows_of(sheet):
        measure = plan.by_code[str(value(sheet, row, "code"))].measure
        for column in LAYOUT.columns:
            locked = column.locked or column.role in CLOSED[measure]
            assert sheet[cell(sheet, row, column.role)].protection.locked is locked, (row, column.role)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert not sheet.protection.formatColumns  # False: allowed
    assert not sheet.protection.autoFilter


def test_formulas_follow_the_way_of_measuring(small: Workbook) -> None:
    sheet = small[LAYOUT.sheet]
    flow, year_end, _, ratio, accidents, stock = range(FIRST, FIRST + 6)
    assert str(value(sheet, flow, "cumulative")).startswith(f"=IF(AND(COUNT(I{flow}:J{flow})>0")
    assert "序时进度" in str(value(sheet, flow, "pace_percent"))
    assert value(sheet, year_end, "pace_percent") is None
    assert value(sheet, stock, "cumulative") is None
    assert value(sheet, stock, "pace_percent") is None
    for row in (ratio, accidents):
        assert f"ROUND(F{row}*100/K{row},2)" in str(value(sheet, row, "rate"))
    assert f"ROUND(K{stock}*100/F{stock},2)" in str(value(sheet, stock, "rate"))


def test_formulas_know_nothing_newer_than_excel_2010(small: Workbook) -> None:
    import re

    words = {
        word
        for row in small[LAYOUT.sheet].iter_rows()
        for each in row
        if isinstance(each.value, str) and each.value.startswith("=")
        for word in re.findall(r"([A-Z.]+)\(", each.value)
    }
    assert words == {"IF", "AND", "N", "ISNUMBER", "ROUND", "SUM", "COUNT", "COUNTA"}


def test_cached_results_are_there_and_right(tmp_path: Path) -> None:
    form = write_forms(small_plan(), PERIOD, tmp_path, previous=PREVIOUS)[0]
    sheet = load_workbook(form.path, data_only=True)[LAYOUT.sheet]
    roles = ("previous", "cumulative", "rate", "pace_percent", "gap")
    seen = [[value(sheet, row, role) for role in roles] for row in rows_of(sheet)]
    assert seen == [
        [300, 300, 55.97, 66.67, -10.7],
        [0.5, 0.5, 40, None, None],
        [None, None, None, None, None],
        [None, None, None, None, None],
        [120, 120, 100, None, None],
        [None, None, None, None, None],
        [None, None, None, None, None],
    ]


def test_drop_downs_prompts_and_warnings_stand_on_every_row(small: Workbook) -> None:
    sheet = small[LAYOUT.sheet]
    last = max(rows_of(sheet))
    checks = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    for column in LAYOUT.columns:
        if column.locked:
            continue
        letters = column_letters(LAYOUT.number(column.role))
        check = checks[f"{letters}{FIRST}:{letters}{last}"]
        assert check.prompt == column.prompt
        assert len(check.prompt) <= 255
        assert check.showInputMessage
        if column.kind == "number":
            assert (check.type, check.operator, check.formula1) == ("decimal", "greaterThanOrEqual", "0")
            assert check.errorStyle == "warning"
            assert check.error
    status = column_letters(LAYOUT.number("status"))
    assert checks[f"{status}{FIRST}:{status}{last}"].formula1 == "状态"
    assert "'词表'!" in small.defined_names["状态"].attr_text
    assert (checks["P2"].type, checks["I3"].type) == ("date", "textLength")


def test_colours_cover_every_row(small: Workbook) -> None:
    sheet = small[LAYOUT.sheet]
    last = max(rows_of(sheet))
    coloured = {
        str(area.sqref): [rule.formula[0] for rule in area.rules] for area in sheet.conditional_formatting
    }
    assert all(name.endswith(str(last)) and f"{FIRST}:" in name for name in coloured)
    gap = column_letters(LAYOUT.number("gap"))
    red, yellow = coloured[f"{gap}{FIRST}:{gap}{last}"]
    assert "<-红灯线" in red
    assert "<=-黄灯线" in yellow
    lists = small["词表"]
    assert [lists[name].value for name in ("D2", "D3", "D4")] == [66.67, 10, 30]


def test_the_sheet_prints_on_one_page_wide_at_60_percent_or_more(small: Workbook) -> None:
    sheet = small[LAYOUT.sheet]
    last = max(rows_of(sheet))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 where nothing is said
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == f"${LAYOUT.header_row}:${LAYOUT.header_row}"
    assert sheet.print_area == f"'{LAYOUT.sheet}'!$B$1:$Y${last + 1}"
    assert sheet.oddFooter is not None
    assert "&P" in str(sheet.oddFooter.center.text)
    assert sheet.freeze_panes == f"E{FIRST}"
    assert sheet.auto_filter.ref == f"B{LAYOUT.header_row}:Y{last}"
    shown = [column.width for column in LAYOUT.columns if not column.hidden]
    room = (29.7 / 2.54 - sheet.page_margins.left - sheet.page_margins.right) * 96
    for digit in (7, 8):  # pixels of a digit in Calibri 11 and in 宋体 11
        assert room / sum(width * digit + 5 for width in shown) >= 0.6


def test_the_remark_moves_down_with_the_rows(issued: list[FormFile]) -> None:
    for form in issued:
        sheet = load_workbook(form.path)[LAYOUT.sheet]
        below = FIRST + form.rows
        assert str(sheet[f"B{below}"].value).startswith("注：")
        assert f"B{below}:Y{below}" in [str(each) for each in sheet.merged_cells.ranges]
        assert sheet.max_row == below


def test_head_fields_stand_beside_their_labels(small: Workbook) -> None:
    sheet = small[LAYOUT.sheet]
    assert (sheet["B1"].value, sheet["C2"].value, sheet["D2"].value) == (
        "甲县2021年民生工程目标任务进度填报表",
        "填报单位（盖章）",
        "县人社局",
    )
    assert (sheet["H2"].value, sheet["I2"].value) == ("报送期", "2021年8月")
    for label, fill in (("C3", "D3"), ("H3", "I3"), ("O2", "P2"), ("O3", "P3")):
        assert sheet[label].value
        assert sheet[fill].value is None
        assert not sheet[fill].protection.locked
    assert sheet["D2"].protection.locked


def test_the_other_sheets_are_there_and_hidden_as_they_should(small: Workbook) -> None:
    states = {sheet.title: sheet.sheet_state for sheet in small.worksheets}
    assert states == {
        "填报表": "visible",
        "填表说明": "visible",
        "核对规则": "visible",
        "词表": "hidden",
        "_meta": "veryHidden",
    }
    guide = [row[1] for row in small["填表说明"].iter_rows(min_row=3, values_only=True)]
    assert guide[:2] == ["请于2021年8月20日前报回。", "请联系：县民生办 6820000。"]
    rules = list(small["核对规则"].iter_rows(min_row=3, values_only=True))
    assert rules == RULES
    meta = {str(row[0]): row[1] for row in small["_meta"].iter_rows(values_only=True) if row[1]}
    assert meta == {
        "kind": "form",
        "template": "form",
        "version": LAYOUT.version,
        "digest": small_plan().digest,
        "place": "甲县",
        "year": "2021",
        "department": "县人社局",
        "period": "2021-08",
        "by": "lead",
        "rows": "7",
        "sheet": "填报表",
        "header_row": "4",
    }


@pytest.mark.parametrize("name", FORMS)
def test_the_packaged_template_is_what_the_data_make_it(name: str, tmp_path: Path) -> None:
    build_form(tmp_path / "form.xlsx", name)
    assert (tmp_path / "form.xlsx").read_bytes() == template_file(name).read_bytes(), (
        "run: minsheng workbooks"
    )


def test_texts_from_outside_stay_texts(tmp_path: Path) -> None:
    evil = (
        small_plan()
        .items[0]
        .indicators[0]
        .model_copy(
            update={
                "name": "=1+1",
                "responsible": small_plan().indicators[0].lead.model_copy(update={"effective": "@甲"}),
            }
        )
    )
    item = small_plan().items[0].model_copy(update={"name": "+cmd|' /C calc'!A0", "indicators": (evil,)})
    form = write_forms(small_plan().model_copy(update={"items": (item,)}), PERIOD, tmp_path, previous={})[0]
    sheet = load_workbook(form.path)[LAYOUT.sheet]
    assert [sheet[f"{letters}{FIRST}"].data_type for letters in "CDH"] == ["s", "s", "s"]


def test_targets_with_words_are_numbers_where_they_can_be(tmp_path: Path) -> None:
    def cell_of(target: str, unit: str) -> object:
        indicator = one("1", "名称", unit, target, "stock")
        item = small_plan().items[0].model_copy(update={"indicators": (indicator,)})
        plan = small_plan().model_copy(update={"items": (item,)})
        form = write_forms(plan, PERIOD, tmp_path, previous={})[0]
        return value(load_workbook(form.path)[LAYOUT.sheet], FIRST, "target")

    assert cell_of("不低于95", "%") == 95
    assert cell_of("4.62", "万亩") == 4.62
    assert cell_of("0", "套") == 0
    assert cell_of("5000人", "万人") == "5000人"
    assert cell_of("据实", "元/人·月") == "据实"


def test_names_windows_cannot_take_are_mended_and_kept_apart(tmp_path: Path) -> None:
    leads = ("甲/乙局", "甲:乙局", "丙局. ")
    indicators: tuple[Indicator, ...] = tuple(
        one(f"c{number}", "名称", "个", "1", "flow", lead=lead) for number, lead in enumerate(leads)
    )
    item = small_plan().items[0].model_copy(update={"indicators": indicators})
    forms = write_forms(small_plan().model_copy(update={"items": (item,)}), PERIOD, tmp_path, previous={})
    assert [form.path.name for form in forms] == [
        "甲_乙局_2021-08_填报表.xlsx",
        "甲_乙局（2）_2021-08_填报表.xlsx",
        "丙局_2021-08_填报表.xlsx",
    ]


def test_some_departments_only(tmp_path: Path) -> None:
    forms = write_forms(small_plan(), PERIOD, tmp_path, previous={}, departments=["县民政局"])
    assert [(form.department, form.rows) for form in forms] == [("县民政局", 1)]
    with pytest.raises(InputError, match="县林业局"):
        write_forms(small_plan(), PERIOD, tmp_path, previous={}, departments=["县林业局"])


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "占用").write_text("这是文件，不是文件夹")
    with pytest.raises(OutputError, match="写不进文件夹"):
        write_forms(small_plan(), PERIOD, tmp_path / "占用", previous={})


@needs_libreoffice
def test_nothing_is_clipped_in_print(issued: list[FormFile], plan: TargetTable, tmp_path: Path) -> None:
    form = next(each for each in issued if each.department == "县人社局")
    text = printed_text(form.path, tmp_path)
    for indicator in plan.indicators:
        if indicator.lead.units[0] == form.department:
            assert indicator.name in text
            assert indicator.responsible.effective in text
    needed = needed_heights(form.path, LAYOUT.sheet, tmp_path)
    sheet = load_workbook(form.path)[LAYOUT.sheet]
    for row in rows_of(sheet):
        assert sheet.row_dimensions[row].height >= needed[row]
