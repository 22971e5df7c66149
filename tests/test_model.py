"""The nouns of the field where data of somebody's own becomes one of them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from decimal import Decimal

import pytest

from minsheng_xl.model import Allocation, TargetTable
from tests.plans import small_plan


def test_a_plan_of_a_scripts_own_data_is_the_plan() -> None:
    plan = small_plan()
    assert TargetTable.validated(asdict(plan)) == plan


def test_numbers_written_as_text_are_read() -> None:
    share = Allocation.validated({"indicator": "2021-01-01", "town": "灰河乡", "value": "12.50"})
    assert share == Allocation(indicator="2021-01-01", town="灰河乡", value=Decimal("12.50"))


def test_what_does_not_fit_is_named() -> None:
    data = asdict(small_plan())
    data["items"][0]["indicators"][0]["measure"] = "sum"
    with pytest.raises(ValueError, match=r"items\.0\.indicators\.0\.measure"):
        TargetTable.validated(data)


def test_a_plan_cannot_be_changed_and_its_copy_works_things_out_anew() -> None:
    plan = small_plan()
    with pytest.raises(AttributeError):
        plan.year = 2022  # type: ignore[misc]
    fewer = plan.model_copy(update={"items": plan.items[:1]})
    assert len(plan.indicators) > len(fewer.indicators) == len(plan.items[0].indicators)


def test_only_the_border_loads_pydantic() -> None:
    code = "import sys, minsheng_xl.model; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
