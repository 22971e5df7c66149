"""The contracts of pyproject.toml hold, and each is broken by the import it forbids."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise, permutations, product
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import grimp
import pytest
from importlinter import api
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract

ROOT = Path(__file__).parents[1]
PACKAGE = "minsheng_xl"
TYPES: dict[str, type[LayersContract | IndependenceContract | ForbiddenContract]] = {
    "layers": LayersContract,
    "independence": IndependenceContract,
    "forbidden": ForbiddenContract,
}
CONFIGURED = api.read_configuration(str(ROOT / "pyproject.toml"))
OPTIONS: dict[str, dict[str, Any]] = {each["name"]: each for each in CONFIGURED["contracts_options"]}
ONE_WAY = "imports run one way"
READING = "reading goes one way, from bytes to what is sent back"
FORMS = "formats lean on each other one way"
CHECKS = "checks go one way, from the engine to the rules"
RULES = "no module of rules knows another"
EXCEL = "Excel is met at the fronts only"
FORMATS = "workbook formats are known to reading, writing and add-ins only"
FILES = "files are taken apart by reading, writing and the add-in only"
PANDAS = "pandas is for summaries handed on, never on the way of a consolidation"

Import = tuple[str, str]
"""A module and what it imports."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(PACKAGE, include_external_packages=True, cache_dir=None)


def contract(name: str) -> Contract:
    options = OPTIONS[name]
    return TYPES[options["type"]](name, CONFIGURED["session_options"], options)


def is_kept(name: str, graph: grimp.ImportGraph, *imports: Import) -> bool:
    """Whether a contract is kept where modules import something more."""
    changed = deepcopy(graph)
    for importer, imported in imports:
        changed.add_import(importer=importer, imported=imported)
    return contract(name).check(changed, verbose=False).kept


def upward(name: str) -> Iterator[Import]:
    """Every import of a contract of layers that goes to a sibling or one layer up."""
    container = OPTIONS[name]["containers"][0]
    layers = [
        [f"{container}.{each.strip()}" for each in layer.split("|")] for layer in OPTIONS[name]["layers"]
    ]
    for layer in layers:
        yield from permutations(layer, 2)
    for above, below in pairwise(layers):
        yield from product(below, above)


def top_level(graph: grimp.ImportGraph) -> set[str]:
    return set(graph.find_children(PACKAGE))


@pytest.mark.parametrize("name", OPTIONS)
def test_contracts_are_kept(name: str, graph: grimp.ImportGraph) -> None:
    assert is_kept(name, graph)


@pytest.mark.parametrize("name", [name for name, each in OPTIONS.items() if each["type"] == "layers"])
def test_a_layer_that_imports_a_sibling_or_the_layer_above_breaks_the_contract(
    name: str, graph: grimp.ImportGraph
) -> None:
    imports = list(upward(name))
    assert imports
    assert [each for each in imports if is_kept(name, graph, each)] == []


@pytest.mark.parametrize("name", [name for name, each in OPTIONS.items() if each["type"] == "layers"])
def test_a_module_that_stands_in_no_layer_breaks_the_contract(name: str, graph: grimp.ImportGraph) -> None:
    changed = deepcopy(graph)
    changed.add_module(f"{OPTIONS[name]['containers'][0]}.newcomer")
    assert not contract(name).check(changed, verbose=False).kept


