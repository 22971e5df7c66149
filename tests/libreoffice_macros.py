"""Run by the system's Python, which has uno: LibreOffice opens a file and executes its macros.

    python3 libreoffice_macros.py FILE STUB PROCEDURE... -> JSON on stdout

STUB is Basic text that takes the place of the module MsShell; what its MS_RunAndWait got stands in column D
of the sheet _texts. PROCEDURE is MODULE.NAME, or MODULE.NAME:ID for a ribbon callback.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]  # part of LibreOffice
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

CALLBACK = """
Private Type FakeControl
    ID As String
End Type
Public Sub PressRibbonButton(ByVal id As String)
    Dim control As FakeControl
    control.ID = id
    MS_OnAction control
End Sub
"""


def connect(pipe: str) -> Any:
    """The desktop of a LibreOffice that is just starting."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise TimeoutError("LibreOffice did not start")


def option(name: str, value: Any) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def project_of(document: Any) -> tuple[str, Any]:
    """Name and modules of the imported VBA project."""
    libraries = document.BasicLibraries
    name = next(name for name in libraries.ElementNames if name != "Standard")
    libraries.loadLibrary(name)
    return name, libraries.getByName(name)


def run(document: Any, project: str, procedure: str) -> None:
    procedure, _, argument = procedure.partition(":")
    address = f"vnd.sun.star.script:{project}.{procedure}?language=Basic&location=document"
    arguments = (argument,) if argument else ()
    document.getScriptProvider().getScript(address).invoke(arguments, (), ())


def shape_macros(document: Any) -> dict[str, str]:
    """Description of each drawn shape of the first sheet and the script a click on it runs."""
    page = document.Sheets.getByIndex(0).DrawPage
    shapes = [page.getByIndex(number) for number in range(page.Count)]
    return {
        shape.Description: {item.Name: item.Value for item in shape.Events.getByName("OnClick")}["Script"]
        for shape in shapes
    }


def examine(desktop: Any, file: Path, stub: str, procedures: list[str]) -> dict[str, Any]:
    options = (option("Hidden", True), option("MacroExecutionMode", 4))
    document = desktop.loadComponentFromURL(file.absolute().as_uri(), "_blank", 0, options)
    project, modules = project_of(document)
    sources = {name: modules.getByName(name) for name in modules.ElementNames}
    modules.replaceByName("MsShell", stub)
    if "MsRibbon" in sources:
        modules.insertByName("TestRibbon", CALLBACK)
    for procedure in procedures:
        run(document, project, procedure)
    texts = document.Sheets.getByName("_texts")
    started = [texts.getCellByPosition(3, row).String for row in range(len(procedures))]
    found = {"modules": sorted(sources), "started": started, "shapes": shape_macros(document)}
    document.close(True)
    return found


def main(file: str, stub: str, procedures: list[str]) -> None:
    pipe = f"macros{Path(file).stat().st_ino}{time.time_ns()}"
    with tempfile.TemporaryDirectory() as profile:
        place = f"-env:UserInstallation={Path(profile).as_uri()}"
        command = ["soffice", place, "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as office:
            desktop = connect(pipe)
            try:
                print(json.dumps(examine(desktop, Path(file), stub, procedures)))
            finally:
                desktop.terminate()
                office.wait(60)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).read_text("ascii"), sys.argv[3:])
