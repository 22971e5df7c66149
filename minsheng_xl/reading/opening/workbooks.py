"""A workbook of any format as grids: one function, one border where foreign errors become a refusal."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from minsheng_xl.errors import fault_text
from minsheng_xl.formats.limits import LIMITS, Limits, size_text
from minsheng_xl.formats.zips import Zip, is_zip
from minsheng_xl.place import Grid
from minsheng_xl.reading.files import plain_text
from minsheng_xl.reading.files.cells import drop_unseen
from minsheng_xl.reading.files.rejected import Rejected, refusing
from minsheng_xl.reading.files.sniff import Format, is_signed, name_reason, package_kind, sniff
from minsheng_xl.reading.files.xlsx import read_xlsx
from minsheng_xl.reading.opening.passwords import decrypted

_BOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How zipped and older workbooks begin."""
_DOCUMENT = "not_a_table"
"""Why a document of running text is refused."""
Request = tuple[Path, str]
"""Where a file lies, and what it is called."""


@dataclass(slots=True)
class Opened:
    """One file as it was opened: its bytes' fingerprint, when it came, its sheets, or its refusal."""

    sha256: str = ""
    received: datetime | None = None
    grids: list[Grid] = field(default_factory=list)
    refusal: Rejected | None = None
    frame: bytes = field(default=b"", compare=False, repr=False)
    """What a guarded process sent of it."""
    signed: bool = False
    """Whether it carries a digital signature, which nobody has verified."""
    prose: list[Grid] = field(default_factory=list)
    """The running text of what is no workbook, which may state what a form would (`reading.running`)."""


def open_file(path: Path, name: str = "", limits: Limits = LIMITS) -> Opened:
    """Read one file whole; never raises for what the file is or holds."""
    opened = Opened()
    try:
        data = read_bytes(path, limits)
        opened.sha256 = hashlib.sha256(data).hexdigest()
        opened.signed = is_signed(data)
        opened.received = datetime.fromtimestamp(path.stat().st_mtime)
        opened.grids = read_workbook(data, name or path.name, limits)
        if not data.startswith(_BOOKS):
            opened.prose = _prose(data, name or path.name)
    except Rejected as refusal:
        opened.refusal = refusal
        if refusal.reason_code == _DOCUMENT:
            opened.prose = _prose(data, name or path.name)
    return opened


def _prose(data: bytes, name: str) -> list[Grid]:
    """The running text of what is no workbook; most returns need no reader of notices."""
    from minsheng_xl.reading.documents.text_files import prose_of

    return prose_of(data, name)


def read_workbook(source: Path | bytes, name: str = "", limits: Limits = LIMITS) -> list[Grid]:
    """Every worksheet of a file, hidden ones too, in tab order; tables of a web page, rows of a text.

    A pure function of the bytes: nothing is written, nothing outside `source` is opened, so it can run in a
    worker process. `name` is what the grids and messages call the file. Raises `Rejected`, and nothing else.
    """
    name = name or (source.name if isinstance(source, Path) else "")
    try:
        data = source if isinstance(source, bytes) else read_bytes(source, limits)
        if len(data) > limits.file:
            raise Rejected("too_large", what=f"文件大于 {size_text(limits.file)}")
        with refusing():
            grids = _read(data, name, limits)
        if not grids:
            raise Rejected("no_sheets")
        return [drop_unseen(grid) for grid in grids]
    except Rejected as rejected:
        raise rejected.named(name) from rejected.__cause__
    except MemoryError as problem:
        raise Rejected("too_large", name, what="读取占用内存过多") from problem
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as problem:  # a panic of a Rust library is no Exception
        raise Rejected("damaged", name) from problem


def read_bytes(path: Path, limits: Limits = LIMITS) -> bytes:
    """The bytes of a regular file. Raises `Rejected`: not_a_file, unreadable, too_large, lock_file."""
    if reason := name_reason(path.name):
        raise Rejected(reason, path.name)
    try:
        status = path.lstat()
        if S_ISDIR(status.st_mode) and not os.access(path, os.R_OK | os.X_OK):
            raise Rejected("unreadable", path.name, why="这是文件夹，没有权限打开")
        if not S_ISREG(status.st_mode):
            raise Rejected("not_a_file", path.name)
        if status.st_size > limits.file:
            raise Rejected("too_large", path.name, what=f"文件大于 {size_text(limits.file)}")
        return path.read_bytes()
    except OSError as problem:
        raise Rejected("unreadable", path.name, why=fault_text(problem)) from problem


def _read(data: bytes, name: str, limits: Limits) -> list[Grid]:
    parts = Zip(data, limits) if is_zip(data) and not name_reason(name) else None
    kind = package_kind(parts) if parts else sniff(data, name, limits)
    if kind.reason_code == "encrypted" and (opened := decrypted(data)) and opened != data:
        return _read(opened, name, limits)
    if kind.reason_code:
        raise kind.rejected(name)
    if parts:
        return _read_package(parts, kind.format, name)
    if kind.format is Format.XLS:
        from minsheng_xl.reading.files.xls import read_xls

        return read_xls(data, name, limits)
    return _read_text(data, kind.format, name, limits)


def _read_package(parts: Zip, form: Format, name: str) -> list[Grid]:
    """The sheets of a zipped workbook; readers of other formats than xlsx load when one is met."""
    if form is Format.ODS:
        from minsheng_xl.reading.files.ods import read_ods

        styles = parts.read("styles.xml") if parts.find("styles.xml") else b""
        return read_ods(parts.read("content.xml"), name, parts.limits, styles)
    if form is Format.XLSB:
        from minsheng_xl.reading.files.xlsb import read_xlsb

        return read_xlsb(parts, name)
    return read_xlsx(parts, name)


def _read_text(data: bytes, form: Format, name: str, limits: Limits) -> list[Grid]:
    text, _ = plain_text.decode(data)
    match form:
        case Format.HTML:
            from minsheng_xl.reading.files.html import read_html

            return read_html(text, name, limits)
        case Format.XML2003:
            from minsheng_xl.reading.files.xml2003 import read_xml2003

            return read_xml2003(text, name, limits)
        case Format.FODS:
            from minsheng_xl.reading.files.ods import read_ods

            return read_ods(data, name, limits)
        case _:
            return [plain_text.read_text(text, name, limits)]
