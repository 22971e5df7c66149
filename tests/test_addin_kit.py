"""The offline kit, made from a synthetic embeddable Python and synthetic wheels, then installed."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from minsheng_xl.addin.install import install, run
from minsheng_xl.addin.kit import TEXTS, build_kit
from minsheng_xl.addin.wheels import missing_requirements, read_wheel
from minsheng_xl.errors import InputError, OutputError

WIN = "cp311-cp311-win_amd64"


def make_zip(path: Path, members: dict[str, str]) -> Path:
    with ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def make_wheel(
    folder: Path,
    name: str,
    tags: str = "py3-none-any",
    requires: tuple[str, ...] = (),
    members: dict[str, str] | None = None,
) -> None:
    metadata = "\n".join([f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {line}" for line in requires)])
    info = {f"{name}-1.0.dist-info/METADATA": metadata + "\n"}
    make_zip(folder / f"{name}-1.0-{tags}.whl", {f"{name}/__init__.py": "", **info, **(members or {})})


@pytest.fixture
def python_zip(tmp_path: Path) -> Path:
    members = {
        "python.exe": "MZ",
        "pythonw.exe": "MZ",
        "python311.zip": "PK",
        "python311._pth": "python311.zip\n.\n",
    }
    return make_zip(tmp_path / "python-3.11.9-embed-amd64.zip", members)


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    make_wheel(folder, "minsheng_xl", requires=("xlwings==1.0", "tzdata; python_version < '3.11'"))
    dll = {"xlwings-1.0.data/data/xlwings64-1.0.dll": "dll", "xlwings-1.0.data/scripts/xlwings.exe": "exe"}
    make_wheel(folder, "xlwings", WIN, ('pywin32>=224; platform_system == "Windows"',), dll)
    make_wheel(folder, "pywin32", WIN, members={"pywin32-1.0.data/platlib/win32api.pyd": "pyd"})
    return folder


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def kit(python_zip: Path, wheels: Path, tmp_path: Path) -> Path:
    return build_kit(python_zip, digest(python_zip).upper(), wheels, tmp_path / "民生工程 安装包")


def test_wheels_are_unpacked_where_windows_python_looks(kit: Path) -> None:
    python = kit / "python"
    assert (
        python / "python311._pth"
    ).read_bytes() == b"python311.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n"
    packages = python / "Lib" / "site-packages"
    assert (packages / "minsheng_xl" / "__init__.py").is_file()
    assert (packages / "win32api.pyd").read_text("utf-8") == "pyd"
    assert (python / "xlwings64-1.0.dll").read_text("utf-8") == "dll"
    assert not list(python.rglob("*.data"))
    assert not list(python.rglob("xlwings.exe"))


def test_the_kit_holds_addins_and_batch_files(kit: Path) -> None:
    assert {"minsheng.xlam", "民生工程.xlsm", *TEXTS.values()} <= {path.name for path in kit.iterdir()}
    assert not list(kit.parent.glob("~*"))


@pytest.mark.parametrize("name", TEXTS.values())
def test_texts_are_gbk_with_windows_line_ends(kit: Path, name: str) -> None:
    data = (kit / name).read_bytes()
    text = data.decode("gbk")
    assert text.count("\n") == text.count("\r\n") == len(text.splitlines())
    assert not data.startswith(b"\xef\xbb\xbf")


def test_batch_files_need_no_rights_and_no_registry(kit: Path) -> None:
    for path in kit.glob("*.bat"):
        text = path.read_text("gbk").lower()
        assert text.startswith("@echo off\nchcp 936 >nul\n"), path.name
        for word in ("reg add", "reg.exe", "regedit", "runas", "setx", "net session"):
            assert word not in text, path.name


def test_batch_files_start_what_the_program_offers(kit: Path) -> None:
    install_text = (kit / "安装.bat").read_text("gbk")
    assert r'"%~dp0python\python.exe" -m minsheng_xl.addin.install "%~dp0."' in install_text
    for name, action in {"拖文件到此检查.bat": "check_folder", "拖文件夹到此汇总.bat": "consolidate"}.items():
        text = (kit / name).read_text("gbk")
        assert f'"%PYTHON%" -m minsheng_xl.fronts.launch {action} --dropped' in text
        assert 'set "MINSHENG_DROPPED=!cmdcmdline!"' in text
        assert text.splitlines()[-1] == "exit"


def test_every_label_a_batch_file_jumps_to_is_there(kit: Path) -> None:
    for path in kit.glob("*.bat"):
        lines = path.read_text("gbk").splitlines()
        labels = {line[1:] for line in lines if line.startswith(":")}
        jumps = {line.rpartition("goto ")[2] for line in lines if "goto " in line}
        assert jumps <= labels, path.name


def test_another_zip_than_the_one_named_is_refused(python_zip: Path, wheels: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"SHA-256 是 [0-9a-f]{64}，与给出的不符"):
        build_kit(python_zip, "0" * 64, wheels, tmp_path / "out")
    with pytest.raises(InputError, match="打不开"):
        build_kit(tmp_path / "no.zip", "0" * 64, wheels, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["../evil.dll", "/etc/evil", "a/../../evil", "C:/evil", "a\\..\\evil"])
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, wheels: Path, name: str) -> None:
    evil = make_zip(tmp_path / "evil.zip", {"python.exe": "MZ", "python311._pth": "", name: "x"})
    with pytest.raises(InputError, match="不安全的文件名"):
        build_kit(evil, digest(evil), wheels, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.rglob("evil.dll"))


def test_an_unsafe_wheel_leaves_no_kit(python_zip: Path, wheels: Path, tmp_path: Path) -> None:
    make_wheel(wheels, "evil", members={"../../evil.py": "x"})
    with pytest.raises(InputError, match="不安全的文件名"):
        build_kit(python_zip, digest(python_zip), wheels, tmp_path / "out")
    assert not list(tmp_path.rglob("evil.py"))
    assert not list(tmp_path.glob("~*"))


@pytest.mark.parametrize(
    ("name", "tags", "message"),
    [
        ("numpy", "cp311-cp311-manylinux_2_17_x86_64", "不适用于 64 位 Windows 的 Python 311：numpy"),
        ("numpy", "cp312-cp312-win_amd64", "不适用于 64 位 Windows 的 Python 311：numpy"),
        ("Xlwings", "py3-none-any", "有两个版本：xlwings"),
    ],
)
def test_wheels_that_do_not_fit_are_named(
    python_zip: Path, wheels: Path, tmp_path: Path, name: str, tags: str, message: str
) -> None:
    make_wheel(wheels, name, tags)
    with pytest.raises(InputError, match=message):
        build_kit(python_zip, digest(python_zip), wheels, tmp_path / "out")


def test_wheels_that_are_missing_are_named(python_zip: Path, wheels: Path, tmp_path: Path) -> None:
    next(wheels.glob("pywin32*")).unlink()
    with pytest.raises(InputError, match="缺少：pywin32"):
        build_kit(python_zip, digest(python_zip), wheels, tmp_path / "out")


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("numpy", True),
        ('numpy>=1.26; python_version < "3.14"', True),
        ('numpy>=1.26; python_version >= "3.12"', False),
        ("colorama; sys_platform == 'win32'", True),
        ("uvloop; sys_platform != 'win32'", False),
        ("pytest; extra == 'test'", False),
        ('psutil; sys_platform == "darwin" or platform_system == "Windows"', True),
        ('appscript; platform_system == "Darwin" and python_version >= "3.9"', False),
    ],
)
def test_markers_are_answered_for_the_target_pc(tmp_path: Path, line: str, needed: bool) -> None:
    make_wheel(tmp_path, "product", requires=(line,))
    missing = missing_requirements("product", [read_wheel(next(tmp_path.glob("*.whl")))], "311")
    assert bool(missing) is needed


def test_abi3_wheels_of_earlier_versions_fit(tmp_path: Path) -> None:
    make_wheel(tmp_path, "stable", "cp39-abi3-win_amd64")
    wheel = read_wheel(next(tmp_path.glob("*.whl")))
    assert wheel.fits("311")
    assert not wheel.fits("38")


def test_a_folder_with_something_in_it_is_left_alone(python_zip: Path, wheels: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("", "utf-8")
    with pytest.raises(OutputError, match="不是空的"):
        build_kit(python_zip, digest(python_zip), wheels, out)
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


@pytest.fixture
def user(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "Users" / "张 三"
    (home / "Desktop").mkdir(parents=True)
    return {"USERPROFILE": str(home), "LOCALAPPDATA": str(home / "Local"), "APPDATA": str(home / "Roaming")}


def test_install_puts_everything_in_the_users_own_folders(kit: Path, user: dict[str, str]) -> None:
    install(kit, user)
    home = Path(user["USERPROFILE"])
    assert (home / "Local/MinshengXL/python/python.exe").is_file()
    assert (home / "Roaming/Microsoft/Excel/XLSTART/minsheng.xlam").read_bytes() == (
        kit / "minsheng.xlam"
    ).read_bytes()
    assert (home / "Desktop/民生工程.xlsm").is_file()


def test_a_second_install_replaces_the_program_and_keeps_the_users_settings(
    kit: Path, user: dict[str, str]
) -> None:
    install(kit, user)
    home = Path(user["USERPROFILE"])
    (home / "Desktop/民生工程.xlsm").write_text("filled in", "utf-8")
    (home / "Local/MinshengXL/python/leftover.py").write_text("", "utf-8")
    install(kit, user)
    assert (home / "Desktop/民生工程.xlsm").read_text("utf-8") == "filled in"
    assert [path.name for path in (home / "Local/MinshengXL").iterdir()] == ["python"]
    assert not (home / "Local/MinshengXL/python/leftover.py").exists()


def test_a_failed_swap_brings_the_former_version_back(
    kit: Path, user: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(kit, user)
    program = Path(user["LOCALAPPDATA"], "MinshengXL", "python")
    (program / "former.txt").write_text("", "utf-8")
    rename = Path.rename

    def blocked(self: Path, target: Path) -> Path:
        if self.name == "python.new":
            raise PermissionError(13, "held open", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", blocked)
    with pytest.raises(OutputError, match="请关闭 Excel 和 WPS 后重试"):
        install(kit, user)
    assert (program / "former.txt").is_file()


def test_install_says_what_stops_it(kit: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="没有给出 LOCALAPPDATA"):
        install(kit, {})
    assert run([str(tmp_path)]) == 2
    assert "没有 python 文件夹" in capsys.readouterr().out