@pytest.mark.parametrize(
    ("name", "importer", "imported"),
    [
        (ONE_WAY, "checks.rules.progress_material", "fronts.output"),
        (ONE_WAY, "checks.rules.resubmissions", "fronts.output"),
        (ONE_WAY, "checks.rules.units_of_measure", "reading.tables.plans"),
        (ONE_WAY, "checks.evidence.note_words", "reading.text.clauses"),
        (ONE_WAY, "checks.engine", "writing.report"),
        (ONE_WAY, "checks.report", "ledger.book"),
        (ONE_WAY, "ledger.book", "reading.sources"),
        (ONE_WAY, "ledger.book", "writing.master"),
        (ONE_WAY, "reading.sources", "writing.master"),
        (ONE_WAY, "writing.patch.workbook", "reading.files.cells"),
        (ONE_WAY, "jobs.drafts", "fronts.output"),
        (ONE_WAY, "addin.build", "fronts.formulas"),
        (ONE_WAY, "formats.zips", "errors"),
        (READING, "reading.files.xlsx", "reading.notices.pipeline"),
        (READING, "reading.notices.pipeline", "reading.returns.forms"),
        (CHECKS, "checks.engine", "checks.rules.sums"),
        (CHECKS, "checks.evidence.witnesses", "checks.rules.sums"),
        (CHECKS, "checks.rules.sums", "checks.county_rules"),
        (CHECKS, "checks.examples", "checks.engine"),
        (FORMS, "formats.a1", "formats.zips"),
        (FORMS, "formats.cfb", "formats.xml"),
        (FILES, "ledger.book", "formats.zips"),
        (FILES, "checks.engine", "formats.xml"),
        (EXCEL, "writing.patch.workbook", "xlwings"),
        (FORMATS, "fronts.cells", "openpyxl"),
        (FORMATS, "ledger.book", "xlsxwriter"),
        (FORMATS, "checks.rules.entries", "xlrd"),
        (PANDAS, "jobs.consolidation", "pandas"),
        (PANDAS, "writing.summary", "pandas"),
    ],
)
def test_an_import_that_is_forbidden_breaks_the_contract(
    name: str, importer: str, imported: str, graph: grimp.ImportGraph
) -> None:
    inside = f"{PACKAGE}.{imported}" if f"{PACKAGE}.{imported}" in graph.modules else imported
    assert {f"{PACKAGE}.{importer}", inside} <= graph.modules | {"openpyxl"}
    assert not is_kept(name, graph, (f"{PACKAGE}.{importer}", inside))


def test_each_module_of_rules_that_imports_another_breaks_the_contract(graph: grimp.ImportGraph) -> None:
    rooms = sorted(graph.find_children(f"{PACKAGE}.checks.rules"))
    assert len(rooms) > 20
    assert [each for each in pairwise([*rooms, rooms[0]]) if is_kept(RULES, graph, each)] == []


def test_a_rule_that_reaches_another_through_evidence_breaks_the_contract(graph: grimp.ImportGraph) -> None:
    inside = f"{PACKAGE}.checks"
    there = (f"{inside}.rules.sums", f"{inside}.evidence.topics")
    back = (f"{inside}.evidence.topics", f"{inside}.rules.claims")
    assert not is_kept(RULES, graph, there, back)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        (EXCEL, {"fronts"}),
        (FILES, {"reading", "writing", "addin", "formats"}),
        (FORMATS, {"reading", "writing", "addin"}),
        (PANDAS, {"summary"}),
    ],
)
def test_what_is_forbidden_is_so_for_every_module_but_those_named(
    name: str, allowed: set[str], graph: grimp.ImportGraph
) -> None:
    known = {f"{PACKAGE}.{each}" for each in (*allowed, "__main__")}
    assert set(OPTIONS[name]["source_modules"]) == top_level(graph) - known
    for source, forbidden in product(OPTIONS[name]["source_modules"], OPTIONS[name]["forbidden_modules"]):
        assert not is_kept(name, graph, (source, forbidden))


def test_a_module_of_checks_has_a_name_of_its_own(graph: grimp.ImportGraph) -> None:
    named = Counter(each.rpartition(".")[2] for each in graph.modules if each.startswith(f"{PACKAGE}."))
    own = {each.rpartition(".")[2] for each in graph.find_descendants(f"{PACKAGE}.checks")}
    assert {name for name in own if named[name] > 1} == {"report"}  # writing/report.py writes it


def test_an_import_written_into_a_module_is_noticed_by_the_linter(tmp_path: Path) -> None:
    copytree(ROOT / PACKAGE, tmp_path / PACKAGE, ignore=ignore_patterns("__pycache__"))
    module = tmp_path / PACKAGE / "checks" / "rules" / "sums.py"
    text = module.read_text("utf-8")
    module.write_text(f"{text}\n\ndef late() -> None:\n    from {PACKAGE}.reading import sources\n", "utf-8")
    command = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{ONE_WAY} BROKEN" in done.stdout
    assert f"Contracts: {len(OPTIONS) - 1} kept, 1 broken." in done.stdout
    assert f"{PACKAGE}.checks.rules.sums -> {PACKAGE}.reading.sources" in done.stdout
