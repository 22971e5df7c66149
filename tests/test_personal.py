"""Identity and mobile numbers in returned texts: found, said, and starred in what goes out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from minsheng_xl import jobs
from minsheng_xl.model import Period
from minsheng_xl.personal import find_personal, is_identity, masked, personal_cells
from minsheng_xl.place import Grid
from tests import drift

IDENTITY = "11010519491231002X"  # the example of GB 11643
COUNTY = Path(__file__).parents[1] / "workbooks/ningdu2021/目标任务表.txt"


@pytest.mark.parametrize(
    ("text", "kinds", "shown"),
    [
        (f"王某{IDENTITY}已领", ("身份证号",), "王某110105********002X已领"),
        (f"{IDENTITY.lower()}", ("身份证号",), "110105********002x"),
        ("110105194912310021", (), "110105194912310021"),
        ("110105194913310021", (), "110105194913310021"),
        ("银行账号62220211010519491231002X9", (), "银行账号62220211010519491231002X9"),
        ("联系电话：13812345678", ("手机号",), "联系电话：138****5678"),
        ("完成投资13812345678元", (), "完成投资13812345678元"),
        (
            "手机13812345678，身份证" + IDENTITY,
            ("身份证号", "手机号"),
            "手机138****5678，身份证110105********002X",
        ),
        ("", (), ""),
    ],
)
def test_numbers_of_people_are_found_and_starred(text: str, kinds: tuple[str, ...], shown: str) -> None:
    assert find_personal(text) == kinds
    assert masked(text) == shown


@given(st.text("0123456789X", min_size=18, max_size=18))
def test_a_changed_digit_is_no_identity_number(text: str) -> None:
    assert not (is_identity(IDENTITY[:16] + text[0] + IDENTITY[17]) and text[0] != IDENTITY[16])


@given(st.text())
def test_starring_twice_changes_nothing_more(text: str) -> None:
    assert masked(masked(text)) == masked(text)
    assert len(masked(text)) == len(text)


def test_nothing_of_it_goes_out(tmp_path: Path) -> None:
    jobs.draft(COUNTY, tmp_path / "总表.xlsx")
    jobs.issue(tmp_path / "总表.xlsx", Period(2021, 8), tmp_path / "下发")
    form = drift.filled(next(tmp_path.glob("下发/**/县人社局_*.xlsx")))
    row = form.rows()[0]
    for role in ("progress_note", "problem", "current"):
        form.sheet.cell(row, form.columns[role]).value = f"王某{IDENTITY}"
    (tmp_path / "回收").mkdir()
    form.book.save(tmp_path / "回收" / "县人社局.xlsx")
    done = jobs.consolidate(
        tmp_path / "回收", tmp_path / "总表.xlsx", Period(2021, 8), tmp_path / "汇总.xlsx"
    )
    assert len([each for each in done.report.findings if each.code == "R16"]) >= 2
    assert IDENTITY not in str(done.report.as_json())
    book = load_workbook(tmp_path / "汇总.xlsx")
    cells = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value]
    assert not [text for text in cells if IDENTITY in text]


def test_cells_under_a_head_that_says_so() -> None:
    grid = Grid.from_markdown(
        f"""
        | 序号 | 户主身份证号 | 联系电话 | 补助资金 | 说明 |
        | 1 | {IDENTITY} | 13812345678 | 13812345678 | 电话13900001111、{IDENTITY} |
        | 2 | 110105491231002 | 0797-1234567 | 2 | 无 |
        """
    )
    grid.rows[1][2] = Decimal("13812345678")
    found = {(each.row, each.column): (each.kinds, each.shown) for each in personal_cells(grid)}
    assert found == {
        (2, 2): (("身份证号",), "110105********002X"),
        (2, 3): (("手机号",), "138****5678"),
        (2, 5): (("身份证号", "手机号"), "电话139****1111、110105********002X"),
        (3, 2): (("身份证号",), "110105*****1002"),
    }
    assert [each.row for each in personal_cells(grid, first=3)] == []


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_marked_copies_star_it_too(kind: str, tmp_path: Path) -> None:
    """The cells, and the texts the package keeps; the form's own telephone number stays."""
    jobs.draft(COUNTY, tmp_path / "总表.xlsx")
    jobs.issue(tmp_path / "总表.xlsx", Period(2021, 8), tmp_path / "下发")
    form = drift.filled(next(tmp_path.glob("下发/**/县人社局_*.xlsx")))
    first, last = form.rows()[0], form.sheet.max_column + 1
    form.sheet.cell(first, form.columns["current"]).value = -5
    form.sheet.cell(first, form.columns["progress_note"]).value = f"王某{IDENTITY}"
    phone = next(cell for row in form.sheet["A2:Y3"] for cell in row if cell.value == "0797-1234567")
    phone.value = "13899998888"
    form.sheet.cell(drift.TOP, last).value = "联系方式"
    form.sheet.cell(first, last).value = "13812345678"
    form.sheet.cell(first + 1, last).value = 13912345678
    (tmp_path / "回收").mkdir()
    if kind == "csv":
        form.pasted()
        lines = [["" if cell is None else str(cell) for cell in row] for row in form.sheet.values]
        text = "\n".join(",".join(line).replace("\n", "") for line in lines)
        (tmp_path / "回收" / "县人社局.csv").write_text(text, encoding="utf-8")
    else:
        form.book.save(tmp_path / "回收" / "县人社局.xlsx")
    jobs.consolidate(
        tmp_path / "回收",
        tmp_path / "总表.xlsx",
        Period(2021, 8),
        tmp_path / "汇总.xlsx",
        marked=tmp_path / "退回",
    )
    (copy,) = (tmp_path / "退回").glob("*.xlsx")
    with ZipFile(copy) as package:
        parts = b"".join(package.read(name) for name in package.namelist()).decode("utf-8", "replace")
    assert not [number for number in (IDENTITY, "13812345678", "13912345678") if number in parts]
    assert all(star in parts for star in ("110105********002X", "138****5678", "139****5678", "13899998888"))


def test_a_bank_card_shows_itself_by_its_check_digit() -> None:
    assert masked("补助打入6222021234567890128账户") == "补助打入6222***********0128账户"
    assert masked("补助资金6222021234567890123元") == "补助资金6222021234567890123元"
