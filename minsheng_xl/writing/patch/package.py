"""The zip container of a workbook: parts in their order, untouched ones written back as the same bytes."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.writing.patch import markup
from minsheng_xl.writing.patch.markup import Element, attributes

_RESAVE: Final = "请用 Excel 或 WPS 打开后另存为 xlsx 再试"
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_FIRST_DAY: Final = (0, 0x21)  # 1980-01-01 00:00, the date of every part made here
_LEVEL: Final = 4  # zlib: half the time of its default for 8 % more bytes
_CONTENT_TYPES: Final = "[Content_Types].xml"
_RELS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SIGNATURES: Final = "_xmlsignatures/"
_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"


@dataclass(slots=True)
class Entry:
    """One file of the zip as it is stored: its compressed bytes and the fields of its directory record."""

    name: str
    raw_name: bytes
    data: bytes
    size: int
    crc: int
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    stamp: tuple[int, int] = _FIRST_DAY
    made_by: int = 20
    internal: int = 0
    external: int = 0
    extra: bytes = b""
    comment: bytes = b""

    @classmethod
    def packed(cls, name: str, content: bytes, like: Entry | None = None) -> Entry:
        """A changed or new part; a changed one keeps its name and date."""
        squeezer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
        data = squeezer.compress(content) + squeezer.flush()
        raw = like.raw_name if like else name.encode()
        flags = like.flags & 0x800 if like else (0 if name.isascii() else 0x800)
        stamp = like.stamp if like else _FIRST_DAY
        return cls(name, raw, data, len(content), zlib.crc32(content), flags=flags, stamp=stamp)

    def content(self) -> bytes:
        """The part unpacked. Raises InputError if it is damaged."""
        try:
            content = self.data if self.method == 0 else zlib.decompress(self.data, -15)
        except zlib.error as error:
            raise InputError(f"工作簿已损坏：部件 {self.name} 解压不了", _RESAVE) from error
        if zlib.crc32(content) != self.crc or self.method not in (0, zipfile.ZIP_DEFLATED):
            raise InputError(f"工作簿已损坏：部件 {self.name} 校验不符", _RESAVE)
        return content

    def record(self) -> bytes:
        """Local header and data."""
        fields = (20, self.flags, self.method, *self.stamp, self.crc, len(self.data), self.size)
        header = _LOCAL.pack(b"PK\x03\x04", *fields, len(self.raw_name), 0)
        return header + self.raw_name + self.data

    def directory(self, offset: int) -> bytes:
        """Central directory record of an entry that stands at `offset`."""
        fields = (20, self.flags, self.method, *self.stamp, self.crc, len(self.data), self.size)
        lengths = (len(self.raw_name), len(self.extra), len(self.comment))
        rest = (0, self.internal, self.external, offset)
        header = _CENTRAL.pack(b"PK\x01\x02", self.made_by, *fields, *lengths, *rest)
        return header + self.raw_name + self.extra + self.comment


def read_entries(data: bytes) -> list[Entry]:
    """Entries of a zip in the order of its directory. Raises InputError if it is no whole zip."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise InputError("文件是加密的工作簿或旧版 xls，不能直接改写", "请去掉打开密码，另存为 xlsx 再试")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [_entry(data, info) for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError) as error:
        raise InputError("文件不是完整的 xlsx 工作簿", _RESAVE) from error


def _entry(data: bytes, info: zipfile.ZipInfo) -> Entry:
    if info.flag_bits & 1:
        raise InputError("压缩包设有密码，打不开", "请去掉密码再试")
    raw = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
    signature, *_, name_length, extra_length = _LOCAL.unpack_from(data, info.header_offset)
    start = info.header_offset + _LOCAL.size + name_length + extra_length
    packed = data[start : start + info.compress_size]
    if signature != b"PK\x03\x04" or len(packed) != info.compress_size:
        raise InputError(f"工作簿已损坏：部件 {info.filename} 不完整", _RESAVE)
    year, month, day, hour, minute, second = info.date_time
    stamp = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
    return Entry(
        info.filename.replace("\\", "/"),
        raw,
        packed,
        info.file_size,
        info.CRC,
        info.compress_type,
        info.flag_bits & ~8,  # sizes stand in the local header here, not behind the data
        stamp,
        info.create_system << 8 | info.create_version,
        info.internal_attr,
        info.external_attr,
        _without_zip64(info.extra),
        info.comment,
    )


