"""LibreOffice as the second opinion on our workbooks: what it prints, recalculates, and finds tall enough."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

needs_libreoffice = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="soffice or pdftotext is not installed",
)


def converted(path: Path, kind: str, folder: Path) -> Path:
    """The file converted to `pdf` or `xlsx`, in a folder of its own with a profile of its own."""
    target = folder / kind
    target.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        kind,
        "--outdir",
        target,
        path,
    ]
    subprocess.run([str(word) for word in command], check=True, capture_output=True, timeout=180)
    return target / f"{path.stem}.{kind}"


def printed_text(path: Path, folder: Path) -> str:
    """Everything the workbook prints, without white space."""
    pdf = converted(path, "pdf", folder)
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return re.sub(r"\s", "", done.stdout.decode())


def needed_heights(path: Path, sheet: str, folder: Path) -> dict[int, float]:
    """Points LibreOffice would give each row by itself; merged cells do not count."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    for each in book.worksheets:
        for dimension in each.row_dimensions.values():
            dimension.height = None
    bare = folder / "bare.xlsx"
    book.save(bare)
    grown = load_workbook(converted(bare, "xlsx", folder))[sheet]
    return {row: each.height for row, each in grown.row_dimensions.items() if each.height}
