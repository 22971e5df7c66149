"""A folder full of hostile files among good ones: every file has its outcome, soon, in little memory."""

from __future__ import annotations

import os
from pathlib import Path
from time import monotonic

import pytest

from minsheng_xl.reading import intake
from minsheng_xl.reading.workers import GUARDS
from tests import hostile

SEEDS = range(2000 if "MINSHENG_FULL_TESTS" in os.environ else 60)
"""Files with changed bytes; all of them with MINSHENG_FULL_TESTS set."""


def outcomes(folder: Path) -> dict[str, str]:
    files = intake.find_files(folder)
    taken = [one for each in intake.take_all(folder, files) for one in each.every()]
    names = [each.name for each in taken]
    assert len(set(names)) == len(names)
    assert {path.name for path in files} <= set(names)
    return {each.name: each.refusal.reason_code if each.refusal else "" for each in taken}


def test_guards_are_what_is_promised() -> None:
    assert GUARDS.memory <= 1 << 30
    assert GUARDS.seconds <= 20


@pytest.mark.skipif(os.name == "nt", reason="the system caps no memory")
@pytest.mark.parametrize("name", hostile.MADE)
def test_hostile_files_are_refused_or_taken_and_soon(name: str, tmp_path: Path) -> None:
    make, fates = hostile.MADE[name]
    (tmp_path / name).write_bytes(make())
    (tmp_path / "好.xlsx").write_bytes(hostile.PLAIN)
    start = monotonic()
    found = outcomes(tmp_path)
    assert monotonic() - start < 40
    assert found[name] in fates
    assert found["好.xlsx"] == ""


def test_cut_and_changed_files_are_all_accounted_for(tmp_path: Path) -> None:
    for name, data in hostile.spoilt(SEEDS):
        (tmp_path / name).write_bytes(data)
    found = outcomes(tmp_path)
    assert len(found) == 50 + len(SEEDS)
    assert set(found.values()) <= hostile.ANY
    assert not [name for name, fate in found.items() if name.startswith("cut") and not fate]
