"""vbaProject.bin from source text alone, after the MS-OVBA specification.

The project carries no compiled code: Office compiles the sources when it opens the file (2.3.4.1 asks writers
for exactly that). Code page 936, one fixed identity per project name: the same sources give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import NAMESPACE_DNS, uuid5

from minsheng_xl.addin.vba_compression import compress, encrypt
from minsheng_xl.formats.cfb import compound_file

CODE_PAGE = 936
ENCODING = f"cp{CODE_PAGE}"
LONGEST_LINE = 1023
SOURCE_ONLY = bytes.fromhex("cc61ffff000100")
"""The whole _VBA_PROJECT stream of a project without a performance cache (MS-OVBA example 3.1.1)."""

Kind = Literal["standard", "workbook", "sheet"]
DOCUMENT_BASES: dict[Kind, str] = {
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
}
DOCUMENT_HEAD = """Attribute VB_Base = "{base}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
"""
REFERENCES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        r"#Microsoft Office 16.0 Object Library",
    ),
)


@dataclass(frozen=True, slots=True)
class Module:
    """A VBA module. Documents (the workbook, each sheet) must bear the code names the workbook gives them."""

    name: str
    code: str = ""
    kind: Kind = "standard"

    @property
    def source(self) -> str:
        """The text as stored: attributes first, CRLF line ends. ValueError for a line VBA cannot hold."""
        head = f'Attribute VB_Name = "{self.name}"\n'
        if self.kind in DOCUMENT_BASES:
            head += DOCUMENT_HEAD.format(base=DOCUMENT_BASES[self.kind])
        lines = (head + self.code).splitlines()
        for number, line in enumerate(lines, 1):
            if len(line) > LONGEST_LINE:
                raise ValueError(f"{self.name} line {number}: more than {LONGEST_LINE} characters")
        return "\r\n".join(lines) + "\r\n"


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The bytes of vbaProject.bin. UnicodeEncodeError for a character outside code page 936."""
    vba = {module.name: compress(module.source.encode(ENCODING)) for module in modules}
    vba["_VBA_PROJECT"] = SOURCE_ONLY
    vba["dir"] = compress(_dir_stream(name, modules))
    return compound_file({"VBA": vba, "PROJECT": _project(name, modules), "PROJECTwm": _name_map(modules)})


def _dir_stream(name: str, modules: Sequence[Module]) -> bytes:
    """What the project is, what it refers to, which modules it has (2.3.4.2)."""
    parts = [_project_records(name)]
    parts += [_reference_records(*reference) for reference in REFERENCES]
    parts += [_record(0x0F, struct.pack("<H", len(modules))), _record(0x13, b"\xff\xff")]
    parts += [_module_records(module) for module in modules]
    return b"".join([*parts, _record(0x10)])


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _project_records(name: str) -> bytes:
    win64, english = struct.pack("<I", 3), struct.pack("<I", 0x409)
    return b"".join(
        [
            _record(0x01, win64),
            _record(0x02, english),
            _record(0x14, english),
            _record(0x03, struct.pack("<H", CODE_PAGE)),
            _record(0x04, name.encode(ENCODING)),
            _record(0x05) + _record(0x40),  # description
            _record(0x06) + _record(0x3D),  # help file
            _record(0x07, bytes(4)) + _record(0x08, bytes(4)),  # help context, library flags
            struct.pack("<HIIH", 0x09, 4, 1, 0),  # version 1.0; its size field does not count the minor part
            _record(0x0C) + _record(0x3C),  # constants
        ]
    )


def _reference_records(name: str, library: str) -> bytes:
    library_id = library.encode(ENCODING)
    body = struct.pack("<I", len(library_id)) + library_id + bytes(6)
    return (
        _record(0x16, name.encode(ENCODING)) + _record(0x3E, name.encode("utf-16-le")) + _record(0x0D, body)
    )


def _module_records(module: Module) -> bytes:
    name, wide = module.name.encode(ENCODING), module.name.encode("utf-16-le")
    kind = 0x21 if module.kind == "standard" else 0x22
    return b"".join(
        [
            _record(0x19, name) + _record(0x47, wide),
            _record(0x1A, name) + _record(0x32, wide),  # the stream bears the module's name
            _record(0x1C) + _record(0x48),  # description
            _record(0x31, bytes(4)),  # the source starts at offset 0: nothing compiled before it
            _record(0x1E, bytes(4)),  # help context
            _record(0x2C, b"\xff\xff"),  # cookie
            _record(kind) + _record(0x2B),
        ]
    )


def _project(name: str, modules: Sequence[Module]) -> bytes:
    """The PROJECT stream (2.3.1): an ini file with the module list, no password, every window closed."""
    identity = f"{{{uuid5(NAMESPACE_DNS, name)}}}".upper()
    unprotected, no_password, visible = bytes(4), bytes(1), b"\xff"
    lines = [f'ID="{identity}"']
    lines += [
        f"Module={module.name}" if module.kind == "standard" else f"Document={module.name}/&H00000000"
        for module in modules
    ]
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypt(unprotected, identity, 0x20)}"',
        f'DPB="{encrypt(no_password, identity, 0x42)}"',
        f'GC="{encrypt(visible, identity, 0x64)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
    ]
    lines += [f"{module.name}=0, 0, 0, 0, C" for module in modules]
    return ("\r\n".join(lines) + "\r\n").encode(ENCODING)


def _name_map(modules: Sequence[Module]) -> bytes:
    """The PROJECTwm stream (2.3.3): every module name in the code page and in UTF-16."""
    pairs = (
        module.name.encode(ENCODING) + b"\0" + module.name.encode("utf-16-le") + b"\0\0" for module in modules
    )
    return b"".join(pairs) + b"\0\0"
