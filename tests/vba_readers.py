"""Other people's readers of VBA projects, and pyOpenVBA's interpreter with a shell that starts nothing.

They ship no types and warn about their own dependencies while being imported, hence the imports by name.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    olefile: Any = import_module("olefile")
    olevba: Any = import_module("oletools.olevba")
    excel: Any = import_module("pyopenvba.apps.excel")
    model: Any = import_module("pyopenvba.apps.excel._model")
    objects: Any = import_module("pyopenvba.interpreter._objects")
    integrity: Any = import_module("pyopenvba.integrity")


def decompress(data: bytes) -> bytes:
    """A compressed container opened by oletools."""
    return bytes(olevba.decompress_stream(bytearray(data)))


def open_project(book: bytes) -> Any:
    """The vbaProject.bin of a workbook as a compound file opened by olefile, which reports any defect."""
    project = BytesIO(ZipFile(BytesIO(book)).read("xl/vbaProject.bin"))
    return olefile.OleFileIO(project, raise_defects=olefile.DEFECT_INCORRECT)


def olevba_sources(path: Path) -> dict[str, str]:
    """Module name -> source text, as olevba shows it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = olevba.VBA_Parser(str(path)).extract_macros()
        return {name.rpartition(".")[0]: text for _, _, name, text in found}


class Control(objects.VBAObject):  # type: ignore[misc]  # pyOpenVBA ships no types
    """What Office hands to a ribbon callback."""

    def __init__(self, id_: str) -> None:
        self.id = id_

    @objects.member(name="ID")  # type: ignore[untyped-decorator]
    def vba_id(self) -> str:
        return self.id


class Shell(objects.VBAObject):  # type: ignore[misc]
    """WScript.Shell and FileSystemObject of a PC; a process is noted, not started."""

    def __init__(self, variables: dict[str, str], installed: bool = True, code: int = 0) -> None:
        self.variables, self.installed, self.code = variables, installed, code
        self.started: list[tuple[str, int, bool]] = []
        self.asked: list[str] = []

    @objects.method(name="ExpandEnvironmentStrings")  # type: ignore[untyped-decorator]
    def expand(self, text: str) -> str:
        for name, value in self.variables.items():
            text = text.replace(f"%{name}%", value)
        return text

    @objects.method(name="Run")  # type: ignore[untyped-decorator]
    def run(self, command: str, style: Any, wait: Any) -> int:
        if self.code < 0:
            raise import_module("pyopenvba.interpreter._values").error(-2147024891)
        self.started.append((command, int(style), bool(wait)))
        return self.code

    @objects.method(name="FileExists")  # type: ignore[untyped-decorator]
    def exists(self, path: str) -> bool:
        self.asked.append(path)
        return self.installed


def application(path: Path, shell: Shell) -> Any:
    """The file open in pyOpenVBA's Excel, with that shell behind CreateObject and 4242 as window handle."""
    window = objects.MemberSpec(name="Hwnd", kind="property", getter=lambda _: 4242)
    escape = objects.MemberSpec(name="EnableCancelKey", kind="property", setter=lambda _, value: None)
    for member in (window, escape):
        model.Application.vba_add_member(member)
    app = excel.ExcelApplication.open(path)
    app.interpreter.create_com = lambda name: shell
    return app
