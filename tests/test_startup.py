"""Commands load what they use: how many of our modules, and none of those that read notices."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys

import pytest

from minsheng_xl import jobs, ledger, quantity, reference
from tests.county import AUGUST, County, make_county

RUN = """
import json, sys
from minsheng_xl.fronts.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print(json.dumps([name for name in sys.modules if name.partition(".")[0] == "minsheng_xl"]), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """A county with a period that has been summarised, so that it has a ledger."""
    county = make_county(tmp_path_factory.mktemp("startup") / "宁静县")
    jobs.consolidate(county.returned, county.master, AUGUST, county.work / "汇总" / "县汇总表.xlsx")
    return county


def loaded(*arguments: object) -> set[str]:
    """Our modules that are there when a command has been run in a process of its own."""
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def commands(county: County) -> dict[str, tuple[object, ...]]:
    about = ("--work", county.work, "-q")
    ask = ("status", "--master", county.master, *about, "--as-of", "2021-09-01", "--period")
    return {
        "--help": ("--help",),
        "explain": ("explain", "U02"),
        "verify": ("verify", *about),
        "decide": ("decide", "县民政局", "通过", "--period", "2021-08", "--why", "已核实", *about),
        "status, nothing came": (*ask, "2021-09"),
        "status": (*ask, "2021-08"),
    }


@pytest.mark.parametrize(
    ("command", "most"),
    [
        ("--help", 10),
        ("explain", 115),
        ("verify", 75),
        ("decide", 120),
        ("status, nothing came", 115),
        ("status", 210),
    ],
)
def test_a_command_loads_its_own_needs(county: County, command: str, most: int) -> None:
    """The bounds are what was measured and room for a handful; most of `explain` and `status` are rules."""
    modules = loaded(*commands(county)[command])
    assert not [name for name in modules if name.startswith("minsheng_xl.reading.notices")]
    assert not [name for name in modules if name.startswith("minsheng_xl.writing")]
    assert len(modules) <= most


def test_rules_load_where_something_is_judged(county: County) -> None:
    rules = "minsheng_xl.checks.rules.claims"
    assert {name: rules in loaded(*given) for name, given in commands(county).items()} == {
        "--help": False,
        "explain": True,
        "verify": False,
        "decide": False,
        "status, nothing came": False,
        "status": True,
    }


def test_who_explains_a_rule_reads_no_workbook(county: County) -> None:
    modules = loaded(*commands(county)["explain"])
    assert not modules & {"minsheng_xl.reading.sources", "minsheng_xl.ledger", "minsheng_xl.jobs.plans"}


@pytest.mark.parametrize("package", [jobs, ledger, quantity, reference])
def test_a_late_name_is_never_a_modules(package: object) -> None:
    """Once a module is loaded it is an attribute of its package, and would hide a name of its own."""
    modules = {each.name for each in pkgutil.iter_modules(package.__path__)}  # type: ignore[attr-defined]
    names = set(package.__all__)  # type: ignore[attr-defined]
    assert not names & modules
    assert names <= {*dir(package)}
    assert all(getattr(package, name) is not None for name in names)


def test_a_name_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(AttributeError, match=r"module 'minsheng_xl\.jobs' has no attribute 'publish'"):
        jobs.publish  # noqa: B018
