"""VBA wrappers of the worksheet functions, made at build time by xlwings' own generator.

The generator lives in a module that imports pywin32. On other systems empty stand-ins take its place, and
the decorators, which are no-ops there, are replaced by the real ones before the functions are imported. Both
would leave the process in a strange state, so the work is done in a process of its own, which prints JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from io import StringIO
from types import ModuleType, SimpleNamespace
from typing import Any

from minsheng_xl.addin.ribbon import parse_module
from minsheng_xl.addin.vba_project import Module

PROJECT = "minsheng"
WRAPPERS_MODULE = "MsFunctions"
LONGEST_DESCRIPTION = 255
ACTIVE_BOOK, CALLING_BOOK = "ActiveWorkbook, Application.Caller", "MS_CallingBook(), Application.Caller"
"""Which book xlwings is told has called: the one on screen, or the one whose formula is calculated."""
CALLING_BOOK_CODE = """
Private Function MS_CallingBook() As Object
    Set MS_CallingBook = ActiveWorkbook
    If TypeOf Application.Caller Is Range Then Set MS_CallingBook = Application.Caller.Parent.Parent
End Function
"""
PYWIN32 = (
    *("pythoncom", "pywintypes", "win32api", "win32con", "win32gui", "win32process", "win32timezone"),
    *("win32com", "win32com.client"),
)


@dataclass(frozen=True, slots=True)
class Wrappers:
    """The VBA of a module of worksheet functions, and what the function wizard says about each."""

    code: str
    descriptions: tuple[tuple[str, ...], ...]
    """Name, category, description, then one text for each argument."""

    @property
    def module(self) -> Module:
        """The wrappers as a standard module of the add-in; the book that calls is the one with the formula.

        Where two masters are open, each answers for itself, whichever is on screen.
        """
        code = self.code.replace(ACTIVE_BOOK, CALLING_BOOK) + CALLING_BOOK_CODE
        return Module(WRAPPERS_MODULE, '#Const App = "Microsoft Excel"\n' + code)


def make_wrappers(module: str) -> Wrappers:
    """Wrappers of all functions that `module` (dotted name, importable) decorates with `xlwings.func`.

    Raises RuntimeError with the other process's words where the module cannot be imported.
    """
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", __name__, module],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise RuntimeError(f"no wrappers for {module}:\n{done.stderr}")
    made = json.loads(done.stdout)
    return Wrappers(made["code"], tuple(tuple(line) for line in made["descriptions"]))


def xlwings_module() -> Module:
    """xlwings' VBA for custom add-ins (BSD 3-clause; its notice stays in the text), named for our project."""
    text = files("xlwings").joinpath("xlwings_custom_addin.bas").read_text("ascii")
    return parse_module(
        text.replace('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT}"')
    )


def _make(module: str) -> dict[str, Any]:
    if sys.platform != "win32":
        _stand_in_for_pywin32()
    xlwings, udfs = import_module("xlwings"), import_module("xlwings.udfs")
    vars(xlwings).update(func=udfs.xlfunc, arg=udfs.xlarg, ret=udfs.xlret)
    functions = import_module(module)
    code = StringIO()
    udfs.generate_vba_wrapper(module, functions, code, SimpleNamespace(Name=f"{PROJECT}_udf.xlam"))
    return {"code": code.getvalue(), "descriptions": [_describe(each) for each in _decorated(functions)]}


def _stand_in_for_pywin32() -> None:
    for name in PYWIN32:
        sys.modules[name] = ModuleType(name)
    vars(sys.modules["pythoncom"])["CoInitialize"] = lambda: None
    vars(sys.modules["pywintypes"])["com_error"] = type("com_error", (Exception,), {})
    vars(sys.modules["win32com.client"])["Dispatch"] = lambda name: name


def _decorated(functions: ModuleType) -> list[dict[str, Any]]:
    members = (getattr(functions, name) for name in dir(functions))
    return [member.__xlfunc__ for member in members if hasattr(member, "__xlfunc__")]


def _describe(function: dict[str, Any]) -> Sequence[str]:
    arguments = [argument["doc"] for argument in function["args"] if not argument["vba"]]
    texts = [function["ret"]["doc"], *arguments]
    return [
        function["name"],
        function["category"],
        *(_on_one_line(text)[:LONGEST_DESCRIPTION] for text in texts),
    ]


def _on_one_line(text: str) -> str:
    return "".join(line.strip() for line in text.splitlines())


if __name__ == "__main__":
    print(json.dumps(_make(sys.argv[1]), ensure_ascii=False))
