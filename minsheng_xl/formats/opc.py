"""How the parts of an Office package are tied together: relations and content types.

Relations: ECMA-376 part 2, 6.5; content types: part 2, 7.2.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from typing import Final, NamedTuple
from urllib.parse import unquote

from minsheng_xl.formats.xml import DECLARATION, elements, in_utf8
from minsheng_xl.formats.xml_text import Element, attribute
from minsheng_xl.formats.zips import Zip

CONTENT_TYPES: Final = "[Content_Types].xml"
RELS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
"""Namespace of relation types."""
STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
"""The same in strict files."""
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
NO_RELATIONS: Final = f'{DECLARATION}<Relationships xmlns="{_RELATIONS}"></Relationships>'
"""A part of relations without any."""


class Relation(NamedTuple):
    """One relation of a part: the last word of its type, the target as written, and the part it means.

    `part` is empty for a target outside the package.
    """

    id: str
    kind: str
    target: str
    part: str


def rels_name(part: str) -> str:
    """Name of the part that holds a part's relations (of the package itself: "")."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def read_relations(xml: bytes, part: str) -> list[Relation]:
    """The relations of a part, from the part that holds them."""
    return [_relation(part, tag) for tag in elements(xml, rels_name(part), "Relationship")]


def _relation(part: str, tag: dict[str, str]) -> Relation:
    target, external = tag.get("Target", ""), tag.get("TargetMode", "").casefold() == "external"
    path = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target.replace("\\", "/")))
    meant = "" if external else path.lstrip("/")
    return Relation(tag.get("Id", ""), tag.get("Type", "").rpartition("/")[2], target, meant)


def relations(parts: Zip, source: str) -> dict[str, Relation]:
    """What a member refers to, by id; the member each means as it is named, empty where there is none."""
    source = source.replace("\\", "/")
    if not (links := parts.find(rels_name(source))):
        return {}
    found = read_relations(in_utf8(parts.read(links), links), source)
    return {each.id: each._replace(part=_member(parts, each.part)) for each in found}


def _member(parts: Zip, part: str) -> str:
    return (parts.find(part) or parts.find(unquote(part))) if part else ""


def with_relation(rels: str, part: str, kind: str, target: str) -> tuple[str, str]:
    """A part of relations with one more, of this whole type to a part; and its id."""
    root = Element.parse(rels)
    used = {attribute(child, "Id") for child in root.all("Relationship")}
    new_id = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
    path = posixpath.relpath(target, posixpath.dirname(part) or ".")
    root.children.append(f'<{root.prefix}Relationship Id="{new_id}" Type="{kind}" Target="{path}"/>')
    return root.text, new_id


def without_relations(rels: str, ids: Collection[str]) -> str:
    """A part of relations without these."""
    root = Element.parse(rels)
    gone = {child for child in root.all("Relationship") if (attribute(child, "Id") or "") in ids}
    root.children = [child for child in root.children if child not in gone]
    return root.text


def with_type(types: str, part: str, kind: str) -> str:
    """The content types with that of a part: by extension for rels and vml, by name otherwise."""
    root = Element.parse(types)
    extension = part.rpartition(".")[2]
    if extension != "xml":
        known = {(attribute(child, "Extension") or "").casefold() for child in root.all("Default")}
        if extension in known:
            return types
        root.children.insert(0, f'<{root.prefix}Default Extension="{extension}" ContentType="{kind}"/>')
    else:
        root.children.append(f'<{root.prefix}Override PartName="/{part}" ContentType="{kind}"/>')
    return root.text


def without_type(types: str, part: str) -> str:
    """The content types without that of a part."""
    root = Element.parse(types)
    root.children = [child for child in root.children if not _overrides(child, part)]
    return root.text


def _overrides(child: str, name: str) -> bool:
    return (attribute(child, "PartName") or "").lstrip("/").casefold() == name.casefold()
