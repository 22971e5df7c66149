"""The fault injector: what it plants is there, in one place, and nothing else is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from minsheng_xl.writing.master import write_master
from tests import handmade
from tests.faults import KINDS, Fault, fill_clean, plant, plant_many, score
from tests.faults.workbook import Sheet, open_sheet
from tests.ningdu import table_from_gold

Cells = dict[tuple[str, str], Any]
Folder = Callable[[str], dict[str, Path]]


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Returns filled without fault, and the master, by department and as 总表."""
    issued, returned = tmp_path_factory.mktemp("issued"), tmp_path_factory.mktemp("returned")
    files = {}
    for number, (department, form) in enumerate(handmade.write_forms(issued).items()):
        files[department] = returned / form.name
        fill_clean(form, files[department], Random(number))
    return files | {"总表": handmade.write_master(returned)}


@pytest.fixture
def folder(clean: dict[str, Path], tmp_path: Path) -> Folder:
    """Fresh copies of the clean files: the returns, the master, or both (`all`)."""

    def copy(which: str) -> dict[str, Path]:
        names = [name for name in clean if which == "all" or (name == "总表") == (which == "master")]
        for name in names:
            (tmp_path / clean[name].name).write_bytes(clean[name].read_bytes())
        return {name: tmp_path / clean[name].name for name in names}

    return copy


def cells(path: Path) -> Cells:
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def changed(before: Cells, after: Cells) -> set[str]:
    return {cell for (_, cell) in before.keys() | after.keys()} - {
        cell for (sheet, cell), value in before.items() if after.get((sheet, cell), "") == value
    }


def finding(fault: Fault, **other: str) -> dict[str, Any]:
    shape = {"code": fault.code, "file": fault.file, "cell": fault.cell, "indicator": fault.indicator}
    return shape | {"department": fault.department} | other


def test_kinds_are_many_and_say_how_they_read_the_catalogue() -> None:
    assert len({kind.name for kind in KINDS.values() if kind.where == "form"}) >= 40
    assert len({kind.code for kind in KINDS.values()}) >= 30
    assert [kind.name for kind in KINDS.values() if not kind.reading] == []


def test_codes_are_in_the_catalogue(shared: Path) -> None:
    rules = json.loads((shared / "gold" / "rules.json").read_text("utf-8"))["rules"]
    assert {kind.code for kind in KINDS.values() if kind.code} <= {rule["code"] for rule in rules}


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.code])
def test_every_kind_is_planted_where_it_says(name: str, folder: Folder) -> None:
    files = folder(KINDS[name].where)
    before = {path.name: cells(path) for path in files.values()}
    fault = plant(name, files, Random(5))
    assert fault is not None
    assert fault.code == KINDS[name].code
    if name == "没有报送":
        assert fault.file == ""
        assert not files[fault.department].exists()
        return
    assert fault.file in before
    others = {path.name: cells(path) for path in files.values() if path.name != fault.file}
    assert others == {file: before[file] for file in others}
    if KINDS[name].claims == "row" and name != "隐藏行":
        path = next(path for path in files.values() if path.name == fault.file)
        touched = changed(before[fault.file], cells(path))
        rows = {int("".join(filter(str.isdigit, cell))) for cell in touched}
        assert rows
        assert rows <= fault.rows


def test_the_real_master_has_a_place_for_every_kind(shared: Path, tmp_path: Path) -> None:
    clean_master, spoiled = tmp_path / "总表.xlsx", tmp_path / "改过.xlsx"
    write_master(table_from_gold(shared), clean_master)
    for kind in KINDS.values():
        if kind.where == "master":
            spoiled.write_bytes(clean_master.read_bytes())
            assert plant(kind.name, {"总表": spoiled}, Random(kind.name)), kind.name


@pytest.mark.parametrize("seed", range(4))
def test_many_faults_share_no_row_and_are_the_same_for_a_seed(seed: int, folder: Folder) -> None:
    files = folder("all")
    faults = plant_many(files, 18, seed)
    again = plant_many(folder("all"), 18, seed)
    assert [str(fault) for fault in again] == [str(fault) for fault in faults]
    taken = [(fault.file, row) for fault in faults for row in fault.rows]
    assert len(taken) == len(set(taken))
    for claim in ("layout", "head"):
        files_taken = [fault.file for fault in faults if fault.claims == claim]
        assert len(files_taken) == len(set(files_taken))
    assert len(faults) >= 14


def test_kinds_can_be_narrowed(folder: Folder) -> None:
    faults = plant_many(folder("returns"), 6, 1, kinds=["单位改成别的量纲", "错误值"])
    assert {fault.code for fault in faults} == {"U04", "R14"}
    assert len(faults) == 6


