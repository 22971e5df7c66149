"""The packaged reference data: TOML a county may extend from its own workbook, and the one way to read it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parents[1]


def load(name: str) -> dict[str, Any]:
    """The packaged TOML file of that name (`units.toml`, `layouts/…`) as a mapping."""
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))


def beside(name: str) -> Path:
    """The folder `workbooks` or `macros`: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
