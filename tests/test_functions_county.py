"""Worksheet functions in a county's own workbooks: whose sheets they read, and what cells show them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings
from openpyxl import Workbook
from xlwings import conversion

from minsheng_xl.addin.build import front_book
from minsheng_xl.fronts import at_hand
from minsheng_xl.fronts.functions import (
    MS_CONVERT,
    MS_DEPARTMENT,
    MS_DUE,
    MS_LIGHT,
    MS_RATE,
    MS_RULE,
    MS_UNIT,
    MS_UNIT_OK,
)
from minsheng_xl.fronts.shown import ShownValues
from minsheng_xl.reading.opening import intake
from minsheng_xl.writing.master import write_master
from tests.engine import METER, open_excel
from tests.plans import small_plan


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[xlwings.App]:
    """The program, with nothing known yet of any book; afterwards nobody calls."""
    monkeypatch.setattr(at_hand, "_found", {})
    yield open_excel()
    METER.reset()
    if hasattr(xlwings.Book, "_mock_caller"):
        del xlwings.Book._mock_caller


def master(path: Path, *, yellow: str = "20", due: str = "25") -> Path:
    """A master with units, departments, towns, thresholds and a due day of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_master(
        small_plan(),
        path,
        units=[{"单位": "匾", "量纲": "匾", "基本单位": "匾", "倍数": "1"}],
        departments=[{"简称": "县蚕桑局", "全称": "县蚕桑产业发展局", "级别": "县"}],
        towns=[{"乡镇": "梅江镇", "类别": "镇", "别名": ""}],
        settings=[
            {"项目": "黄灯起点", "取值": yellow},
            {"项目": "报送截止日", "取值": due},
            {"项目": "U01", "取值": "提示"},
        ],
    )
    return path


def calling(app: xlwings.App, path: Path) -> None:
    """The book at `path` is the one whose formula is calculated."""
    app.books.open(str(path)).set_mock_caller()


