"""Forms changed on their way, in every format offices save: nothing is ever read as something else."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from minsheng_xl import jobs
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.model import Period
from minsheng_xl.reading.returns.match_rows import Matcher
from tests import drift
from tests.libreoffice import needs_libreoffice

COUNTY = Path(__file__).parents[1] / "workbooks/ningdu2021/目标任务表.txt"
FULL = "MINSHENG_FULL_TESTS" in os.environ
"""All of the slow samples instead of a few by seed."""
DEPARTMENTS = ("县人社局", "县民政局", "县农业农村局", "县卫健委")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return jobs.draft(COUNTY)[0]


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("漂移")
    jobs.draft(COUNTY, folder / "总表.xlsx")
    issued = jobs.issue(folder / "总表.xlsx", Period(2021, 8), folder / "下发")
    return {each.department: each.path for each in issued.forms}


def changed(name: str, form: Path, target: Path) -> drift.Form:
    made = drift.filled(form)
    drift.CHANGES[name](made)
    made.book.save(target)
    return made


@pytest.mark.parametrize("name", drift.CHANGES)
def test_changed_forms_are_read_right_or_asked_about(
    name: str, forms: dict[str, Path], plan: Plan, tmp_path: Path
) -> None:
    matcher = Matcher(plan.table, plan.ref)
    for department in DEPARTMENTS if FULL else DEPARTMENTS[:1]:
        target = tmp_path / f"{department}.xlsx"
        form = changed(name, forms[department], target)
        verdict = drift.judge(target, form, matcher, plan.ref)
        assert verdict.as_expected(name), verdict


@pytest.mark.parametrize(("name", "guess"), {
    "head_of_cumulative_is_of_last_year": "累计完成",
    "head_of_cumulative_strange_and_nothing_proves_it": "累计完成",
    "head_of_target_strange": "年度目标",
    "name_changed_much_without_code": "2021-1-01-01 全城镇新增就业",
}.items())  # fmt: skip
def test_the_best_guess_is_right(
    name: str, guess: str, forms: dict[str, Path], plan: Plan, tmp_path: Path
) -> None:
    form = changed(name, forms["县人社局"], tmp_path / "表.xlsx")
    verdict = drift.judge(tmp_path / "表.xlsx", form, Matcher(plan.table, plan.ref), plan.ref)
    assert list(verdict.guesses.values()) == [guess]


def test_enough_is_changed_and_little_is_asked() -> None:
    assert len(drift.CHANGES) >= 60
    assert len(drift.ASKED) <= len(drift.CHANGES) / 10


@needs_libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_saved_by_another_program(kind: str, forms: dict[str, Path], plan: Plan, tmp_path: Path) -> None:
    left_out = drift.ONLY_XLSX | (drift.BEYOND_CSV if kind == "csv" else frozenset())
    names = sorted(drift.CHANGES.keys() - left_out)
    names = names if FULL else Random(kind).sample(names, 12)
    made = {name: changed(name, forms["县人社局"], tmp_path / f"{name}.xlsx") for name in names}
    saved = _convert([tmp_path / f"{name}.xlsx" for name in names], kind, tmp_path)
    matcher = Matcher(plan.table, plan.ref)
    verdicts = {
        name: drift.judge(path, made[name], matcher, plan.ref)
        for name, path in zip(names, saved, strict=True)
    }
    assert [name for name, each in verdicts.items() if not each.as_expected(name)] == []


def _convert(paths: list[Path], kind: str, folder: Path) -> list[Path]:
    """All files converted by one start of LibreOffice; csv in UTF-8."""
    target = folder / "other"
    how = "csv:Text - txt - csv (StarCalc):44,34,76,1" if kind == "csv" else kind
    soffice = shutil.which("soffice") or "soffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--norestore", "--convert-to", how, "--outdir", str(target)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=600)
    return [target / f"{path.stem}.{kind}" for path in paths]
