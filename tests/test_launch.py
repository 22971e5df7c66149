"""From the macro to the button: the right program is found and tamed, and the person is always told."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings

from minsheng_xl.errors import InputError
from minsheng_xl.fronts import desk, launch
from minsheng_xl.fronts.attach import ATTEMPTS, PROGIDS, attach
from tests.county import County, make_county
from tests.engine import METER, closed, open_excel


class NotThereError(Exception):
    """Stands for pywintypes.com_error."""


class Windows:
    """xlwings' Windows module with the programs a test lets run, by the name they answer to."""

    def __init__(self, running: dict[str, xlwings.App], by_window: dict[int, xlwings.App]) -> None:
        self.N_COM_ATTEMPTS = 0
        self.cleaned = 0
        self.pywintypes = SimpleNamespace(com_error=NotThereError)
        self.win32com = SimpleNamespace(client=SimpleNamespace(GetActiveObject=self._active))
        self._running, self._by_window = running, by_window
        atexit.register(self.cleanup)

    def cleanup(self) -> None:
        self.cleaned += 1

    def _active(self, progid: str) -> xlwings.App:
        if progid not in self._running:
            raise NotThereError
        return self._running[progid]

    def get_xl_app_from_hwnd(self, hwnd: int) -> xlwings.App:
        return self._by_window[hwnd]

    @staticmethod
    def COMRetryObjectWrapper(program: xlwings.App) -> xlwings.App:  # noqa: N802
        return program

    @staticmethod
    def App(xl: xlwings.App) -> Any:  # noqa: N802
        return xl.impl


@pytest.fixture
def county(tmp_path: Path) -> County:
    return make_county(tmp_path / "work")


@pytest.fixture
def app() -> Iterator[xlwings.App]:
    yield open_excel()
    METER.reset()


def windows(
    monkeypatch: pytest.MonkeyPatch,
    running: dict[str, xlwings.App],
    by_window: dict[int, xlwings.App] | None = None,
) -> Windows:
    made = Windows(running, by_window or {})
    monkeypatch.setattr(xlwings, "_xlwindows", made, raising=False)
    return made


@pytest.mark.parametrize("progid", PROGIDS)
def test_excel_and_wps_are_found_by_name(
    app: xlwings.App, county: County, monkeypatch: pytest.MonkeyPatch, progid: str
) -> None:
    app.books.open(str(county.master))
    windows(monkeypatch, {progid: app})
    found, book = attach("总表.xlsx")
    assert (found, book and book.name) == (app, "总表.xlsx")


