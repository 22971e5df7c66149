"""What came in as a workbook that can be changed in place: itself, or an xlsx made of what was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from minsheng_xl.reading.files.sniff import Format, sniff
from minsheng_xl.reading.opening.intake import TakenFile
from minsheng_xl.reading.opening.workbooks import read_bytes

_PACKAGES = (Format.XLSX, Format.XLSM, Format.STRICT)


class Original(NamedTuple):
    """A workbook package to change; `names` says what a sheet is called in it, where that is another name."""

    data: bytes
    suffix: str
    names: Mapping[str, str]

    def sheet(self, name: str) -> str:
        """What a sheet of the file is called in the package."""
        return self.names.get(name, name)


def original(taken: TakenFile) -> Original:
    """The file itself where it is an xlsx or xlsm, else an xlsx with its sheets."""
    data = read_bytes(taken.path)
    if sniff(data, taken.path.name).format in _PACKAGES:
        return Original(data, taken.path.suffix.lower(), {})
    return remade(taken)


def remade(taken: TakenFile) -> Original:
    """An xlsx with what was read of a file."""
    from minsheng_xl.writing.copies import copy_of

    copy = copy_of(taken.grids)
    return Original(copy.data, ".xlsx", copy.names)
