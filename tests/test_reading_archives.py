"""Zip files of returns: every member is a file of its own, whatever it is called and however deep it lies."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from minsheng_xl.reading.opening import intake
from tests.test_reading_workbooks import fill_everything, written

WORKBOOK = written(fill_everything)


def packed_as(members: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def outcomes(data: bytes, folder: Path) -> dict[str, str]:
    """Every file by its shown name with the reason it was not taken for; empty for those taken."""
    path = folder / "包.zip"
    path.write_bytes(data)
    found = intake.take(path).every()
    return {each.name: each.refusal.reason_code if each.refusal else "" for each in found}


def test_members_are_taken_one_by_one(tmp_path: Path) -> None:
    data = packed_as(
        {"县/镇.xlsx": WORKBOOK, "县/": b"", "照片.jpg": b"\xff\xd8\xff", "~$镇.xlsx": b"x", "空.xlsx": b""}
    )
    assert outcomes(data, tmp_path) == {
        "包.zip": "archive_opened",
        "包.zip!/县/镇.xlsx": "",
        "包.zip!/照片.jpg": "not_a_table",
        "包.zip!/~$镇.xlsx": "lock_file",
        "包.zip!/空.xlsx": "empty",
    }


def test_names_from_chinese_windows(tmp_path: Path) -> None:
    data = packed_as({"abcd.xlsx": WORKBOOK}).replace(b"abcd.xlsx", "民政.xlsx".encode("gbk"))
    assert "包.zip!/民政.xlsx" in outcomes(data, tmp_path)


@pytest.mark.parametrize("name", ["../../逃.xlsx", "/etc/逃.xlsx", "C:\\windows\\逃.xlsx", "..\\..\\逃.xlsx"])
def test_no_name_leads_out(name: str, tmp_path: Path) -> None:
    before = set(tmp_path.parent.iterdir())
    found = outcomes(packed_as({name: WORKBOOK}), tmp_path)
    assert [each for each in found if each.endswith("逃.xlsx") and ".." not in each]
    assert set(tmp_path.parent.iterdir()) == before
    assert [each.name for each in tmp_path.iterdir()] == ["包.zip"]


def test_a_zip_in_a_zip_is_opened_and_a_third_is_not(tmp_path: Path) -> None:
    inner = packed_as({"乡.xlsx": WORKBOOK})
    middle = packed_as({"内.zip": inner, "镇.xlsx": WORKBOOK})
    assert outcomes(middle, tmp_path) == {
        "包.zip": "archive_opened",
        "包.zip!/内.zip": "archive_opened",
        "包.zip!/内.zip!/乡.xlsx": "",
        "包.zip!/镇.xlsx": "",
    }
    assert outcomes(packed_as({"外.zip": middle}), tmp_path)["包.zip!/外.zip!/内.zip"] == "archive_deep"


def test_bombs_empty_archives_and_twins(tmp_path: Path) -> None:
    assert outcomes(packed_as({"大.csv": b"0," * (60 << 20)}), tmp_path) == {
        "包.zip": "archive_opened",
        "包.zip!/大.csv": "bomb",
    }
    assert outcomes(packed_as({"空/": b""}), tmp_path) == {"包.zip": "archive_empty"}
    names = outcomes(packed_as({"a.xlsx": WORKBOOK, "../a.xlsx": WORKBOOK}), tmp_path)
    assert set(names) == {"包.zip", "包.zip!/a.xlsx", "包.zip!/a.xlsx（2）"}


def test_what_was_set_down_goes_with_the_last_who_knows_it(tmp_path: Path) -> None:
    (tmp_path / "包.zip").write_bytes(packed_as({"镇.xlsx": WORKBOOK}))
    taken = intake.take(tmp_path / "包.zip")
    path = taken.members[0].path
    assert path.read_bytes() == WORKBOOK
    del taken
    assert not path.exists()


def test_a_broken_member_costs_the_others_nothing(tmp_path: Path) -> None:
    data = bytearray(
        packed_as({"好.xlsx": WORKBOOK, "坏.xlsx": bytes(range(256)) * 9, "也好.xlsx": WORKBOOK + b"\0"})
    )
    at = data.index("坏.xlsx".encode()) + len("坏.xlsx".encode())
    data[at + 40 : at + 60] = bytes(20)
    assert outcomes(bytes(data), tmp_path) == {
        "包.zip": "archive_opened",
        "包.zip!/好.xlsx": "",
        "包.zip!/坏.xlsx": "damaged",
        "包.zip!/也好.xlsx": "",
    }


def test_archives_in_an_archive_share_its_room(tmp_path: Path) -> None:
    inner = packed_as({f"{number}.bin": bytes(40 << 20) for number in range(3)})
    found = outcomes(packed_as({f"{number}.zip": inner for number in range(4)}), tmp_path)
    bombs = [name for name, reason in found.items() if reason == "bomb"]
    assert bombs == ["包.zip!/2.zip", "包.zip!/3.zip"]
    many = packed_as({f"{number}.txt": b"" for number in range(1500)})
    found = outcomes(packed_as({f"{number}.zip": many for number in range(3)}), tmp_path)
    assert [found[f"包.zip!/{number}.zip"] for number in range(3)] == [
        "archive_opened",
        "too_large",
        "too_large",
    ]