def test_the_window_decides_between_two_programs(
    app: xlwings.App, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_excel()
    other.books.open(str(county.master))
    app.books.open(str(county.master))
    windows(monkeypatch, {"Excel.Application": other}, {77: app})
    assert attach("总表.xlsx", 77)[0] == app
    assert attach("总表.xlsx", 78)[0] == other


def test_a_program_without_the_book_is_passed_over(
    app: xlwings.App, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    wps = open_excel()
    wps.books.open(str(county.master))
    windows(monkeypatch, {"Excel.Application": app, "Ket.Application": wps})
    assert attach("总表.xlsx")[0] == wps
    with pytest.raises(InputError, match=r"没有找到打开着的“别的\.xlsx”"):
        attach("别的.xlsx")


def test_without_a_name_there_is_a_program_and_no_book(
    app: xlwings.App, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows(monkeypatch, {"Excel.Application": app})
    assert attach("") == (app, None)


def test_nothing_runs_or_nothing_can(monkeypatch: pytest.MonkeyPatch) -> None:
    windows(monkeypatch, {})
    with pytest.raises(InputError, match="没有连上正在运行的"):
        attach("总表.xlsx")
    monkeypatch.delattr(xlwings, "_xlwindows")
    with pytest.raises(InputError, match="只能在装有 Excel 或 WPS 的 Windows"):
        attach("总表.xlsx")


def test_xlwings_is_tamed(app: xlwings.App, monkeypatch: pytest.MonkeyPatch) -> None:
    taken_off: list[object] = []
    monkeypatch.setattr(atexit, "unregister", taken_off.append)
    com = windows(monkeypatch, {"Excel.Application": app})
    attach("")
    assert ATTEMPTS == com.N_COM_ATTEMPTS
    assert taken_off == [com.cleanup]
    monkeypatch.undo()
    atexit.unregister(com.cleanup)


def test_a_button_is_run_and_its_outcome_told(
    app: xlwings.App, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = county.master.rename(county.work / "甲 a=b&c'%.xlsx")
    app.books.open(str(path))
    windows(monkeypatch, {"Excel.Application": app})
    assert launch.main(["check_sheet", "--book=甲 a=b&c'*.xlsx", "--hwnd=0"]) == 0
    assert "点“核对问题”里的单元格名" in app.impl.alerts[-1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no_such_action", "--book="], "没有名为“no_such_action”的操作"),
        (["check_sheet", "--book=", "--hwnd=0"], "没有打开的工作簿"),
    ],
)
def test_what_cannot_be_done_is_told(
    app: xlwings.App, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    windows(monkeypatch, {"Excel.Application": app})
    assert launch.main(arguments) == 0
    assert sentence in app.impl.alerts[-1]


def test_a_strange_call_is_told_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert launch.main(["check_sheet", "--unknown"]) == 0
    assert "请重新运行 安装.bat" in capsys.readouterr().err


def test_a_fault_of_ours_is_a_number_and_a_log(
    app: xlwings.App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from minsheng_xl.fronts import buttons

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setitem(buttons.HANDLERS, "show_doctor", broken)
    windows(monkeypatch, {"Excel.Application": app})
    assert launch.main(["doctor", "--book="]) == 0
    assert "出错编号" in app.impl.alerts[-1]
    assert "Traceback" not in app.impl.alerts[-1]
    (log,) = (tmp_path / ".minsheng").iterdir()
    assert "ZeroDivisionError" in log.read_text("utf-8")


def test_when_excel_is_gone_a_box_of_our_own_tells(
    app: xlwings.App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    windows(monkeypatch, {"Excel.Application": app})
    monkeypatch.setattr(type(app.impl), "alert", lambda *_: (_ for _ in ()).throw(closed()))
    assert launch.main(["doctor", "--book="]) == 0
    assert "Python" in capsys.readouterr().err


def test_nobody_could_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "message_box", lambda text: False)
    assert launch.main(["--nothing"]) == launch.NOT_TOLD


CMD = r'C:\WINDOWS\system32\cmd.exe /c ""D:\拖.bat"'


@pytest.mark.skipif(os.sep != "/", reason="plays dropped files with paths of this system")
@pytest.mark.parametrize(
    ("action", "what", "said"),
    [("consolidate", "returned", "县汇总表_2021-08.xlsx"), ("check_folder", "master", "核对结果_总表")],
)
def test_dropped_files_need_no_excel(
    county: County,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    action: str,
    what: str,
    said: str,
) -> None:
    monkeypatch.setenv(launch.DROPPED, f'{CMD} "{getattr(county, what)}""')
    monkeypatch.setattr(launch, "dropped_paths", lambda line: [line.split('"')[-3]])
    assert launch.main([action, "--dropped"]) == 0
    assert said in capsys.readouterr().out


def test_nothing_dropped_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(launch.DROPPED, f'{CMD}"')
    assert launch.main(["consolidate", "--dropped"]) == 0
    assert "没有拖入文件或文件夹" in capsys.readouterr().out


def test_the_console_takes_a_path_or_an_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    console = desk.ConsoleDesk()
    monkeypatch.setattr("builtins.input", lambda prompt: f'"{tmp_path}"')
    assert console.pick_folder("选文件夹") == tmp_path
    monkeypatch.setattr("builtins.input", lambda prompt: "")
    assert console.ask("报送期", "2021-08") == "2021-08"
    with pytest.raises(desk.CancelledError):
        console.ask("报送期")
