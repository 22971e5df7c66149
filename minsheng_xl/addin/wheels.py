"""Wheels for 64-bit Windows: what a file name and the METADATA inside say."""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from minsheng_xl.errors import InputError

PLATFORMS = {"any", "win_amd64"}
FILE_NAME = re.compile(
    r"(?P<name>[^-]+)-(?P<version>[^-]+)(-\d[^-]*)?-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl"
)
REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
CLAUSE = re.compile(r"(\w+)\s*(<=|>=|==|!=|<|>)\s*[\"']([^\"']*)[\"']")
COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
}
"""What the markers of a requirement may ask, answered for the PC the kit is for."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel file, its compatibility tags and its requirements as METADATA states them."""

    path: Path
    name: str
    pythons: tuple[str, ...]
    abis: tuple[str, ...]
    platforms: tuple[str, ...]
    requires: tuple[str, ...]

    def fits(self, version: str) -> bool:
        """Whether it runs on 64-bit Windows with CPython `version` ("311")."""
        if not PLATFORMS.intersection(self.platforms):
            return False
        if "abi3" in self.abis:
            return any(_minor(tag) <= int(version[1:]) for tag in self.pythons if tag.startswith("cp3"))
        return bool({"py3", f"py{version}", f"cp{version}"}.intersection(self.pythons))


def read_wheel(path: Path) -> Wheel:
    """Read a wheel's name and metadata; InputError where it is not a wheel."""
    named = FILE_NAME.fullmatch(path.name)
    if named is None:
        raise InputError(f"{path.name} 不是轮子文件的名字", "请保留下载时的原文件名")
    try:
        with ZipFile(path) as archive:
            inside = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            metadata = HeaderParser().parsestr(archive.read(inside).decode("utf-8"))
    except (BadZipFile, OSError, StopIteration) as error:
        raise InputError(f"{path.name} 不是完好的轮子文件", "请重新取得这个文件") from error
    pythons, abis, platforms = (tuple(named[part].split(".")) for part in ("python", "abi", "platform"))
    requires = tuple(metadata.get_all("Requires-Dist", ()))
    return Wheel(path, normal_name(named["name"]), pythons, abis, platforms, requires)


def missing_requirements(product: str, wheels: Sequence[Wheel], version: str) -> list[str]:
    """What the product needs with CPython `version`, directly or through others, and the wheels lack."""
    known = {wheel.name: wheel for wheel in wheels}
    needed, seen = [product], set[str]()
    while needed:
        name = needed.pop()
        if name not in seen and name in known:
            needed += _needs(known[name], version)
        seen.add(name)
    return sorted(seen - known.keys())


def normal_name(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _needs(wheel: Wheel, version: str) -> list[str]:
    names = []
    for line in wheel.requires:
        requirement, _, marker = line.partition(";")
        found = REQUIREMENT.match(requirement.strip())
        if found and (not marker or _holds(marker, version)):
            names.append(normal_name(found[0]))
    return names


def _holds(marker: str, version: str) -> bool:
    """Whether a marker holds on the target; one that asks for an extra does not."""
    return any(
        all(_clause(clause, version) for clause in alternative.split(" and "))
        for alternative in marker.split(" or ")
    )


def _clause(text: str, version: str) -> bool:
    found = CLAUSE.search(text)
    if found is None:
        return False
    name, comparison, wanted = found.groups()
    if name in ("python_version", "python_full_version"):
        here = (int(version[0]), int(version[1:]))
        return bool(COMPARE[comparison](here, tuple(int(part) for part in re.findall(r"\d+", wanted)[:2])))
    return name in WINDOWS and bool(COMPARE[comparison](WINDOWS[name], wanted))


def _minor(tag: str) -> int:
    return int(re.sub(r"\D", "", tag[3:]) or 0)
