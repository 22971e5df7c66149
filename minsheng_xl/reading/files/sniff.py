"""What a file really is, by its bytes and not by its name."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass, field
from enum import StrEnum

from minsheng_xl.formats.cfb import SIGNATURE, CompoundFile
from minsheng_xl.formats.faults import TruncatedError
from minsheng_xl.formats.limits import LIMITS, Limits
from minsheng_xl.formats.zips import Zip, is_zip
from minsheng_xl.reading.files import plain_text
from minsheng_xl.reading.files.rejected import Rejected, format_label, refusing


class Format(StrEnum):
    """Formats told apart. The value is the key of the Chinese label in data/wording/files.toml."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    STRICT = "strict"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    FODS = "fods"
    HTML = "html"
    XML2003 = "xml2003"
    CSV = "csv"
    TSV = "tsv"
    TEXT = "text"
    ZIP = "zip"
    DOCX = "docx"
    DOC = "doc"
    PRESENTATION = "presentation"
    PDF = "pdf"
    PICTURE = "picture"
    RAR = "rar"
    SEVEN_ZIP = "seven_zip"
    GZIP = "gzip"
    OFD = "ofd"
    ODF = "odf"
    OTHER_ARCHIVE = "other_archive"
    OLD_TABLE = "old_table"
    DATABASE = "database"
    JSON = "json"
    NUMBERS = "numbers"
    WEB_PAGE = "web_page"
    MHTML = "mhtml"
    SHORTCUT = "shortcut"
    PROGRAM = "program"
    MAIL = "mail"
    UNKNOWN = "unknown"


