"""The package of a workbook: parts in their order, untouched ones written back as the same bytes.

The border where what a file has against its own form becomes words for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.formats import cfb, opc, xml_text
from minsheng_xl.formats.faults import (
    DamagedError,
    DoctypeError,
    EncryptedError,
    FormatError,
    OversizedError,
)
from minsheng_xl.formats.limits import size_text
from minsheng_xl.formats.opc import Relation
from minsheng_xl.formats.zips import Entry, Zip, write_zip

_RESAVE: Final = "请用 Excel 或 WPS 打开后另存为 xlsx 再试"
_SIGNATURES: Final = "_xmlsignatures/"


@contextmanager
def _refusing() -> Iterator[None]:
    """What is wrong with the form of a file as an InputError."""
    try:
        yield
    except FormatError as fault:
        match fault:
            case EncryptedError():
                said = InputError("压缩包设有密码，打不开", "请去掉密码再试")
            case OversizedError(limit=limit):
                said = InputError(f"工作簿压缩异常：展开后超过 {size_text(limit)}", _RESAVE)
            case DoctypeError(part=part):
                said = InputError(f"工作簿部件 {part} 带有文档类型声明，可能不安全", _RESAVE)
            case DamagedError(part=part) if part:
                said = InputError(f"工作簿已损坏：部件 {part} 读不通", _RESAVE)
            case _:
                said = InputError("文件不是完整的 xlsx 工作簿", _RESAVE)
        raise said from fault


def packed(entries: Iterable[Entry]) -> bytes:
    """The package of these entries. OutputError where it is larger than a package can be."""
    try:
        return write_zip(entries)
    except OversizedError as fault:
        raise OutputError("工作簿超过 4 GB，写不出来", "请拆成几个工作簿") from fault


def _entries(data: bytes) -> list[Entry]:
    if data.startswith(cfb.SIGNATURE):
        raise InputError("文件是加密的工作簿或旧版 xls，不能直接改写", "请去掉打开密码，另存为 xlsx 再试")
    with _refusing():
        container = Zip(data)
        container.check_parts()
    members = (entry.renewed() for entry in container.entries.values())
    entries = [entry for entry in members if not entry.name.endswith("/")]
    for entry in entries:
        if len(entry.data) != entry.packed:
            raise InputError(f"工作簿已损坏：部件 {entry.name} 不完整", _RESAVE)
    return entries


class Package:
    """Parts by name. What is not `put` stays, compressed, as it came."""

    def __init__(self, source: Path | bytes) -> None:
        data = source if isinstance(source, bytes) else _read(source)
        self._entries = {entry.name: entry for entry in _entries(data)}
        self._folded = {name.casefold(): name for name in self._entries}
        self._texts: dict[str, str] = {}
        self._changed: dict[str, bytes | str] = {}
        if opc.CONTENT_TYPES.casefold() not in self._folded:
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
        return Entry.made(name, content, entry)

    def to_bytes(self) -> bytes:
        """The whole package."""
        return packed(self.entries())

    def content(self, name: str) -> bytes:
        """A part's bytes. Raises InputError if there is none."""
        name = self._real(name)
        changed = self._changed.get(name)
        if changed is not None:
            return changed.encode() if isinstance(changed, str) else changed
        with _refusing():
            return self._entries[name].content()

    def text(self, name: str) -> str:
        """An XML part as text."""
        name = self._real(name)
        if name not in self._texts:
            with _refusing():
                self._texts[name] = xml_text.decode(self.content(name), name)
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
            self._entries[name] = Entry.made(name, b"")
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
        self.put(opc.CONTENT_TYPES, opc.without_type(self.text(opc.CONTENT_TYPES), real))

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

    def declare(self, name: str, content_type: str) -> None:
        """Give a part its content type: by extension for rels and vml, by name otherwise."""
        self.put(opc.CONTENT_TYPES, opc.with_type(self.text(opc.CONTENT_TYPES), name, content_type))

    def relations(self, part: str) -> list[Relation]:
        """Relations of a part (of the package itself: "")."""
        name = opc.rels_name(part)
        return opc.read_relations(self.text(name).encode(), part) if name in self else []

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the existing parts a part is related to in this way."""
        found = [relation for relation in self.relations(part) if relation.kind == kind]
        return [self._real(each.part) for each in found if each.part in self]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another and return the relation's id."""
        name = opc.rels_name(part)
        if name not in self:
            self.put(name, opc.NO_RELATIONS)
            self.declare(name, opc.RELS_TYPE)
        whole_kind = f"{self.relation_namespace}/{kind}"
        rels, new_id = opc.with_relation(self.text(name), part, whole_kind, target)
        self.put(name, rels)
        return new_id

    def unrelate(self, part: str, target: str) -> None:
        """Take away the relations from a part to another."""
        self._drop(part, [each for each in self.relations(part) if each.part.casefold() == target.casefold()])

    def unrelate_all(self, part: str) -> None:
        """Take away all relations of a part."""
        self._drop(part, self.relations(part))

    def _drop(self, part: str, gone: Iterable[Relation]) -> None:
        if ids := {each.id for each in gone}:
            name = opc.rels_name(part)
            self.put(name, opc.without_relations(self.text(name), ids))

    @property
    def relation_namespace(self) -> str:
        """Namespace of relation types: the usual one, or that of strict files."""
        return opc.STRICT if opc.STRICT in self.text("_rels/.rels") else opc.OFFICE


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"打不开文件 {path.name}", "请确认文件存在、没有被其他程序占用") from error
