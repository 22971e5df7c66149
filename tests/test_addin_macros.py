"""Every macro and ribbon callback executed by pyOpenVBA; only the process start is a stand-in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from minsheng_xl.actions import ACTIONS, Action
from minsheng_xl.addin.build import BUTTONS_ADDIN, FRONT_BOOK, build_addins
from minsheng_xl.addin.front_page import SENTENCES
from tests.vba_readers import Control, Shell, application

HOME = {"LOCALAPPDATA": r"C:\Users\张三\AppData\Local"}
PYTHON = r"C:\Users\张三\AppData\Local\MinshengXL\python\pythonw.exe"
each_action = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("addin")
    build_addins(folder)
    return folder


def front(folder: Path, shell: Shell) -> Any:
    return application(folder / FRONT_BOOK, shell)


@each_action
def test_a_sheet_button_starts_its_action(folder: Path, action: Action) -> None:
    shell = Shell(HOME)
    app = front(folder, shell)
    app.run(action.macro)
    command = f'"{PYTHON}" -m minsheng_xl.fronts.launch {action.id} "--book={FRONT_BOOK}" --hwnd=4242'
    assert shell.started == [(command, 1, True)]
    assert shell.asked == [PYTHON]
    assert app.dialogs == []


@each_action
def test_a_ribbon_button_starts_its_action(folder: Path, action: Action) -> None:
    shell = Shell(HOME)
    application(folder / BUTTONS_ADDIN, shell).run("MS_OnAction", Control(action.id))
    (command, _, _), *others = shell.started
    assert f"minsheng_xl.fronts.launch {action.id} " in command
    assert not others


def test_another_python_can_be_named_by_the_environment(folder: Path) -> None:
    shell = Shell({**HOME, "MINSHENG_PYTHON": r"D:\py\pythonw.exe"})
    front(folder, shell).run("MS_draft")
    assert shell.started[0][0].startswith(r'"D:\py\pythonw.exe" -m ')


@pytest.mark.parametrize(
    ("shell", "key"),
    [
        (Shell(HOME, installed=False), "no_python"),
        (Shell(HOME, code=1), "stopped"),
        (Shell(HOME, code=-1), "not_started"),
    ],
)
def test_what_goes_wrong_before_the_program_speaks_is_said_in_chinese(
    folder: Path, shell: Shell, key: str
) -> None:
    app = front(folder, shell)
    app.run("MS_draft")
    (kind, text, title, _), *others = app.dialogs
    assert (kind, text, title) == ("MsgBox", SENTENCES[key], "民生工程")
    assert not others


@pytest.mark.parametrize(
    ("book", "argument"),
    [
        ("花名册 a=b&c.xlsx", '"--book=花名册 a=b&c.xlsx"'),
        ("百分%TEMP%之.xlsx", '"--book=百分*TEMP*之.xlsx"'),
        ("it's (1).xlsx", '"--book=it\'s (1).xlsx"'),
        ('a" --evil \\', '"--book=a --evil "'),
        ("", '"--book="'),
    ],
)
def test_a_book_name_is_one_argument_whatever_it_holds(folder: Path, book: str, argument: str) -> None:
    app = front(folder, Shell(HOME))
    command = app.run("MS_CommandLine", PYTHON, "fill", book, "7")
    assert command == f'"{PYTHON}" -m minsheng_xl.fronts.launch fill {argument} --hwnd=7'


def test_an_unknown_sentence_shows_its_key(folder: Path) -> None:
    assert front(folder, Shell(HOME)).run("MS_Text", "nothing") == "nothing"


def test_no_open_book_gives_an_empty_name(folder: Path) -> None:
    app = front(folder, Shell(HOME))
    app.application.active_book = None
    app.application.workbooks_.books.clear()
    assert app.run("MS_BookName") in ("", None)