SHEETS = frozenset(
    {Format.XLSX, Format.XLSM, Format.STRICT, Format.XLSB, Format.XLS, Format.ODS, Format.FODS}
    | {Format.XML2003}
)
"""Workbooks, and never running text."""
TABLES = SHEETS | {Format.HTML, Format.CSV, Format.TSV, Format.TEXT}
PAGES = (Format.HTML, Format.WEB_PAGE)
_REASONS = {
    Format.ZIP: "archive",
    Format.RAR: "archive_unsupported",
    Format.SEVEN_ZIP: "archive_unsupported",
    Format.GZIP: "archive_unsupported",
    Format.OTHER_ARCHIVE: "archive_unsupported",
    Format.MHTML: "old_format",
    Format.OLD_TABLE: "old_format",
    Format.DATABASE: "old_format",
    Format.NUMBERS: "old_format",
}


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is. `reason_code` is empty when its tables can be read; `encoding` is set for texts."""

    format: Format
    reason_code: str = ""
    encoding: str = ""
    facts: dict[str, str] = field(default_factory=dict, hash=False)
    """What the sentence of the reason names: a part, a line, a size."""

    @property
    def label(self) -> str:
        """What a person calls it."""
        return format_label(self.format)

    def rejected(self, file: str) -> Rejected:
        """The refusal to show for a kind with a reason code."""
        return Rejected(self.reason_code, file, **{"what": self.label} | self.facts)


_LITTER = re.compile(
    r"\._.*|thumbs\.db|desktop\.ini|\.ds_store|.*\.(tmp|crdownload|downloading|part|td)", re.IGNORECASE
)
_LOCKS = ("~$", ".~lock.", ".~")

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"Rar!\x1a\x07", Format.RAR),
    (b"7z\xbc\xaf\x27\x1c", Format.SEVEN_ZIP),
    (b"\x1f\x8b\x08", Format.GZIP),
    (b"%PDF-", Format.PDF),
    (b"\xff\xd8\xff", Format.PICTURE),
    (b"\x89PNG\r\n\x1a\n", Format.PICTURE),
    (b"GIF8", Format.PICTURE),
    (b"BM", Format.PICTURE),
    (b"II*\x00", Format.PICTURE),
    (b"MM\x00*", Format.PICTURE),
    (b"{\\rtf", Format.DOC),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Format.SHORTCUT),
    (b"[InternetShortcut]", Format.SHORTCUT),
    (b"BZh", Format.OTHER_ARCHIVE),
    (b"\xfd7zXZ\x00", Format.OTHER_ARCHIVE),
    (b"MSCF\x00\x00\x00\x00", Format.OTHER_ARCHIVE),
    (b"ID;P", Format.OLD_TABLE),
    (b"TABLE\r\n0,1\r\n", Format.OLD_TABLE),
    (b"TABLE\n0,1\n", Format.OLD_TABLE),
    (b"socialcalc:version", Format.OLD_TABLE),
    (b"\x00\x00\x02\x00\x06\x04", Format.OLD_TABLE),
    (b"\x00\x00\x1a\x00", Format.OLD_TABLE),
    (b"SQLite format 3\x00", Format.DATABASE),
    (b"\x00\x01\x00\x00Standard ", Format.DATABASE),
    (b"MZ", Format.PROGRAM),
    (b"\x7fELF", Format.PROGRAM),
)
_DBASE = re.compile(rb"[\x02\x03\x30\x31\x43\x83\x8b\xf5][\x00-\xff][\x01-\x0c][\x01-\x1f](?s:.{8})\x00\x00")
"""Version, year, month and day of the last change, counts, and two bytes that are always zero."""
_MARKUP = re.compile(r"\s*<[?!/A-Za-z][^<>]*[<>]")
"""A tag at the start; a lone `<` is a sign in a table."""
_SIGNATURES = (
    b"_xmlsignatures/",
    b"META-INF/documentsignatures.xml",
    "_xmlsignatures".encode("utf-16-le"),
    "_signatures".encode("utf-16-le"),
)
_DRM = (b"%TSD-Header-###%", b"\x62\x14\x23\x65", b"E-SafeNet")
_FILEPASS = 0x002F
_BARE_BIFF = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)


def sniff(data: bytes, name: str = "", limits: Limits = LIMITS) -> FileKind:
    """What `data` is. Only lock files and litter are known by `name`; nothing is ever raised."""
    if lost := name_reason(name):
        return FileKind(Format.UNKNOWN, lost)
    if not data:
        return FileKind(Format.UNKNOWN, "empty")
    if not data.strip(b"\x00"):
        return FileKind(Format.UNKNOWN, "truncated")
    if is_zip(data):
        try:
            with refusing():
                return package_kind(Zip(data, limits))
        except Rejected as rejected:
            return FileKind(Format.ZIP, rejected.reason_code, facts=rejected.facts)
    if data.startswith(SIGNATURE):
        return _compound_kind(data)
    return _magic_kind(data) or _text_kind(data)


def is_signed(data: bytes) -> bool:
    """Whether a workbook carries a digital signature: a part or stream of its own, named in the clear."""
    return data.startswith((b"PK", SIGNATURE)) and any(mark in data for mark in _SIGNATURES)


def name_reason(name: str) -> str:
    """The reason code of a file nobody meant to send, by its name alone; empty for every other name."""
    base = re.split(r"[\\/]", name)[-1]
    if base.startswith(_LOCKS):
        return "lock_file"
    return "litter" if _LITTER.fullmatch(base) else ""


def _kind(form: Format, encoding: str = "") -> FileKind:
    return FileKind(form, "" if form in TABLES else _REASONS.get(form, "not_a_table"), encoding)


def _magic_kind(data: bytes) -> FileKind | None:
    if any(mark in data[:32] for mark in _DRM):
        return FileKind(Format.UNKNOWN, "drm")
    if data.startswith(_BARE_BIFF):
        return _kind(Format.XLS)
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return _kind(Format.PICTURE)
    if data[257:262] == b"ustar":
        return _kind(Format.OTHER_ARCHIVE)
    if _DBASE.match(data):
        return _kind(Format.DATABASE)
    for magic, form in _MAGIC:
        if data.startswith(magic):
            return _kind(form)
    return None


_TYPES = {
    b"spreadsheetml.sheet.main+xml": Format.XLSX,
    b"spreadsheetml.template.main+xml": Format.XLSX,
    b"ms-excel.sheet.macroEnabled": Format.XLSM,
    b"ms-excel.template.macroEnabled": Format.XLSM,
    b"ms-excel.addin.macroEnabled": Format.XLSM,
    b"ms-excel.sheet.binary": Format.XLSB,
    b"wordprocessingml": Format.DOCX,
    b"presentationml": Format.PRESENTATION,
}
_MEMBERS = {
    "xl/workbook.xml": Format.XLSX,
    "xl/workbook.bin": Format.XLSB,
    "word/document.xml": Format.DOCX,
    "ppt/presentation.xml": Format.PRESENTATION,
    "ofd.xml": Format.OFD,
    "index/document.iwa": Format.NUMBERS,
}


def package_kind(parts: Zip) -> FileKind:
    """What a zip holds; of a workbook the container is checked too. Raises a `FormatError` as `Zip` does."""
    if not parts.entries:
        return FileKind(Format.ZIP, "archive_empty")
    form = _package_format(parts)
    if form in TABLES:
        parts.check_parts()
    if form is Format.XLSX and _is_strict(parts):
        form = Format.STRICT
    if form is Format.ODS and _ods_encrypted(parts):
        return FileKind(form, "encrypted")
    return _kind(form)


def _package_format(parts: Zip) -> Format:
    if types := parts.find("[Content_Types].xml"):
        content = parts.read(types)
        for mark, form in _TYPES.items():
            if mark in content:
                return form
    for member, form in _MEMBERS.items():
        if parts.find(member):
            return form
    if "mimetype" in parts.entries:
        mime = parts.head("mimetype", 100)
        if mime.startswith(b"application/vnd.oasis.opendocument"):
            return Format.ODS if b".spreadsheet" in mime else Format.ODF
    return Format.ZIP


def _is_strict(parts: Zip) -> bool:
    book = parts.find("xl/workbook.xml")
    return bool(book) and b"http://purl.oclc.org/ooxml/" in parts.head(book, 2048)


def _ods_encrypted(parts: Zip) -> bool:
    manifest = parts.find("META-INF/manifest.xml")
    return bool(manifest) and b"encryption-data" in parts.read(manifest)


def _compound_kind(data: bytes) -> FileKind:
    try:
        document = CompoundFile(data)
        streams = document.streams
        if "EncryptedPackage" in streams:
            return FileKind(Format.XLSX, "encrypted")
        if any("DRMContent" in name for name in streams):
            return FileKind(Format.XLSX, "drm")
        for stream in ("Workbook", "Book", "WORKBOOK"):
            if stream in streams:
                return FileKind(Format.XLS, "encrypted" if _has_password(document.head(stream)) else "")
    except TruncatedError:
        return FileKind(Format.XLS, "truncated")
    if "WordDocument" in streams:
        return _kind(Format.DOC)
    if "PowerPoint Document" in streams:
        return _kind(Format.PRESENTATION)
    return _kind(Format.MAIL if any(name.startswith("__properties") for name in streams) else Format.UNKNOWN)


def _has_password(head: bytes) -> bool:
    """Whether a workbook stream announces a password near its beginning ([MS-XLS] 2.4.117, FILEPASS)."""
    position = 0
    while position + 4 <= len(head):
        record, size = struct.unpack_from("<2H", head, position)
        if record == _FILEPASS:
            return True
        position += 4 + size
    return False


def _text_kind(data: bytes) -> FileKind:
    try:
        text, encoding = plain_text.decode(data)
    except Rejected as rejected:
        return FileKind(Format.TEXT, rejected.reason_code, facts=rejected.facts)
    if not encoding:
        return _kind(Format.UNKNOWN)
    if not text.strip():
        return FileKind(Format.TEXT, "empty", encoding)
    if _MARKUP.match(text):
        return _markup_kind(text, encoding)
    if re.match(r"\s*(MIME-Version|From|Received|Date):", text):
        return _kind(Format.MHTML if "multipart/related" in text[:2000] else Format.MAIL)
    if _is_json(text):
        return _kind(Format.JSON)
    delimiter = plain_text.find_delimiter(text)
    return _kind({"": Format.TEXT, "\t": Format.TSV}.get(delimiter, Format.CSV), encoding)


def _is_json(text: str) -> bool:
    """Whether a text is what a web service answered: an object or a list, as a failed download leaves it."""
    if not re.match(r"\s*[\[{]", text):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _markup_kind(text: str, encoding: str) -> FileKind:
    head = text[:4096]
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and re.search(r"<(\w+:)?Workbook\b", head):
        return _kind(Format.XML2003, encoding)
    if "opendocument:xmlns:office" in head and "office:document" in head:
        return _kind(Format.FODS if "office:spreadsheet" in text else Format.ODF, encoding)
    if re.search(r"<table\b", text, re.IGNORECASE):
        return _kind(Format.HTML, encoding)
    if re.search(r"<(!doctype html|html|body|script)\b", head, re.IGNORECASE):
        return _kind(Format.WEB_PAGE)
    if "schemas.microsoft.com/office/word" in head:
        return _kind(Format.DOC)
    return _kind(Format.UNKNOWN)
