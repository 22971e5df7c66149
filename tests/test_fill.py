"""Plans and summaries in somebody's own template: where rows go, what grows, what stays byte for byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook as NewWorkbook

from minsheng_xl import jobs
from minsheng_xl.cycle import Expected
from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.model import Category, Period
from minsheng_xl.reference import Settings
from minsheng_xl.summary import combine
from minsheng_xl.writing.master import write_master
from minsheng_xl.writing.patch import Workbook
from minsheng_xl.writing.printed import write_printed
from minsheng_xl.writing.summary import write_summary
from tests import own_templates
from tests.libreoffice import converted, needs_libreoffice
from tests.plans import small_plan
from tests.rich_workbook import (
    MACROS,
    OTHER,
    SHEET,
    changed_parts,
    part_text,
    rich_workbook,
    stored_parts,
    write,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

Make = Callable[[bytes, str], Path]


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan with one category, as a master."""
    plan = small_plan()
    items = tuple(item.model_copy(update={"category": "就业和社保"}) for item in plan.items)
    plan = plan.model_copy(update={"categories": (Category(no="一", name="就业和社保"),), "items": items})
    path = tmp_path_factory.mktemp("master") / "总表.xlsx"
    write_master(plan, path)
    return path


def table(*rows: list[object], **options: object) -> bytes:
    """A template with these rows, every cell with a border."""
    target = io.BytesIO()
    with NewWorkbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        cell = book.add_format({"border": 1, **options})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(number, column, value, cell)
                else:
                    sheet.write(number, column, value, cell)
    return target.getvalue()


def filled(data: bytes, source: Path, folder: Path, **options: object) -> Worksheet:
    template = write(data, folder / "模板.xlsx")
    jobs.fill(template, source, folder / "结果.xlsx", **options)  # type: ignore[arg-type]
    return openpyxl.load_workbook(folder / "结果.xlsx").worksheets[0]


def column(sheet: Worksheet, letters: str, first: int = 2) -> list[object]:
    return [cell.value for cell in sheet[letters][first - 1 :]]


HEAD: list[object] = ["指标名称", "单位", "目标", "牵头单位"]
BLANK: list[object] = [None] * 4


def test_rows_stand_as_printed_under_one_column_of_names(master: Path, tmp_path: Path) -> None:
    sheet = filled(table(HEAD, BLANK), master, tmp_path)
    assert column(sheet, "A")[:4] == [
        "一、就业和社保",
        "1. 加大职业技能培训力度",
        "培训养老护理员",
        "新增发放创业担保贷款",
    ]
    assert [cell.value for cell in sheet[4]] == ["培训养老护理员", "人次", 536, "县人社局"]
    assert sheet["C6"].value == "待定"
    assert sheet["A12"].border.left.style == "thin"
    assert "A2:D2" in map(str, sheet.merged_cells.ranges)


def test_empty_rows_are_filled_before_rows_are_added(master: Path, tmp_path: Path) -> None:
    data = table(HEAD, *[BLANK] * 20, ["合计", None, "=SUM(C2:C21)", None])
    sheet = filled(data, master, tmp_path)
    assert sheet["A22"].value == "合计"
    assert sheet["C22"].value == "=SUM(C2:C21)"
    assert column(sheet, "A").index(None) == 12


def test_totals_below_grow_and_move(master: Path, tmp_path: Path) -> None:
    sheet = filled(table(HEAD, BLANK, BLANK, ["合计", None, "=SUM(C2:C3)", None]), master, tmp_path)
    assert (sheet["A14"].value, sheet["C14"].value) == ("合计", "=SUM(C2:C13)")


def test_formulas_of_the_row_are_copied_and_kept(master: Path, tmp_path: Path) -> None:
    data = table(["项目", "指标", "目标", "计量单位", "两倍"], [None, None, None, None, "=C2*2"])
    sheet = filled(data, master, tmp_path)
    assert [cell.value for cell in sheet["E"]][2:5] == ["=C3*2", "=C4*2", "=C5*2"]
    assert [cell.value for cell in sheet[3]][:4] == ["加大职业技能培训力度", "培训养老护理员", 536, "人次"]


def test_a_column_of_categories_takes_the_place_of_category_rows(master: Path, tmp_path: Path) -> None:
    sheet = filled(table(["类别", "项目", "指标", "目标"], BLANK), master, tmp_path)
    assert [cell.value for cell in sheet[2]] == [
        "就业和社保",
        "加大职业技能培训力度",
        "培训养老护理员",
        536,
    ]
    assert sheet["D2"].number_format == '0"人次"'


