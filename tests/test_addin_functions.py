"""The functions add-in: wrappers baked in at build time, xlwings' own VBA with its notice, help in cells."""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from minsheng_xl.addin.build import UDF_CONFIG, functions_addin
from minsheng_xl.addin.package import ADDIN_TYPE, WORKBOOK_TYPE, repacked
from minsheng_xl.addin.ribbon import read_module
from minsheng_xl.addin.wrappers import Wrappers, make_wrappers
from tests.vba_readers import excel, integrity, model, objects, olevba_sources, open_project

MODULE = "tests.sample_functions"


@pytest.fixture(scope="module")
def wrappers() -> Wrappers:
    return make_wrappers(MODULE)


@pytest.fixture(scope="module")
def addin(wrappers: Wrappers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("udf") / "minsheng_udf.xlam"
    path.write_bytes(functions_addin(wrappers))
    return path


@pytest.fixture(scope="module")
def book(addin: Path) -> Path:
    """The add-in typed as a workbook: openpyxl opens no add-ins."""
    path = addin.with_name("as_workbook.xlsm")
    path.write_bytes(repacked(addin.read_bytes(), lambda name, data: data.replace(ADDIN_TYPE, WORKBOOK_TYPE)))
    return path


def test_wrappers_call_the_functions_through_the_server(wrappers: Wrappers) -> None:
    assert "Function MS_TIMES(values, Optional times)" in wrappers.code
    call = f'XLPy.CallUDF("{MODULE}", "MS_TIMES", Array(values, times), ActiveWorkbook, Application.Caller)'
    assert f"MS_TIMES = {call}" in wrappers.code
    assert wrappers.code.isascii()


def test_the_calling_book_is_that_of_the_formula(wrappers: Wrappers) -> None:
    source = wrappers.module.source
    call = f'XLPy.CallUDF("{MODULE}", "MS_TIMES", Array(values, times), MS_CallingBook(), Application.Caller)'
    assert f"MS_TIMES = {call}" in source
    assert "Set MS_CallingBook = Application.Caller.Parent.Parent" in source
    assert "ActiveWorkbook, Application.Caller" not in source


def test_descriptions_come_from_docstrings_and_argument_docs(wrappers: Wrappers) -> None:
    assert wrappers.descriptions == (
        ("MS_TIMES", "民生工程", "把一列数乘以倍数。", "一列数", "倍数，不填为 2"),
        ("MS_TODAY", "民生工程", "今天。"),
    )


def test_the_generator_leaves_this_process_as_it_was(wrappers: Wrappers) -> None:
    assert "xlwings.udfs" not in sys.modules
    assert "pythoncom" not in sys.modules


def test_a_module_that_cannot_be_imported_is_named() -> None:
    with pytest.raises(RuntimeError, match=r"no wrappers for tests\.no_such_functions"):
        make_wrappers("tests.no_such_functions")


def test_the_addin_is_sound_and_carries_all_sources(addin: Path, wrappers: Wrappers) -> None:
    assert integrity.check_file(addin).ok
    assert open_project(addin.read_bytes()).parsing_issues == []
    sources = olevba_sources(addin)
    assert set(sources) == {"ThisWorkbook", "Sheet1", "Sheet2", "xlwings", "MsDescribe", "MsFunctions"}
    assert sources["MsFunctions"].replace("\r\n", "\n") == wrappers.module.source.replace("\r\n", "\n")
    assert "MS_DescribeFunctions" in sources["ThisWorkbook"]
    assert ADDIN_TYPE in ZipFile(addin).read("[Content_Types].xml")


def test_xlwings_vba_keeps_its_notice_and_reads_our_settings(addin: Path, book: Path) -> None:
    source = olevba_sources(addin)["xlwings"]
    assert "BSD 3-clause license" in source
    assert 'PROJECT_NAME As String = "minsheng"' in source
    sheet = load_workbook(book)["minsheng.conf"]
    assert {key.value: value.value for key, value in sheet["A1:B3"]} == UDF_CONFIG


def test_function_help_stands_in_cells(book: Path) -> None:
    sheet = load_workbook(book)["_functions"]
    assert [cell.value for cell in sheet[1]] == [
        "MS_TIMES",
        "民生工程",
        "把一列数乘以倍数。",
        "一列数",
        "倍数，不填为 2",
    ]


def test_two_builds_are_the_same_bytes(addin: Path) -> None:
    assert functions_addin(make_wrappers(MODULE)) == addin.read_bytes()


def test_function_help_reaches_the_function_wizard(book: Path) -> None:
    told: list[tuple[str, str, str, object]] = []

    def macro_options(
        _: object, macro: str, category: str, description: str, arguments: object = None
    ) -> None:
        told.append((macro, category, description, arguments))

    parameters = ("Macro", "Category", "Description", "ArgumentDescriptions")
    spec = objects.MemberSpec("MacroOptions", "method", getter=macro_options, parameters=parameters)
    model.Application.vba_add_member(spec)
    app = excel.ExcelApplication.open(book, with_vba=False)
    app.add_module(read_module("MsDescribe").source, name="MsDescribe")
    app.run("MS_DescribeFunctions")
    (first, second) = told
    assert first[:3] == ("'as_workbook.xlsm'!MS_TIMES", "民生工程", "把一列数乘以倍数。")
    assert [first[3].get([1]), first[3].get([2])] == ["一列数", "倍数，不填为 2"]  # type: ignore[attr-defined]
    assert second[:3] == ("'as_workbook.xlsm'!MS_TODAY", "民生工程", "今天。")