def test_asking_for_more_than_there_is_room_for_ends(folder: Folder) -> None:
    faults = plant_many(folder("returns"), 500, 1, kinds=["单位改成别的量纲"])
    assert 0 < len(faults) <= len(handmade.plan_rows())


def test_untouched_files_keep_their_bytes(folder: Folder) -> None:
    files = folder("returns")
    before = {path.name: path.read_bytes() for path in files.values()}
    fault = plant("单位改成别的量纲", files, Random(1))
    assert fault
    same = {path.name for path in files.values() if path.read_bytes() == before[path.name]}
    assert same == set(before) - {fault.file}


def test_a_deleted_row_takes_its_formulas_along(folder: Folder) -> None:
    files = folder("returns")
    fault = plant("删了一行", files, Random(3))
    assert fault
    sheet = open_sheet(files[fault.department])
    assert fault.indicator not in [sheet.text(row, "code") for row in sheet.rows()]
    for row in sheet.rows():
        if sheet.text(row, "measure") == "累计":
            assert sheet.cell(row, "cumulative").value == f"=I{row}+J{row}"


def test_a_deleted_column_breaks_only_the_formulas_that_looked_at_it(folder: Folder) -> None:
    files = folder("returns")
    fault = next(
        fault
        for seed in range(50)
        if (fault := plant("删了一列", folder("returns"), Random(seed))) and "单位" in fault.description
    )
    sheet = load_workbook(files[fault.department])["填报表"]
    assert [cell.value for cell in sheet[4]] == [each for each in handmade.FORM_HEADERS if each != "单位"]
    assert sheet["K5"].value == '=IF(N(E5)>0,ROUND(J5/E5,4),"")'


def clean_sheets(clean: dict[str, Path]) -> list[Sheet]:
    return [open_sheet(path, department) for department, path in clean.items() if department != "总表"]


def test_clean_returns_are_plausible(clean: dict[str, Path]) -> None:
    for sheet in clean_sheets(clean):
        for row in sheet.rows():
            target, reached = sheet.number(row, "target"), sheet.cumulative(row)
            assert sheet.text(row, "progress_note")
            if target:
                assert reached is not None
                assert Decimal("0.3") * target <= reached <= target
                assert reached >= (sheet.number(row, "previous") or 0)
            elif reached is None:
                assert sheet.text(row, "explanation")
        assert all(_adds_up(sheet, each.total, each.parts) for each in sheet.sums())


def _adds_up(sheet: Sheet, total: int, parts: tuple[int, ...]) -> bool:
    return sheet.cumulative(total) == sum(sheet.reported(part) for part in parts)


def test_clean_returns_have_a_full_head_and_come_in_time(clean: dict[str, Path]) -> None:
    for sheet in clean_sheets(clean):
        for label in ("填报单位", "报送期", "填报人", "联系电话", "单位负责人", "填报日期"):
            cell = sheet.head(label)
            assert cell is not None
            assert cell.value, label


def test_locked_cells_stay_as_issued(clean: dict[str, Path], tmp_path: Path) -> None:
    for department, form in handmade.write_forms(tmp_path).items():
        issued = open_sheet(form)
        returned = open_sheet(clean[department])
        for row in issued.rows():
            for role in ("code", "item", "indicator", "unit", "target", "measure", "responsible", "previous"):
                assert returned.text(row, role) == issued.text(row, role)
            assert returned.cell(row, "rate").value == issued.cell(row, "rate").value


def test_score_of_a_perfect_report(folder: Folder) -> None:
    faults = plant_many(folder("all"), 15, 2)
    result = score(faults, [finding(fault) for fault in faults])
    assert (result.recall, result.precision) == (1.0, 1.0)


def test_score_tells_missed_misplaced_and_false_alarms(folder: Folder) -> None:
    files = folder("returns")
    one, two, three = plant_many(files, 3, 4, kinds=["单位改成别的量纲", "目标改大或改小", "错误值"])
    findings = [
        finding(one),
        finding(two, cell=f"A{two.place.row}"),
        finding(one, code="R09"),
        finding(one, code="U01", cell="B4", indicator=""),
        finding(one, code="V02", cell="B4", indicator=""),
    ]
    baseline = [finding(one, code="V02", cell="B4", indicator="")]
    result = score([one, two, three], findings, baseline)
    assert result.found == (one,)
    assert result.misplaced == (two,)
    assert result.missed == (three,)
    assert [alarm["code"] for alarm in result.false_alarms] == ["U01"]
    assert result.precision == 0.75
    assert "1/3 found" in str(result)
    assert (result + result).planted == 6


def test_a_missing_return_is_found_by_its_department(folder: Folder) -> None:
    fault = plant("没有报送", folder("returns"), Random(1))
    assert fault
    report = [finding(fault, file="", cell="", indicator="")]
    assert score([fault], report).found == (fault,)
    assert score([fault], [report[0] | {"department": "县财政局"}]).missed == (fault,)