def test_two_rows_of_heads_and_titles_above(master: Path, tmp_path: Path) -> None:
    template = write(own_templates.merged_template(), tmp_path / "模板.xlsx")
    done = jobs.fill(template, master, tmp_path / "结果.xlsx")
    assert done.columns == {
        "no": 1,
        "item": 2,
        "indicator": 3,
        "unit": 4,
        "target": 5,
        "lead": 8,
        "responsible": 9,
    }
    assert done.left_out == ("完成数", "完成比例")
    sheet = openpyxl.load_workbook(done.output).worksheets[0]
    assert sheet["A1"].value == "某县十大重点民生实事项目指标任务分解表"
    assert sheet["A5"].value == "一、就业和社保"
    merges = set(map(str, sheet.merged_cells.ranges))
    assert {"A5:I5", "A6:A9", "B6:B9", "A10:A14", "A15:D15"} <= merges
    assert not any(area.startswith("E") for area in merges)
    assert sheet["E15"].value == "=SUM(E6:E14)"
    assert sheet.print_area == "'附件1'!$A$1:$I$17"
    assert sheet["A17"].value is None
    assert sheet["B17"].value == "填表人："


def test_units_printed_once_for_a_block_stay_one_block(tmp_path: Path) -> None:
    county = Path("workbooks/ningdu2021/目标任务表.txt")
    template = write(own_templates.merged_template(), tmp_path / "模板.xlsx")
    sheet = openpyxl.load_workbook(jobs.fill(template, county, tmp_path / "结果.xlsx").output).worksheets[0]
    assert "H6:H19" in map(str, sheet.merged_cells.ranges)
    assert sheet["H6"].value == "县人社局"


def test_a_county_summary_fills_its_figures(tmp_path: Path) -> None:
    plan, period = small_plan(), Period(2021, 8)
    expected: list[Expected] = []
    summary = combine(plan, [], period, previous={}, expected=expected, settings=Settings.default())
    summary.lines[0].cumulative, summary.lines[0].rate = Decimal(350), Decimal("65.3")
    write_summary(summary, tmp_path / "县汇总表.xlsx")
    data = table(["指标名称", "目标", "累计完成", "完成率"], BLANK, num_format="0.0%")
    sheet = filled(data, tmp_path / "县汇总表.xlsx", tmp_path)
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "培训养老护理员")
    assert list(row[1:3]) == [536, 350]
    assert row[3] == pytest.approx(0.653)


def test_more_decimals_than_the_format_shows_are_shown(master: Path, tmp_path: Path) -> None:
    sheet = filled(table(HEAD, BLANK, num_format="#,##0"), master, tmp_path)
    assert (sheet["C5"].value, sheet["C5"].number_format) == (1.25, "#,##0.00")
    assert sheet["C4"].number_format == "#,##0"


def test_defined_names_place_columns_and_fields(master: Path, tmp_path: Path) -> None:
    target = io.BytesIO()
    with NewWorkbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("我的 表")
        sheet.write_row("B4", ["做什么", "做多少", "用什么量"])
        for name, cell in (("指标名称", "$B$5"), ("目标", "$C$5"), ("单位", "$D$5"), ("县名", "$A$1")):
            book.define_name(name, f"='我的 表'!{cell}")
    filled_sheet = filled(target.getvalue(), master, tmp_path)
    assert filled_sheet["A1"].value == "甲县"
    assert [cell.value for cell in filled_sheet[7]][1:] == ["培训养老护理员", 536, "人次"]


def test_doubtful_columns_are_asked_about_all_at_once(master: Path, tmp_path: Path) -> None:
    data = table(["指标名称", "单位", "目标", "年度目标", "牵头单为"], [None] * 5)
    with pytest.raises(InputError) as asked:
        filled(data, master, tmp_path)
    message = str(asked.value)
    assert "C列“目标”、D列“年度目标”都像“年度目标”" in message
    assert "E列“牵头单为”，像“牵头单位”" in message
    assert "--column" in message
    answers = {"D": "不填", "牵头单为": "牵头单位"}
    sheet = filled(data, master, tmp_path, columns=answers)
    assert [cell.value for cell in sheet[4]] == ["培训养老护理员", "人次", 536, None, "县人社局"]


def test_of_two_years_the_sources_own_is_filled(master: Path, tmp_path: Path) -> None:
    sheet = filled(table(["指标名称", "单位", "2020年目标", "2021年目标"], BLANK), master, tmp_path)
    assert [cell.value for cell in sheet[4]] == ["培训养老护理员", "人次", None, 536]


def test_rows_with_data_are_replaced_only_when_asked(master: Path, tmp_path: Path) -> None:
    data = table([*HEAD, "电话"], ["旧指标", "人", 5, "县残联", "123"], ["旧二", "人", 6, "县残联", "456"])
    with pytest.raises(InputError, match=r"A2:E3已有2行内容.*--replace"):
        filled(data, master, tmp_path)
    sheet = filled(data, master, tmp_path, replace=True)
    assert "旧指标" not in column(sheet, "A")
    assert not any(column(sheet, "E"))


def test_example_rows_give_way(master: Path, tmp_path: Path) -> None:
    sheet = filled(
        table(HEAD, ["（示例）新建幼儿园", "所", 5, "县教育局"], ["……", None, None, None]), master, tmp_path
    )
    assert column(sheet, "A")[0] == "一、就业和社保"
    assert "县教育局" not in column(sheet, "D")


