"""The command line as scripts and people meet it: exit codes, one JSON document, one Chinese sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from minsheng_xl.fronts.cli import build_parser, main

COUNTY = Path(__file__).parents[1] / "workbooks/ningdu2021/目标任务表.txt"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("县 名='&%") / "总表.xlsx"
    assert main(["draft", str(COUNTY), "-o", str(path), "-q"]) == 0
    return path


def test_draft_prints_one_document_and_nothing_else(capfd: Capture) -> None:
    assert main(["draft", str(COUNTY), "--json"]) == 0
    out, err = capfd.readouterr()
    document = json.loads(out)
    assert document["schema"] == "minsheng.draft/1"
    assert len(document["documents"][0]["items"]) == 49
    assert err == ""


def test_people_are_told_on_stderr_and_quiet_is_quiet(capfd: Capture) -> None:
    main(["draft", str(COUNTY)])
    out, err = capfd.readouterr()
    assert out == ""
    assert "49项，96个指标" in err
    main(["draft", str(COUNTY), "-q"])
    assert capfd.readouterr() == ("", "")


def test_the_cycle_with_exit_codes(master: Path, tmp_path: Path, capfd: Capture) -> None:
    forms = tmp_path / "下发"
    assert main(["issue", str(master), "--period", "2021-08", "-o", str(forms), "--json"]) == 0
    issued = json.loads(capfd.readouterr().out)
    assert sum(form["rows"] for form in issued["forms"]) == 96
    summary = tmp_path / "汇总" / "县汇总表.xlsx"
    arguments = [
        "consolidate",
        str(forms),
        "--master",
        str(master),
        "--period",
        "2021-08",
        "-o",
        str(summary),
    ]
    assert main([*arguments, "--as-of", "2021-08-10", "--json"]) == 1
    report = json.loads(capfd.readouterr().out)
    assert {file["reason_code"] for file in report["files"]} == {"blank_form", "own_output"}
    assert summary.is_file()
    assert not [each for each in report["departments"] if each["returned"]]


def test_rules_and_explain(capfd: Capture) -> None:
    assert main(["rules", "--json"]) == 0
    assert any(rule["code"] == "U02" for rule in json.loads(capfd.readouterr().out)["rules"])
    assert main(["explain", "u02"]) == 0
    assert "单位不在词表" in capfd.readouterr().out


Spoil = Callable[[Path], Path]


def _missing(folder: Path) -> Path:
    return folder / "没有.xlsx"


def _empty(folder: Path) -> Path:
    (folder / "空.xlsx").write_bytes(b"")
    return folder / "空.xlsx"


def _truncated(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.save(folder / "半.xlsx")
    (folder / "半.xlsx").write_bytes((folder / "半.xlsx").read_bytes()[:1500])
    return folder / "半.xlsx"


def _no_workbook(folder: Path) -> Path:
    (folder / "照片.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    return folder / "照片.xlsx"


def _encrypted(folder: Path) -> Path:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    name = "EncryptedPackage".encode("utf-16-le")
    (folder / "密.xlsx").write_bytes(header + name + bytes(4096))
    return folder / "密.xlsx"


def _other_columns(folder: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["姓名", "年龄", "住址"])
    book.active.append(["甲", 3, "乙"])
    book.save(folder / "花名册.xlsx")
    return folder / "花名册.xlsx"


SPOILS = [_missing, _empty, _truncated, _no_workbook, _encrypted, _other_columns]


@pytest.mark.parametrize("spoil", SPOILS, ids=[spoil.__name__.strip("_") for spoil in SPOILS])
def test_a_master_that_cannot_be_used_ends_in_one_sentence(
    spoil: Spoil, tmp_path: Path, capfd: Capture
) -> None:
    path = spoil(tmp_path)
    assert main(["issue", str(path), "--period", "2021-08", "-o", str(tmp_path / "out")]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert path.name in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("spoil", SPOILS[1:], ids=[spoil.__name__.strip("_") for spoil in SPOILS[1:]])
def test_a_return_that_cannot_be_used_does_not_stop_the_others(
    spoil: Spoil, master: Path, tmp_path: Path, capfd: Capture
) -> None:
    folder = tmp_path / "回收"
    folder.mkdir()
    path = spoil(folder)
    before = path.read_bytes()
    output = tmp_path / "汇总.xlsx"
    arguments = [
        "consolidate",
        str(folder),
        "--master",
        str(master),
        "--period",
        "2021-08",
        "-o",
        str(output),
    ]
    assert main([*arguments, "--json"]) == 1
    (file,) = json.loads(capfd.readouterr().out)["files"]
    assert file["status"] == "rejected"
    assert file["reason"]
    assert path.read_bytes() == before
    assert output.is_file()


@pytest.mark.parametrize("period", ["2021-13", "八月", "21-8", ""])
def test_an_unknown_period_says_how_to_write_it(
    period: str, master: Path, tmp_path: Path, capfd: Capture
) -> None:
    assert main(["issue", str(master), "--period", period, "-o", str(tmp_path / "out")]) == 2
    assert "2021-08" in capfd.readouterr().err


def test_a_folder_that_cannot_be_written(master: Path, tmp_path: Path, capfd: Capture) -> None:
    (tmp_path / "文件").write_text("x")
    assert main(["issue", str(master), "--period", "2021-08", "-o", str(tmp_path / "文件" / "下发")]) == 2
    assert "写不进去" in capfd.readouterr().err
    assert (tmp_path / "文件").read_text() == "x"


def test_wrong_arguments_are_explained_in_chinese(capfd: Capture) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["issue"])
    assert stopped.value.code == 2
    assert "缺少" in capfd.readouterr().err


def test_every_command_has_help(capfd: Capture) -> None:
    parser = build_parser()
    for line in parser.format_help().splitlines():
        assert "show this help" not in line
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "汇总各单位回收件" in capfd.readouterr().out


def test_a_fault_of_ours_gives_a_number_and_a_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: Capture
) -> None:
    from minsheng_xl.fronts import commands

    def broken(options: object) -> int:
        raise RuntimeError("出了岔子")

    monkeypatch.setitem(commands.COMMANDS, "rules", broken)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["rules"]) == 2
    err = capfd.readouterr().err
    assert "出错编号" in err
    assert "Traceback" not in err
    (log,) = (tmp_path / ".minsheng").glob("*.log")
    assert "出了岔子" in log.read_text("utf-8")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nsys.argv = ['minsheng', '--help']\n"
        "try:\n    import minsheng_xl.fronts.cli as cli; cli.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'openpyxl', 'pydantic', 'xlwings', 'xlsxwriter', 'xlrd', 'python_calamine'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ))
    assert done.stderr.strip() == "[]"


def test_consolidating_imports_no_table_libraries_and_no_reader_of_notices(
    master: Path, tmp_path: Path
) -> None:
    (tmp_path / "回收").mkdir()
    code = (
        "import sys\nfrom minsheng_xl.fronts.cli import main\n"
        f"main(['consolidate', {str(tmp_path / '回收')!r}, '--master', {str(master)!r}, '--period', "
        f"'2021-08', '-o', {str(tmp_path / 'o.xlsx')!r}, '-q'])\n"
        "heavy = {'pandas', 'openpyxl', 'xlwings', 'numpy', 'minsheng_xl.reading.notices.pipeline'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


def test_results_never_replace_what_was_given(master: Path, tmp_path: Path, capfd: Capture) -> None:
    folder = tmp_path / "回收"
    assert main(["issue", str(master), "--period", "2021-08", "-o", str(folder), "-q"]) == 0
    form = folder / "县民政局_2021-08_填报表.xlsx"
    notice = tmp_path / "通知.txt"
    notice.write_bytes(COUNTY.read_bytes())
    given = {path: path.read_bytes() for path in (master, form, notice)}
    gather = ["consolidate", str(folder), "--master", str(master), "--period", "2021-08", "-o"]
    for arguments in (
        [*gather, str(form)],
        [*gather, str(master)],
        ["draft", str(notice), "-o", str(notice)],
        ["draft", str(master), "-o", str(master)],
        ["check", str(form), "--master", str(master), "--report", str(form)],
    ):
        assert main(arguments) == 2
        assert "请换一个文件名" in capfd.readouterr().err
    assert {path: path.read_bytes() for path in given} == given


def test_an_older_result_is_kept_under_a_dated_name(tmp_path: Path) -> None:
    path = tmp_path / "总表.xlsx"
    path.write_bytes(b"old")
    assert main(["draft", str(COUNTY), "-o", str(path), "-q"]) == 0
    (backup,) = tmp_path.glob("总表_备份_*.xlsx")
    assert backup.read_bytes() == b"old"
    forms = tmp_path / "下发"
    for _ in range(2):
        assert main(["issue", str(path), "--period", "2021-08", "-o", str(forms), "-q"]) == 0
    (kept,) = tmp_path.glob("下发_备份_*")
    assert len(list(kept.glob("*_填报表.xlsx"))) == 12


def test_our_own_other_workbooks_are_no_masters(master: Path, tmp_path: Path, capfd: Capture) -> None:
    assert main(["issue", str(master), "--period", "2021-08", "-o", str(tmp_path / "下发"), "-q"]) == 0
    form = tmp_path / "下发" / "县民政局_2021-08_填报表.xlsx"
    assert main(["issue", str(form), "--period", "2021-08", "-o", str(tmp_path / "out")]) == 2
    assert "是填报表，不是总表" in capfd.readouterr().err
    assert not (tmp_path / "out").exists()