def plain_book(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Workbook().save(path)
    return path


def test_the_open_master_is_asked_first(app: xlwings.App, tmp_path: Path) -> None:
    assert MS_UNIT("匾") == "※单位“匾”不在单位表内"
    assert MS_LIGHT(50, 66.67) == "黄"
    calling(app, master(tmp_path / "总表.xlsx"))
    assert MS_UNIT("匾") == "匾"
    assert MS_UNIT_OK([["匾"], ["坐"]]) == [[True], [False]]
    assert MS_CONVERT("3万匾", "匾", "万匾") == 3
    assert MS_RATE("15匾", "不少于30匾") == 50
    assert MS_DEPARTMENT("县蚕桑产业发展局、梅江镇人民政府") == "县蚕桑局、梅江镇"
    assert MS_LIGHT(50, 66.67) == "绿"
    assert MS_DUE("2021-08") == "2021-08-25"
    assert "（提示）：" in MS_RULE("U01")


def test_the_folders_master_answers_for_the_other_books_in_it(app: xlwings.App, tmp_path: Path) -> None:
    master(tmp_path / "总表.xlsx")
    calling(app, plain_book(tmp_path / "回收" / "2021-08" / "底稿.xlsx"))
    assert MS_UNIT("匾") == "匾"
    assert MS_LIGHT(50, 66.67) == "绿"


def test_two_masters_are_asked_about_not_chosen(app: xlwings.App, tmp_path: Path) -> None:
    master(tmp_path / "总表.xlsx")
    master(tmp_path / "总表 (2).xlsx", yellow="5")
    calling(app, plain_book(tmp_path / "底稿.xlsx"))
    for answer in (MS_LIGHT([[50], [60]], [[66.67]])[0][0], MS_UNIT("人"), MS_DUE("2021-08")):
        assert answer.startswith("※文件夹")
        assert "里有几份总表：总表 (2).xlsx、总表.xlsx" in answer
    calling(app, tmp_path / "总表 (2).xlsx")
    assert MS_LIGHT(60, 66.67) == "黄"


def test_the_front_books_work_folder_is_the_last_resort(app: xlwings.App, tmp_path: Path) -> None:
    work = master(tmp_path / "工作" / "总表.xlsx").parent
    front = tmp_path / "桌面" / "民生工程.xlsm"
    front.parent.mkdir()
    front.write_bytes(front_book())
    app.books.open(str(front)).names["工作文件夹"].refers_to_range.value = str(work)
    calling(app, plain_book(tmp_path / "别处" / "底稿.xlsx"))
    assert MS_UNIT("匾") == "匾"


def test_without_a_master_the_packaged_data_answers(app: xlwings.App, tmp_path: Path) -> None:
    calling(app, plain_book(tmp_path / "a" / "b" / "c" / "底稿.xlsx"))
    assert MS_UNIT("万人/次") == "万人次"
    assert MS_DUE("2021-08") == "2021-08-20"


def test_a_saved_change_is_seen_at_the_next_calculation(
    app: xlwings.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = master(tmp_path / "总表.xlsx")
    calling(app, path)
    assert MS_DUE("2021-08") == "2021-08-25"
    master(path, due="10")
    os.utime(path, ns=(time.time_ns(), time.time_ns() + 10**9))
    monkeypatch.setattr(at_hand, "LOOK_AGAIN", 0.0)
    assert MS_DUE("2021-08") == "2021-08-10"


def test_a_master_that_contradicts_itself_is_named(app: xlwings.App, tmp_path: Path) -> None:
    path = tmp_path / "总表.xlsx"
    write_master(small_plan(), path, settings=[{"项目": "黄灯起点", "取值": "很多"}])
    calling(app, path)
    assert MS_LIGHT([[50]], [[66.67]])[0][0].startswith("※设置")
    assert "很多" in MS_UNIT("人")


def test_a_column_of_formulas_opens_the_master_once(
    app: xlwings.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    master(tmp_path / "总表.xlsx")
    calling(app, plain_book(tmp_path / "底稿.xlsx"))
    MS_UNIT("人")

    def opened(path: Path) -> None:
        raise AssertionError(f"{path} was opened again")

    monkeypatch.setattr(intake, "take", opened)
    begin = time.process_time()
    answers = [MS_RATE(f"{number}人", "1.5万人") for number in range(1, 5001)]
    assert answers[2999] == 20
    assert time.process_time() - begin < 20


def as_handed_over(sheet: xlwings.Sheet, address: str) -> Any:
    """A range as the function server hands it to a function."""
    read: Any = conversion.read
    return read(sheet.range(address), None, {"convert": ShownValues})


def test_cells_are_handed_over_as_they_show_their_numbers(app: xlwings.App) -> None:
    book = app.books.add()
    sheet = book.sheets[0]
    cells: list[tuple[str, object, str]] = [
        ("A1", 0.955, "0.0%"),
        ("B1", 15, '0"万人"'),
        ("A2", 0.955, "General"),
        ("B2", 300, ";;;"),
        ("A3", "约300人", "General"),
        ("B3", 1200, "#,##0"),
    ]
    for address, value, code in cells:
        sheet.range(address).value = value
        sheet.range(address).number_format = code
    rows = as_handed_over(sheet, "A1:B3")
    assert [rows[0], rows[1][0], rows[2]] == [["95.5%", "15万人"], 0.955, ["约300人", 1200.0]]
    assert rows[1][1].startswith("※格里存着这个数，却被数字格式隐藏")
    assert as_handed_over(sheet, "A1") == [["95.5%"]]
    assert MS_RATE(as_handed_over(sheet, "A1"), "95%") == [[100.53]]
    assert MS_RATE(as_handed_over(sheet, "A2"), "95%")[0][0].startswith("※“0.955”看不出")
    assert MS_RATE(as_handed_over(sheet, "B2"), 500)[0][0].startswith("※格里存着")
    assert MS_LIGHT(as_handed_over(sheet, "A1"), 66.67) == [["绿"]]


def test_the_function_server_ends_no_excel_when_it_ends(
    app: xlwings.App, monkeypatch: pytest.MonkeyPatch
) -> None:
    tamed: list[str] = []
    monkeypatch.setattr(at_hand, "tamed", lambda: tamed.append("tamed"))
    at_hand._tame_server.cache_clear()
    MS_UNIT([["人"], ["户"]])
    MS_UNIT("人")
    assert tamed == ["tamed"]
    at_hand._tame_server.cache_clear()
