"""The built files: the same bytes twice, sound packages, sources exact, one set of ids everywhere."""

from __future__ import annotations

import posixpath
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook

from minsheng_xl import data
from minsheng_xl.actions import ACTIONS, GROUPS
from minsheng_xl.addin.build import BUTTONS_ADDIN, FRONT_BOOK, build_addins, launcher_modules
from minsheng_xl.addin.package import ADDIN_TYPE, WORKBOOK_TYPE
from minsheng_xl.addin.ribbon import CALLBACK, PARTS, RibbonPart, parse_module, read_module
from minsheng_xl.errors import OutputError
from tests.libreoffice import converted, needs_libreoffice
from tests.vba_readers import decompress, integrity, olevba_sources, open_project

CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.name: path for path in build_addins(tmp_path_factory.mktemp("addin"))}


def test_two_builds_are_the_same_bytes(built: dict[str, Path], tmp_path: Path) -> None:
    again = build_addins(tmp_path)
    assert {path.name: path.read_bytes() for path in again} == {
        name: path.read_bytes() for name, path in built.items()
    }
    assert not list(tmp_path.glob("~*"))


@pytest.mark.parametrize("name", [BUTTONS_ADDIN, FRONT_BOOK])
def test_every_part_is_typed_and_every_relationship_leads_somewhere(
    built: dict[str, Path], name: str
) -> None:
    package = ZipFile(built[name])
    names = set(package.namelist())
    types = etree.fromstring(package.read("[Content_Types].xml"))
    defaults = {each.get("Extension") for each in types.iter(f"{CONTENT}Default")}
    overrides = {each.get("PartName", "").lstrip("/") for each in types.iter(f"{CONTENT}Override")}
    assert overrides <= names
    assert not [part for part in names - overrides if part.rpartition(".")[2] not in defaults]
    for rels in (part for part in names if part.endswith(".rels")):
        base = posixpath.dirname(posixpath.dirname(rels))
        links = [each for each in etree.fromstring(package.read(rels)) if each.get("TargetMode") is None]
        assert len({link.get("Id") for link in links}) == len(links)
        targets = {link.get("Target", "") for link in links}
        assert {posixpath.normpath(posixpath.join(base, target)).lstrip("/") for target in targets} <= names


@pytest.mark.parametrize("name", [BUTTONS_ADDIN, FRONT_BOOK])
def test_an_independent_checker_finds_no_fault(built: dict[str, Path], name: str) -> None:
    report = integrity.check_file(built[name])
    assert report.ok
    assert report.issues == ()
    assert open_project(built[name].read_bytes()).parsing_issues == []


def test_only_the_addin_is_typed_as_an_addin(built: dict[str, Path]) -> None:
    for name, wanted, other in (
        (BUTTONS_ADDIN, ADDIN_TYPE, WORKBOOK_TYPE),
        (FRONT_BOOK, WORKBOOK_TYPE, ADDIN_TYPE),
    ):
        types = ZipFile(built[name]).read("[Content_Types].xml")
        assert wanted in types
        assert other not in types


@pytest.mark.parametrize("name", [BUTTONS_ADDIN, FRONT_BOOK])
def test_the_sources_in_the_file_are_ours_byte_for_byte(built: dict[str, Path], name: str) -> None:
    modules = launcher_modules() + ([read_module("MsRibbon")] if name == BUTTONS_ADDIN else [])
    project, shown = open_project(built[name].read_bytes()), olevba_sources(built[name])
    for module in modules:
        assert decompress(project.openstream(f"VBA/{module.name}").read()) == module.source.encode("ascii")
        assert shown[module.name].replace("\r\n", "\n") == module.source.replace("\r\n", "\n")


def test_code_names_match_the_document_modules(built: dict[str, Path]) -> None:
    for path in built.values():
        package = ZipFile(path)
        parts = [
            name for name in package.namelist() if re.match(r"xl/(workbook|worksheets/sheet\d+)\.xml", name)
        ]
        names = {
            name for part in parts for name in re.findall(r'codeName="(\w+)"', package.read(part).decode())
        }
        listing = open_project(path.read_bytes()).openstream("PROJECT").read().decode("gbk")
        assert names == set(re.findall(r"Document=(\w+)/", listing))


