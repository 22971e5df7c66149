"""A workbook saved as Excel saves it: formulas keep their results, which openpyxl alone would drop."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")


def save(
    workbook: openpyxl.Workbook,
    results: openpyxl.Workbook | None,
    written: set[tuple[str, str]],
    path: Path,
) -> None:
    """Save, with the results of all formulas that were not written in this session."""
    draft = path.with_name(f"~{path.name}")
    workbook.save(draft)
    with ZipFile(draft) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            found = SHEET.fullmatch(info.filename)
            if found and results is not None:
                sheet = workbook.worksheets[int(found[1]) - 1].title
                if sheet in results.sheetnames:
                    done = {cell for name, cell in written if name == sheet}
                    data = _with_results(data, results[sheet], done)
            target.writestr(info, data)
    draft.unlink()


def _with_results(data: bytes, results: Worksheet, written: set[str]) -> bytes:
    root = etree.fromstring(data)
    for formula in root.iter(f"{MAIN}f"):
        cell = formula.getparent()
        assert cell is not None
        name = str(cell.get("r"))
        value = None if name in written else results[name].value
        if value is None:
            continue
        result = cell.find(f"{MAIN}v")
        if result is None:
            result = etree.SubElement(cell, f"{MAIN}v")
        if isinstance(value, bool):
            cell.set("t", "b")
            result.text = str(int(value))
        elif isinstance(value, int | float):
            cell.set("t", "n")
            result.text = repr(value)
        else:
            cell.set("t", "e" if str(value).startswith("#") else "str")
            result.text = str(value)
    return DECLARATION + etree.tostring(root, encoding="unicode").encode()
