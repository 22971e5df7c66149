"""Safe repairs: what a cell says stays, how it is written changes; listed, into a copy, once."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl import jobs
from minsheng_xl.checks.cell_repairs import agreed_unit, plain_list, plain_target
from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.jobs.plans import read_source
from minsheng_xl.model import Period
from minsheng_xl.quantity import UnitTable, parse_target
from minsheng_xl.reading.opening.workbooks import read_workbook
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference, split_units
from minsheng_xl.writing.master import write_master
from minsheng_xl.writing.patch import Workbook
from tests.plans import small_plan
from tests.rich_workbook import changed_parts

UNITS, REF = UnitTable.default(), Reference.default()
SPELLINGS = sorted(UNITS.spellings)


@pytest.mark.parametrize(
    ("text", "agreed"),
    [
        ("人 次", "人次"),
        ("元/月·人", "元/人·月"),
        ("ｋｍ", "公里"),
        ("人次", None),
        ("坐", None),
        ("户/人", None),
    ],
)
def test_units(text: str, agreed: str | None) -> None:
    assert agreed_unit(text, UNITS) == agreed


@given(st.sampled_from(SPELLINGS))
def test_a_repaired_unit_means_the_same_and_needs_no_more_repair(text: str) -> None:
    agreed = agreed_unit(text, UNITS)
    if agreed is not None:
        assert UNITS.read(agreed).unit == UNITS.read(text).unit
        assert agreed_unit(agreed, UNITS) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("５，３６０", Decimal(5360)),
        ("11,940", Decimal(11940)),
        ("536", Decimal(536)),
        ("不少于３００", "不少于300"),
        ("待定", None),
        ("—", None),
        ("约三四百", None),
        ("/名", None),
        ("", None),
    ],
)
def test_targets(text: str, plain: Decimal | str | None) -> None:
    assert plain_target(text, UNITS) == plain


@given(st.text("０１２３４５６７８９0123456789,，．. 不少于万%以上—", max_size=8))
def test_a_repaired_target_means_the_same(text: str) -> None:
    plain = plain_target(text, UNITS)
    if isinstance(plain, str):
        assert parse_target(plain, UNITS).value == parse_target(text, UNITS).value
        assert plain_target(plain, UNITS) in (None, plain)
    elif isinstance(plain, Decimal):
        assert parse_target(text, UNITS).value == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("县财政局,县民政局", "县财政局、县民政局"),
        ("县财政局；县民政局 县残联", "县财政局、县民政局、县残联"),
        ("县财政局、县民政局", None),
        ("县财政局,某某指挥部", None),
        ("县人社局牵头,县税务局参与", None),
        ("县财政局,县民政局等", None),
    ],
)
def test_lists(text: str, plain: str | None) -> None:
    assert plain_list(text, REF.register) == plain


@given(
    st.lists(st.sampled_from(["县财政局", "县民政局", "县残联", "某公司"]), min_size=1, max_size=4), st.data()
)
def test_a_repaired_list_names_the_same_units(names: list[str], data: st.DataObject) -> None:
    text = names[0] + "".join(data.draw(st.sampled_from("、，, ;/")) + name for name in names[1:])
    plain = plain_list(text, REF.register)
    if plain is not None:
        before, after = (split_units(each, REF.register) for each in (text, plain))
        assert [unit.name for unit in before] == [unit.name for unit in after]
        assert plain_list(plain, REF.register) is None


@pytest.fixture
def master(tmp_path: Path) -> Path:
    """A master with four cells written oddly, one of them beyond safe repair."""
    write_master(small_plan(), tmp_path / "净.xlsx")
    book = Workbook.open(tmp_path / "净.xlsx")
    table = read_source(tmp_path / "净.xlsx").table
    rows = {each.name: each.place.row for each in table.indicators}
    sheet = book.sheet(table.place.sheet)
    at = table.columns
    sheet.set((rows["培训养老护理员"], at["unit"]), "人 次")
    sheet.set((rows["培训养老护理员"], at["target"]), "５３６")
    sheet.set((rows["工伤事故起数"], at["responsible"]), "县财政局,县民政局")
    sheet.set((rows["城市低保月人均保障标准"], at["unit"]), "坐")
    book.save(tmp_path / "总表.xlsx")
    return tmp_path / "总表.xlsx"


def test_a_master_is_repaired_into_a_copy_and_every_repair_listed(master: Path) -> None:
    before = master.read_bytes()
    done = jobs.repair(master)
    assert master.read_bytes() == before
    assert done.output == master.with_name("总表_修复.xlsx")
    assert [(each.code, each.old, each.new) for each in done.repairs] == [
        ("U03", "人 次", "人次"),
        ("V21", "５３６", Decimal(536)),
        ("D10", "县财政局,县民政局", "县财政局、县民政局"),
    ]
    assert all(each.place.cell and each.name for each in done.repairs)
    assert jobs.repair(done.output).output is None


def test_all_but_the_repaired_cells_stays(master: Path) -> None:
    done = jobs.repair(master)
    assert done.output is not None
    after = done.output.read_bytes()
    changed = changed_parts(master.read_bytes(), after)
    assert {name for name in changed if "worksheets" in name} == {"xl/worksheets/sheet1.xml"}
    cells = {each.place.cell for each in done.repairs}
    old, new = (
        openpyxl.load_workbook(io.BytesIO(data)).worksheets[0] for data in (master.read_bytes(), after)
    )
    different = {cell.coordinate for row in old for cell in row if new[cell.coordinate].value != cell.value}
    assert different == cells


def test_a_rule_that_is_switched_off_repairs_nothing(master: Path) -> None:
    book = Workbook.open(master)
    settings = next(grid for grid in read_workbook(master) if grid.sheet == "设置")
    book.sheet("设置").set((len(settings.rows) + 1, 1), "U03")
    book.sheet("设置").set((len(settings.rows) + 1, 2), "停用")
    book.save(master)
    assert [each.code for each in jobs.repair(master).repairs] == ["V21", "D10"]


def test_a_csv_is_repaired_into_a_workbook(tmp_path: Path) -> None:
    text = "指标名称,单位,2021年目标,牵头单位,责任单位\n培训养老护理员,人 次,536,县人社局,县财政局\n"
    (tmp_path / "表.csv").write_text(text, "utf-8")
    done = jobs.repair(tmp_path / "表.csv")
    assert done.output == tmp_path / "表_修复.xlsx"
    sheet = openpyxl.load_workbook(done.output).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["培训养老护理员", "人次", 536, "县人社局", "县财政局"]


def test_a_return_gets_numbers_and_issued_spellings_back(tmp_path: Path) -> None:
    write_master(small_plan(), tmp_path / "总表.xlsx")
    plan = read_source(tmp_path / "总表.xlsx")
    form = jobs.issue(tmp_path / "总表.xlsx", Period(2021, 8), tmp_path / "下发").forms[0].path
    returned = read_return(form.name, read_workbook(form), plan.ref)
    row = next(each for each in returned.rows if each.text("indicator") == "培训养老护理员")
    book = Workbook.open(form)
    sheet, at = book.sheet("填报表"), returned.columns
    for role, value in (
        ("current", "1,200"),
        ("unit", "人　次"),
        ("target", "５３６"),
        ("cumulative", "约三百"),
    ):
        sheet.set((row.number, at[role]), value)
    sheet.set((row.number + 1, at["current"]), "0.5万亿元")
    book.save(tmp_path / "回收.xlsx")
    with pytest.raises(InputError, match="--master"):
        jobs.repair(tmp_path / "回收.xlsx")
    done = jobs.repair(tmp_path / "回收.xlsx", plan=plan)
    assert [(each.code, each.old, each.new) for each in done.repairs] == [
        ("U03", "人　次", "人次"),
        ("V21", "５３６", Decimal(536)),
        ("R11", "1,200", Decimal(1200)),
    ]
    assert done.output is not None
    assert jobs.repair(done.output, plan=plan).output is None
    cell = openpyxl.load_workbook(done.output)["填报表"].cell(row.number, at["current"])
    assert (cell.value, cell.number_format) != ("1,200", "@")


def test_folders_need_a_place_for_the_copies_and_originals_stay(master: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="-o"):
        jobs.repair_all([tmp_path])
    with pytest.raises(OutputError, match="原件"):
        jobs.repair(master, master)
    done = jobs.repair_all([tmp_path], tmp_path.parent / f"{tmp_path.name}修复")
    assert [each.output.name for each in done if each.output] == ["总表.xlsx"]
