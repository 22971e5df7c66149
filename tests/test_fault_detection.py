"""How many of the faults planted in clean returns are found, at their place, and named for what they are."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from minsheng_xl import jobs
from minsheng_xl.model import Period
from tests.faults import KINDS, Score, fill_clean, plant_many, score
from tests.faults.allowed import ALLOWED
from tests.faults.counties import plans
from tests.faults.trial import Trial, run_trial

COUNTY = Path(__file__).parents[1] / "workbooks/ningdu2021/目标任务表.txt"
JULY, AUGUST = Period(2021, 7), Period(2021, 8)
AS_OF = date(2021, 8, 31)
SEEDS = range(14)
PER_FOLDER = 24
OF_A_RULE = {name for name, kind in KINDS.items() if kind.where == "form" and kind.code}
FULL = bool(os.environ.get("MINSHENG_FULL_TESTS"))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder with July's summary and August's forms."""
    work = tmp_path_factory.mktemp("县")
    jobs.draft(COUNTY, work / "总表.xlsx")
    folder = work / jobs.RETURNED / str(JULY)
    folder.mkdir(parents=True)
    for form in jobs.issue(work / "总表.xlsx", JULY, work / jobs.ISSUED / str(JULY)).forms:
        fill_clean(form.path, folder / form.path.name, Random(form.department))
    output = work / jobs.SUMMARISED / str(JULY) / "县汇总表.xlsx"
    jobs.consolidate(folder, work / "总表.xlsx", JULY, output, as_of=date(2021, 7, 20))
    jobs.issue(work / "总表.xlsx", AUGUST, work / jobs.ISSUED / str(AUGUST))
    return work


def _returned(work: Path, folder: Path, seed: int) -> dict[str, Path]:
    folder.mkdir(parents=True)
    files = {}
    for form in sorted((work / jobs.ISSUED / str(AUGUST)).glob("*_填报表.xlsx")):
        files[form.name.split("_")[0]] = folder / form.name
        fill_clean(form, folder / form.name, Random(f"{seed}{form.name}"))
    return files


def _findings(work: Path, folder: Path) -> list[dict[str, object]]:
    output = folder.parent / f"{folder.name}汇总.xlsx"
    done = jobs.consolidate(folder, work / "总表.xlsx", AUGUST, output, work=work, as_of=AS_OF)
    return [finding.as_json() for finding in done.report.findings]


def test_clean_returns_raise_nothing_that_keeps_a_row_out(county: Path, tmp_path: Path) -> None:
    _returned(county, tmp_path / "回收", 0)
    findings = _findings(copytree(county, tmp_path / "县"), tmp_path / "回收")
    assert [each["message"] for each in findings if each["severity"] != "information"] == []


def _scored(county: Path, folder: Path, seed: int) -> Score:
    files = _returned(county, folder, seed)
    before, after = (copytree(county, folder.with_name(f"{name}{seed}")) for name in ("前", "后"))
    baseline = _findings(before, folder)  # each in a work folder whose ledger has met none of these returns
    faults = plant_many(files, PER_FOLDER, seed, kinds=OF_A_RULE)
    return score(faults, _findings(after, folder), baseline)


def test_planted_faults_are_found(county: Path, tmp_path: Path) -> None:
    seeds = SEEDS if os.environ.get("CI") else SEEDS[:4]
    total = sum((_scored(county, tmp_path / str(seed), seed) for seed in seeds), Score((), (), (), (), 0))
    print(total)
    assert total.recall >= 0.98
    assert total.precision >= 0.95


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """Kinds planted in the counties at hand; with MINSHENG_FULL_TESTS all, up to three times in each."""
    return run_trial(tmp_path_factory.mktemp("植入"), full=FULL)


def test_three_counties_are_at_hand(shared: Path) -> None:
    assert [each.place for each in plans() if not each.path.is_file()] == []


def test_most_faults_are_found_at_their_cell_and_named(trial: Trial) -> None:
    missed = [str(each) for each in trial.faults if not each.found]
    misplaced = [str(each) for each in trial.faults if each.found and not each.right_cell]
    unnamed = [str(each) for each in trial.slips if not each.named]
    assert trial.share(lambda each: each.found, trial.faults) >= 0.98, missed
    assert trial.share(lambda each: each.right_cell, trial.faults) >= 0.95, misplaced
    assert trial.share(lambda each: each.named, trial.slips) >= 0.90, unnamed


def test_no_wrong_figure_stands_in_the_summary_unsaid(trial: Trial) -> None:
    assert [str(each) for each in trial.faults if each.silent] == []


def test_what_must_pass_passes(trial: Trial) -> None:
    assert [str(each) for each in trial.changes if not each.passed] == []


def test_clean_returns_of_many_hands_raise_next_to_nothing(trial: Trial) -> None:
    assert len(trial.alarms) * 1000 <= trial.cells, trial.alarms


@pytest.mark.usefixtures("shared")
def test_kinds_sentences_and_faults_are_many(trial: Trial) -> None:
    assert len(KINDS) >= 170
    assert len(ALLOWED) >= 30
    assert len(trial.sentences) >= 100
    assert len({each.kind.name for each in trial.faults}) >= (170 if FULL else 140)
    assert len(trial.faults) >= (400 if FULL else 140)