def test_a_counting_row_below_the_head_stays(master: Path, tmp_path: Path) -> None:
    sheet = filled(table(HEAD, ["甲", "乙", 1, 2], BLANK), master, tmp_path)
    assert [cell.value for cell in sheet[2]] == ["甲", "乙", 1, 2]
    assert sheet["A3"].value == "一、就业和社保"


@pytest.mark.parametrize(
    ("head", "message"),
    [(["甲", "乙", "丙"], "没有找到表头"), (["单位", "目标", "牵头单位"], "没有可填的名称列")],
)
def test_a_template_without_a_table_is_refused(
    head: list[object], message: str, master: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        filled(table(head, [None] * 3), master, tmp_path)


def test_files_are_never_overwritten_or_of_another_kind(master: Path, tmp_path: Path) -> None:
    template = write(table(HEAD, BLANK), tmp_path / "模板.xlsx")
    with pytest.raises(OutputError, match="模板本身"):
        jobs.fill(template, master, template)
    with pytest.raises(OutputError, match="类型不同"):
        jobs.fill(template, master, tmp_path / "结果.xlsm")
    with pytest.raises(InputError, match="另存为 xlsx"):
        jobs.fill(write(b"x", tmp_path / "模板.xls"), master, tmp_path / "结果.xls")


def test_texts_from_outside_are_never_formulas(tmp_path: Path) -> None:
    plan = small_plan()
    item = plan.items[0]
    evil = item.indicators[0].model_copy(update={"name": '=HYPERLINK("http://x")', "unit": "@人"})
    item = item.model_copy(update={"indicators": (evil,)})
    write_printed(plan.model_copy(update={"items": (item,)}), tmp_path / "表.xlsx")
    filled(table(HEAD, BLANK), tmp_path / "表.xlsx", tmp_path)
    with zipfile.ZipFile(tmp_path / "结果.xlsx") as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.fixture(scope="module")
def rich_filled(master: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The rich workbook with macros before and after."""
    folder = tmp_path_factory.mktemp("rich")
    before = rich_workbook(macros=True)
    template = write(before, folder / "模板.xlsm")
    done = jobs.fill(template, master, folder / "结果.xlsm", replace=True)
    return before, done.output.read_bytes()


def test_only_touched_parts_of_a_rich_workbook_differ(rich_filled: tuple[bytes, bytes]) -> None:
    before, after = rich_filled
    changed = changed_parts(before, after)
    untouched = {
        name for name in stored_parts(before) if "media" in name or "theme" in name or "docProps" in name
    }
    assert untouched | {"xl/vbaProject.bin"} <= stored_parts(before).keys() - changed
    assert zipfile.ZipFile(io.BytesIO(after)).read("xl/vbaProject.bin") == MACROS
    allowed = (
        "worksheets/sheet",
        "workbook.xml",
        "styles.xml",
        "charts/",
        "drawings/",
        "comments",
        "calcChain",
    )
    assert all(any(part in name for part in allowed) for name in changed), changed
    assert "xl/tables/table1.xml" not in changed
    assert "xl/sharedStrings.xml" not in changed


def test_what_excel_keeps_beside_cells_follows_the_rows(rich_filled: tuple[bytes, bytes]) -> None:
    _, after = rich_filled
    sheet = part_text(after, "xl/worksheets/sheet1.xml")
    rows = 12
    last = 6 + rows - 1
    assert f"SUM(C6:C{last})" in sheet
    assert sheet.count("<x14:sparkline>") == rows
    assert f"<xm:sqref>H6:H{last}</xm:sqref>" in sheet
    assert f'sqref="E6:E{last}"' in sheet
    assert f'ref="G6:G{last}"' in sheet
    assert f"$D$6:$D${last}" in part_text(after, "xl/charts/chart1.xml")
    workbook = part_text(after, "xl/workbook.xml")
    assert f"$A$1:$G${13 + rows - 5}" in workbook
    assert "其中" in part_text(after, "xl/sharedStrings.xml")
    book = Workbook.open(after)
    assert book.sheet(SHEET).get("B8") == "培训养老护理员"
    assert book.sheet(OTHER).formula("B3") == f"SUM({SHEET}!D6:D{last})+SUM(B2)"


@needs_libreoffice
def test_libreoffice_recalculates_a_filled_template(rich_filled: tuple[bytes, bytes], tmp_path: Path) -> None:
    path = write(rich_filled[1], tmp_path / "结果.xlsm")
    sheet = openpyxl.load_workbook(converted(path, "xlsx", tmp_path), data_only=True)[SHEET]
    goals = [sheet.cell(row, 3).value for row in range(6, 18)]
    total = sum(goal for goal in goals if isinstance(goal, int | float))
    assert sheet["C18"].value == pytest.approx(total)
    assert total > 700