def _without_zip64(extra: bytes) -> bytes:
    """Extra fields but for 64-bit sizes: sizes are written in the plain fields."""
    kept, position = b"", 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind != 1:
            kept += extra[position : position + 4 + length]
        position += 4 + length
    return kept


def write_entries(entries: Iterable[Entry]) -> bytes:
    """A zip of these entries, in this order."""
    records: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        record = entry.record()
        directory.append(entry.directory(offset))
        records.append(record)
        offset += len(record)
    size, count = sum(map(len, directory)), len(directory)
    if offset + size > 0xFFFFFFFF:
        raise OutputError("工作簿超过 4 GB，写不出来", "请拆成几个工作簿")
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)
    return b"".join((*records, *directory, end))


class Relation(NamedTuple):
    """One relationship of a part; `kind` is the last word of its type, `target` a part name if internal."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """Parts by name. What is not `put` stays, compressed, as it came."""

    def __init__(self, source: Path | bytes) -> None:
        data = source if isinstance(source, bytes) else _read(source)
        self._entries = {entry.name: entry for entry in read_entries(data)}
        self._folded = {name.casefold(): name for name in self._entries}
        self._texts: dict[str, str] = {}
        self._changed: dict[str, bytes | str] = {}
        if _CONTENT_TYPES.casefold() not in self._folded:
            raise InputError("文件不是 xlsx 工作簿（压缩包里没有部件清单）", _RESAVE)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._folded

    @property
    def names(self) -> list[str]:
        """Part names in file order."""
        return list(self._entries)

    def entries(self) -> list[Entry]:
        """The entries as they are to be written."""
        return [self._written(name, entry) for name, entry in self._entries.items()]

    def _written(self, name: str, entry: Entry) -> Entry:
        changed = self._changed.get(name)
        if changed is None:
            return entry
        content = changed.encode() if isinstance(changed, str) else changed
        return Entry.packed(name, content, entry)

    def to_bytes(self) -> bytes:
        """The whole package."""
        return write_entries(self.entries())

    def content(self, name: str) -> bytes:
        """A part's bytes. Raises InputError if there is none."""
        name = self._real(name)
        changed = self._changed.get(name)
        if changed is not None:
            return changed.encode() if isinstance(changed, str) else changed
        return self._entries[name].content()

    def text(self, name: str) -> str:
        """An XML part as text."""
        name = self._real(name)
        if name not in self._texts:
            self._texts[name] = markup.decode(self.content(name), name)
        return self._texts[name]

    def _real(self, name: str) -> str:
        real = self._folded.get(name.casefold())
        if real is None:
            raise InputError(f"工作簿缺少部件 {name}", _RESAVE)
        return real

    def put(self, name: str, content: str | bytes) -> None:
        """Change or add a part; content that is what it was changes nothing."""
        name = self._folded.setdefault(name.casefold(), name)
        if name not in self._entries:
            self._entries[name] = Entry.packed(name, b"")
        elif content == (self.text(name) if isinstance(content, str) else self.content(name)):
            return
        self._texts.pop(name, None)
        if isinstance(content, str):
            self._texts[name] = content
        self._changed[name] = content

    def remove(self, name: str) -> None:
        """Take a part out, with its content type."""
        real = self._folded.pop(name.casefold())
        del self._entries[real]
        self._changed.pop(real, None)
        self._texts.pop(real, None)
        types = Element.parse(self.text(_CONTENT_TYPES))
        types.children = [child for child in types.children if not _overrides(child, real)]
        self.put(_CONTENT_TYPES, types.text)

    def drop_signatures(self) -> None:
        """Take out digital signatures: on a changed package they only say that it was tampered with."""
        for name in [each for each in self._entries if each.lower().lstrip("/").startswith(_SIGNATURES)]:
            self.unrelate("", name)
            self.remove(name)

    def free_name(self, pattern: str) -> str:
        """The first unused name of a pattern such as `xl/comments{}.xml`."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def content_type(self, name: str) -> str:
        """Content type of a part."""
        types = Element.parse(self.text(_CONTENT_TYPES))
        for child in types.all("Override"):
            if _overrides(child, name):
                return attributes(child).get("ContentType", "")
        extension = name.rpartition(".")[2].casefold()
        defaults = map(attributes, types.all("Default"))
        return next(
            (d["ContentType"] for d in defaults if d.get("Extension", "").casefold() == extension), ""
        )

    def declare(self, name: str, content_type: str) -> None:
        """Give a part its content type: by extension for rels and vml, by name otherwise."""
        types = Element.parse(self.text(_CONTENT_TYPES))
        extension = name.rpartition(".")[2]
        if extension != "xml":
            known = {attributes(child).get("Extension", "").casefold() for child in types.all("Default")}
            if extension in known:
                return
            new = f'<{types.prefix}Default Extension="{extension}" ContentType="{content_type}"/>'
            types.children.insert(0, new)
        else:
            new = f'<{types.prefix}Override PartName="/{name}" ContentType="{content_type}"/>'
            types.children.append(new)
        self.put(_CONTENT_TYPES, types.text)

    def relations(self, part: str) -> list[Relation]:
        """Relationships of a part (of the package itself: "")."""
        name = _rels_name(part)
        if name not in self:
            return []
        tags = map(attributes, Element.parse(self.text(name)).all("Relationship"))
        return [_relation(part, tag) for tag in tags]

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the existing parts a part is related to in this way."""
        found = [relation for relation in self.relations(part) if relation.kind == kind]
        return [self._real(rel.target) for rel in found if not rel.external and rel.target in self]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another and return the relationship's id."""
        name = _rels_name(part)
        if name not in self:
            xmlns = "http://schemas.openxmlformats.org/package/2006/relationships"
            self.put(name, f'{markup.DECLARATION}<Relationships xmlns="{xmlns}"></Relationships>')
            self.declare(name, _RELS_TYPE)
        rels = Element.parse(self.text(name))
        used = {attributes(child).get("Id") for child in rels.all("Relationship")}
        new_id = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
        type_ = f"{self.relation_namespace}/{kind}"
        path = posixpath.relpath(target, posixpath.dirname(part) or ".")
        rels.children.append(f'<{rels.prefix}Relationship Id="{new_id}" Type="{type_}" Target="{path}"/>')
        self.put(name, rels.text)
        return new_id

    def unrelate(self, part: str, target: str) -> None:
        """Take away the relationships from a part to another."""
        name = _rels_name(part)
        rels = Element.parse(self.text(name))
        rels.children = [
            child
            for child in rels.children
            if markup.child_name(child) != "Relationship"
            or _relation(part, attributes(child)).target.casefold() != target.casefold()
        ]
        self.put(name, rels.text)

    @property
    def relation_namespace(self) -> str:
        """Namespace of relationship types: the usual one, or that of strict files."""
        return _STRICT if _STRICT in self.text("_rels/.rels") else _OFFICE


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"打不开文件 {path.name}", "请确认文件存在、没有被其他程序占用") from error


def _overrides(child: str, name: str) -> bool:
    return attributes(child).get("PartName", "").lstrip("/").casefold() == name.casefold()


def _rels_name(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _relation(part: str, tag: dict[str, str]) -> Relation:
    external = tag.get("TargetMode", "").casefold() == "external"
    target = tag.get("Target", "")
    if not external:
        path = target.replace("\\", "/")
        base = "" if path.startswith("/") else posixpath.dirname(part)
        target = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
    return Relation(tag.get("Id", ""), tag.get("Type", "").rpartition("/")[2], target, external)
