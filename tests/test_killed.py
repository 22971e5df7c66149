"""A run killed anywhere costs nothing: outputs are whole or not there, and the next run is right."""

from __future__ import annotations

from pathlib import Path

from tests.killing import kill_often
from tests.worked import fill, make_work


def test_a_run_killed_at_any_moment_costs_nothing(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县")
    fill(master, "县教育局", {"新建幼儿园": 9})
    kill_often(master, 20)
