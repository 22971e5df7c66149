"""Returns with a digital signature, and packages that cannot be changed in place: taken, said, answered."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from minsheng_xl import jobs
from minsheng_xl.jobs.consolidation import consolidate
from minsheng_xl.model import Period
from minsheng_xl.reading.files.sniff import is_signed
from minsheng_xl.reading.opening import intake
from tests import drift
from tests.test_drift import COUNTY
from tests.test_reading_workbooks import repacked

AUGUST = Period(2021, 8)
ORIGIN = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"


def signed(data: bytes) -> bytes:
    """The package with the parts a signature has, in both ways of noting them."""
    target = BytesIO()
    link = f'<Relationship Id="rIdS" Type="{ORIGIN}" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "_rels/.rels":
                content = content.replace(b"</Relationships>", link.encode())
            new.writestr(name, content)
        new.writestr("_xmlsignatures/origin.sigs", b"")
        new.writestr("_xmlsignatures/sig1.xml", b"<Signature/>")
    return target.getvalue()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A folder with a master, and a filled form with a fault in it."""
    folder = tmp_path_factory.mktemp("县")
    jobs.draft(COUNTY, folder / "总表.xlsx")
    jobs.issue(folder / "总表.xlsx", AUGUST, folder / "下发")
    form = drift.filled(next(folder.glob("下发/**/县人社局_*.xlsx")))
    form.sheet.cell(form.rows()[0], form.columns["current"]).value = -5
    target = BytesIO()
    form.book.save(target)
    return folder, target.getvalue()


def judged(county: tuple[Path, bytes], data: bytes, folder: Path) -> tuple[jobs.Consolidated, Path]:
    (folder / "回收").mkdir()
    (folder / "回收" / "县人社局.xlsx").write_bytes(data)
    master, marked = county[0] / "总表.xlsx", folder / "退回"
    done = consolidate(folder / "回收", master, AUGUST, folder / "汇总.xlsx", work=folder, marked=marked)
    return done, next(marked.glob("*.xlsx"))


def test_a_signature_is_said_and_not_carried_over(county: tuple[Path, bytes], tmp_path: Path) -> None:
    data = signed(county[1])
    assert is_signed(data)
    assert not is_signed(county[1])
    done, marked = judged(county, data, tmp_path)
    assert [each.code for each in done.report.findings if "签名" in each.message] == ["R21"]
    assert done.report.files[0].status == "partly"
    with ZipFile(marked) as package:
        assert not [name for name in package.namelist() if "signature" in name]
        assert b"signature" not in package.read("_rels/.rels")
        assert package.testzip() is None


def test_what_cannot_be_coloured_in_place_is_sent_back_made_anew(
    county: tuple[Path, bytes], tmp_path: Path
) -> None:
    """A workbook without cell formats, and one with a part nobody can parse: read, but not to be changed."""
    bare = repacked(
        county[1], "xl/styles.xml", lambda xml: re.sub(rb"<cellXfs.*?</cellXfs>", b"<cellXfs/>", xml)
    )
    done, marked = judged(county, bare, tmp_path)
    assert done.report.files[0].status == "partly"
    (taken,) = intake.take(marked).every()
    assert "退回说明" in [grid.sheet for grid in taken.grids]
