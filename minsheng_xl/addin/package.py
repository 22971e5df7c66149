"""What XlsxWriter does not write: add-in content type, ribbon parts, macros behind shapes, fixed dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from minsheng_xl.actions import ACTIONS
from minsheng_xl.addin.ribbon import PARTS, ribbon_xml

BUILT = (2021, 1, 1, 0, 0, 0)
"""The date every part bears, so that two builds of the same sources are the same bytes."""

WORKBOOK_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADDIN_TYPE = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
ROUND_CORNERS = b'<a:prstGeom prst="roundRect"><a:avLst><a:gd name="adj" fmla="val 14000"/></a:avLst>'
SHAPE = re.compile(rb'<xdr:sp macro="" (textlink="[^"]*"><xdr:nvSpPr><xdr:cNvPr [^>]*descr="([^"]*)")')
MACROS = {action.label.encode(): action.macro.encode() for action in ACTIONS}


def as_addin(book: bytes) -> bytes:
    """The workbook as an add-in: hidden by Excel, its macros at every workbook's service."""
    return repacked(book, _retyped)


def with_ribbon(book: bytes) -> bytes:
    """The workbook with the ribbon tab, in both parts."""
    return repacked(book, _related, [(part.path, ribbon_xml(part)) for part in PARTS])


def with_live_shapes(book: bytes) -> bytes:
    """The workbook with text boxes made buttons: a box described by an action's label runs its macro."""
    return repacked(book, _live)


def repacked(
    book: bytes, change: Callable[[str, bytes], bytes], added: Iterable[tuple[str, bytes]] = ()
) -> bytes:
    """The package with every part (name, bytes) changed, parts added, and nothing of when or where in it."""
    with ZipFile(BytesIO(book)) as package:
        parts = [(name, change(name, package.read(name))) for name in package.namelist()]
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, data in [*parts, *added]:
            entry = ZipInfo(name, BUILT)
            entry.create_system = 0
            package.writestr(entry, data, ZIP_DEFLATED)
    return out.getvalue()


def write_whole(path: Path, data: bytes) -> Path:
    """Write beside the final name, then rename over it."""
    draft = path.with_name(f"~{path.name}.tmp")
    draft.write_bytes(data)
    return draft.replace(path)


def _retyped(name: str, data: bytes) -> bytes:
    return data.replace(WORKBOOK_TYPE, ADDIN_TYPE) if name == "[Content_Types].xml" else data


def _related(name: str, data: bytes) -> bytes:
    if name != "_rels/.rels":
        return data
    links = "".join(
        f'<Relationship Id="ribbon{number}" Type="{part.relationship}" Target="{part.path}"/>'
        for number, part in enumerate(PARTS, 1)
    )
    return data.replace(b"</Relationships>", links.encode() + b"</Relationships>")


def _live(name: str, data: bytes) -> bytes:
    if not name.startswith("xl/drawings/drawing"):
        return data
    data = SHAPE.sub(lambda found: b'<xdr:sp macro="[0]!%s" %s' % (MACROS[found[2]], found[1]), data)
    return data.replace(b'<a:prstGeom prst="rect"><a:avLst/>', ROUND_CORNERS)
