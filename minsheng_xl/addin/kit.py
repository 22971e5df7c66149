"""The offline kit: one folder that installs everything on an intranet PC, without administrator rights.

python/                     embeddable Python with all wheels unpacked; xlwings' DLLs beside python.exe
minsheng.xlam …             the add-ins and 民生工程.xlsm
安装.bat 卸载.bat            GBK, CRLF; copy files, write nothing to the registry
拖文件到此检查.bat …         for WPS and for PCs where macros are forbidden
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256 as sha256_of
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from minsheng_xl import data
from minsheng_xl.addin.build import build_addins
from minsheng_xl.addin.wheels import Wheel, missing_requirements, read_wheel
from minsheng_xl.errors import InputError, OutputError

PRODUCT = "minsheng-xl"
PACKAGES = PurePosixPath("Lib/site-packages")
TEXTS = {
    "install.bat": "安装.bat",
    "uninstall.bat": "卸载.bat",
    "drop_folder.bat": "拖文件夹到此汇总.bat",
    "drop_file.bat": "拖文件到此检查.bat",
    "readme.txt": "安装说明.txt",
}
"""Source text in macros/ and its name in the kit."""


def build_kit(python_zip: Path, sha256: str, wheels: Path, out: Path) -> Path:
    """Make the kit in the new folder `out` from an embeddable Python zip and a folder of Windows wheels.

    InputError for a zip that is not the one with that SHA-256, for unsafe member names, and for wheels that
    are missing, double or for another system; OutputError where `out` holds something or cannot be written.
    """
    _verify(python_zip, sha256)
    if out.exists() and any(out.iterdir()):
        raise OutputError(f"文件夹 {out} 不是空的", "请另选一个空文件夹")
    with _whole_folder(out) as draft:
        python = draft / "python"
        _extract(python_zip, python)
        version = _write_path_file(python)
        for wheel in _choose(wheels, version):
            _unpack(wheel, python)
        build_addins(draft)
        _write_texts(draft)
    return out


def _verify(python_zip: Path, sha256: str) -> None:
    try:
        found = sha256_of(python_zip.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"打不开 {python_zip}", "请给出 python-3.11.x-embed-amd64.zip 的路径") from error
    if found != sha256.strip().lower():
        remedy = "请重新取得官方文件，并核对其公布的 SHA-256"
        raise InputError(f"{python_zip.name} 的 SHA-256 是 {found}，与给出的不符", remedy)


@contextmanager
def _whole_folder(out: Path) -> Iterator[Path]:
    """A folder beside the final one that takes its name once the block ends without an exception."""
    draft = out.with_name(f"~{out.name}.tmp")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        yield draft
        if out.exists():
            out.rmdir()
        draft.rename(out)
    except OSError as error:
        raise OutputError(f"安装包写不进文件夹 {out}", "请检查剩余空间和权限，或另选文件夹") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _extract(archive: Path, folder: Path) -> None:
    for name, content in _members(archive):
        _write(folder / name, content)


def _members(archive: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files of a zip. InputError for a name that would leave the folder it is unpacked into."""
    try:
        with ZipFile(archive) as opened:
            for info in opened.infolist():
                if not info.is_dir():
                    yield _inside(archive, info.filename), opened.read(info)
    except BadZipFile as error:
        raise InputError(f"{archive.name} 不是完好的压缩文件", "请重新取得这个文件") from error


def _inside(archive: Path, name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or re.search(r"[\\:]", name):
        raise InputError(f"{archive.name} 里有不安全的文件名 {name!r}", "请不要使用这个文件")
    return path


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _write_path_file(python: Path) -> str:
    """Let the embeddable Python see its packages; the version as in file names (311)."""
    found = next(iter(sorted(python.glob("python3*._pth"))), None)
    if found is None or not (python / "python.exe").is_file():
        raise InputError("压缩文件里没有 python.exe 或 python3xx._pth", "请使用官方的 embeddable 版本")
    lines = [f"{found.stem}.zip", ".", str(PACKAGES).replace("/", "\\"), "import site"]
    found.write_bytes("\r\n".join([*lines, ""]).encode("ascii"))
    return found.stem.removeprefix("python")


def _choose(folder: Path, version: str) -> list[Wheel]:
    """All wheels of the folder, once it is certain that they fit and that none is missing."""
    wheels = [read_wheel(path) for path in sorted(folder.glob("*.whl"))]
    unfit = [wheel.path.name for wheel in wheels if not wheel.fits(version)]
    if unfit:
        raise InputError(
            f"不适用于 64 位 Windows 的 Python {version}：{'、'.join(unfit)}", "请换成对应的轮子文件"
        )
    twice = [name for name, count in Counter(wheel.name for wheel in wheels).items() if count > 1]
    if twice:
        raise InputError(f"有两个版本：{'、'.join(twice)}", "请只留一个版本")
    missing = missing_requirements(PRODUCT, wheels, version)
    if missing:
        raise InputError(f"文件夹 {folder} 里缺少：{'、'.join(missing)}", "请补齐这些轮子文件（.whl）")
    return wheels


def _unpack(wheel: Wheel, python: Path) -> None:
    """Packages into Lib/site-packages; what a wheel keeps under data/ (xlwings' DLLs) beside python.exe."""
    for name, content in _members(wheel.path):
        target = _destination(name)
        if target is not None:
            _write(python / target, content)


def _destination(name: PurePosixPath) -> PurePosixPath | None:
    top, *rest = name.parts
    if not top.endswith(".data"):
        return PACKAGES / name
    scheme, inner = rest[0], PurePosixPath(*rest[1:])
    places = {"purelib": PACKAGES / inner, "platlib": PACKAGES / inner, "data": inner}
    return places.get(scheme)  # scripts and headers: the kit calls modules, not scripts


def _write_texts(folder: Path) -> None:
    for source, name in TEXTS.items():
        lines = (data.beside("macros") / source).read_text("utf-8").splitlines()
        _write(folder / name, "\r\n".join([*lines, ""]).encode("gbk"))