def test_macro_texts_are_ascii_and_round_trip() -> None:
    for path in [*data.beside("macros").glob("*.bas"), *data.beside("macros").glob("*.cls")]:
        path.read_text("ascii")
    module = read_module("MsLaunch")
    assert parse_module(module.source).source == module.source


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.path)
def test_the_ribbon_holds_exactly_the_actions(built: dict[str, Path], part: RibbonPart) -> None:
    package = ZipFile(built[BUTTONS_ADDIN])
    root = etree.fromstring(package.read(part.path))
    space = f"{{{part.namespace}}}"
    assert root.tag == f"{space}customUI"
    assert [tab.get("label") for tab in root.iter(f"{space}tab")] == ["民生工程"]
    assert [group.get("label") for group in root.iter(f"{space}group")] == [group.label for group in GROUPS]
    buttons = list(root.iter(f"{space}button"))
    assert [(each.get("id"), each.get("label"), each.get("imageMso")) for each in buttons] == [
        (action.id, action.label, action.icon) for action in ACTIONS
    ]
    assert {each.get("onAction") for each in buttons} == {CALLBACK}
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(set(ids)) == len(ids)
    assert part.relationship in package.read("_rels/.rels").decode()


def test_office_limits_of_ribbon_texts_hold() -> None:
    for action in ACTIONS:
        assert len(action.label) <= 1024
        assert len(action.help) <= 1024


def test_vba_has_one_macro_for_each_action(built: dict[str, Path]) -> None:
    for name in (BUTTONS_ADDIN, FRONT_BOOK):
        source = olevba_sources(built[name])["MsButtons"]
        found = re.findall(r'Public Sub (\w+)\(\)\s+MS_Launch "(\w+)"\s+End Sub', source)
        assert found == [(action.macro, action.id) for action in ACTIONS]


def test_the_front_page_has_a_live_button_for_each_action(built: dict[str, Path]) -> None:
    drawing = ZipFile(built[FRONT_BOOK]).read("xl/drawings/drawing1.xml").decode()
    assert re.findall(r'<xdr:sp macro="\[0\]!(\w+)".*?descr="([^"]+)"', drawing) == [
        (action.macro, action.label) for action in ACTIONS
    ]
    assert drawing.count('prst="roundRect"') == len(ACTIONS)
    assert not any(part.startswith("customUI") for part in ZipFile(built[FRONT_BOOK]).namelist())


def test_settings_have_defined_names_and_are_the_only_open_cells(built: dict[str, Path]) -> None:
    book = load_workbook(BytesIO(built[FRONT_BOOK].read_bytes()), keep_vba=True)
    sheet = book["设置"]
    names = {name: each.attr_text for name, each in book.defined_names.items() if name != "周期看板"}
    for name, place in names.items():
        cell = sheet[place.rpartition("!")[2].replace("$", "")]
        assert sheet.cell(cell.row, 2).value == name
        assert not cell.protection.locked
    assert {"县区", "年度", "报送期", "截止日", "工作文件夹", "总表", "下发方式", "表式"} == set(names)
    assert sheet.protection.sheet
    assert book["_texts"].sheet_state == "veryHidden"


@needs_libreoffice
@pytest.mark.parametrize(
    ("year", "expected", "returned", "state"),
    [
        (2021, 10, 10, "已收齐"),
        (2021, 10, 8, "催报"),
        (2021, None, None, "待登记"),
        (2100, None, None, "未到期"),
    ],
)
def test_the_board_says_how_far_a_period_has_come(
    built: dict[str, Path], tmp_path: Path, year: int, expected: int | None, returned: int | None, state: str
) -> None:
    book = load_workbook(built[FRONT_BOOK])
    book["设置"]["C5"] = year
    board = book["周期看板"]
    board["D12"], board["E12"] = expected, returned
    book.save(tmp_path / "board.xlsx")
    row = load_workbook(converted(tmp_path / "board.xlsx", "xlsx", tmp_path), data_only=True)["周期看板"][12]
    values = [cell.value for cell in row]
    assert (values[0], str(values[1])[:10], values[10]) == (f"{year}-08", f"{year}-08-20", state)
    assert values[6] == (expected - returned if expected and returned is not None else None)


def test_an_unwritable_folder_is_said_in_chinese(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    with pytest.raises(OutputError, match="加载项写不进文件夹"):
        build_addins(blocked)
