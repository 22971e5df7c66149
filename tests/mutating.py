"""Mutants put to the tests that run their lines, each in a process of its own that never saw the real module.

Processes are forked from one that has loaded the libraries but nothing of this package. In a first run every
test is told apart by coverage: which lines it runs, and how long it takes. Remembered results are forgotten
before each test, else only the first to ask would seem to run what all of them hang on.
"""

from __future__ import annotations

import functools
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from tests.mutants import PACKAGE, Mutant, mutated_data, mutated_tree

ROOT = PACKAGE.parent
SLOW = 1.0
"""Seconds of the processor a test may take to be among those that judge mutants."""
PATIENCE = 60
"""Seconds of the processor after which a mutant is held to run for ever: all the tests together take less."""
UNLOADED, ENDLESS, CRASHED = "读入不了", "没有结束", "异常退出"
LIBRARIES = ["coverage", "hypothesis", "openpyxl", "pydantic", "pytest", "rapidfuzz", "xlsxwriter"]
QUIET = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts="]
QUIET += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]


@dataclass(frozen=True, slots=True)
class Cover:
    """Which tests run which lines of which files of the package; line 0 is any line, test "" is import."""

    tests: dict[tuple[str, int], frozenset[str]]
    seconds: dict[str, float]

    def of(self, mutant: Mutant) -> list[str]:
        """The tests that run a mutant, the fastest first; what import makes is run by all its module's."""
        if mutant.file.endswith(".toml"):
            found = self._anywhere(_readers_of(mutant.file))
        else:
            lines = range(mutant.first, mutant.last + 1)
            ran = frozenset[str]().union(*(self.tests.get((mutant.file, line), ()) for line in lines))
            found = ran - {""} if mutant.scope else frozenset()
            if not found and ran:
                found = self._anywhere([mutant.file])
        return sorted(found, key=lambda test: (self.seconds[test], test))

    def _anywhere(self, files: Iterable[str]) -> frozenset[str]:
        found = frozenset[str]().union(*(self.tests.get((file, 0), ()) for file in files)) - {""}
        return found or frozenset(self.seconds)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: the test that failed first, or why it got to none; "" where it survived."""

    mutant: Mutant
    killer: str
    tests: int


def cover_of(test_files: Sequence[str]) -> Cover:
    """Run the test files once and tell who runs what; tests that are slow or fail anyway judge nothing.

    RuntimeError where the run itself comes to nothing.
    """
    cover, _ = _in_a_process(_watch, list(test_files))
    if not isinstance(cover, Cover):
        raise RuntimeError("no test could be run")
    return cover


def put_to_the_tests(mutants: Sequence[Mutant], cover: Cover, workers: int) -> Iterator[Verdict]:
    """The verdicts on mutants, in their order."""
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda mutant: _judged(mutant, cover.of(mutant)), mutants)


def _judged(mutant: Mutant, tests: list[str]) -> Verdict:
    if not tests:
        return Verdict(mutant, "", 0)
    killer, code = _in_a_process(_try, mutant, tests)
    if killer is None:
        killer = ENDLESS if code < 0 else CRASHED
    return Verdict(mutant, str(killer), len(tests))


def _in_a_process(work: Callable[..., None], *arguments: object) -> tuple[object, int]:
    """What the work sends from a process of its own, None where it sent nothing; and its exit code."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(LIBRARIES)
    here, there = forking.Pipe(duplex=False)
    process = forking.Process(target=work, args=(there, *arguments))
    process.start()
    there.close()
    try:
        sent = here.recv()
    except EOFError:
        sent = None
    process.join()
    return sent, process.exitcode or 0


def _watch(connection: Connection, test_files: list[str]) -> None:
    """Send the cover of test files."""
    import coverage

    measured = coverage.Coverage(data_file=None, source=[str(PACKAGE)], config_file=False, messages=False)
    measured.start()
    watcher = _Watcher(measured.switch_context)
    _run(test_files, watcher)
    measured.stop()
    data = measured.get_data()
    tests: dict[tuple[str, int], frozenset[str]] = {}
    for name in data.measured_files():
        file = Path(name).relative_to(PACKAGE).as_posix()
        lines = data.contexts_by_lineno(name)
        tests |= {
            (file, line): frozenset(each for each in names if not each or each in watcher.seconds)
            for line, names in lines.items()
        }
        tests[file, 0] = frozenset[str]().union(*(tests[file, line] for line in lines))
    connection.send(Cover(tests, watcher.seconds))


def _try(connection: Connection, mutant: Mutant, tests: list[str]) -> None:
    """Send the first test that fails on a mutant, "" where all pass."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    if mutant.file.endswith(".toml"):
        _serve_data(mutant)
    else:
        sys.meta_path.insert(0, _Finder(_Loader(mutant)))
    judge = _Judge(tests)
    _run([*dict.fromkeys(test.partition("::")[0] for test in tests), "-x"], judge)
    connection.send(judge.killer)


def _run(arguments: list[str], plugin: object) -> None:
    """pytest in this process, silent, random tests always the same and no failure looked into."""
    from hypothesis import Phase, settings

    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate)
    )
    settings.load_profile("mutants")
    os.chdir(ROOT)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    pytest.main([*QUIET, *arguments], plugins=[plugin])


class _Watcher:
    """A pytest plugin that says whose lines are run, and notes the seconds of the tests fit to judge."""

    def __init__(self, switch: Callable[[str], object]) -> None:
        self.switch = switch
        self.seconds: dict[str, float] = {}
        self.remembered: list[functools._lru_cache_wrapper[Any]] = []
        self.failed: set[str] = set()

    def pytest_collection_finish(self) -> None:
        memories = (each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper))
        self.remembered = [each for each in memories if each.__module__.startswith(("minsheng_xl", "tests"))]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        for each in self.remembered:
            each.cache_clear()
        self.switch(item.nodeid)
        begun = time.process_time()
        result = yield
        taken = time.process_time() - begun
        self.switch("")
        if taken <= SLOW and item.nodeid not in self.failed:
            self.seconds[item.nodeid] = taken
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.failed.add(report.nodeid)


class _Judge:
    """A pytest plugin that runs some tests, in their order, and notes the first that fails."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.order = {test: at for at, test in enumerate(tests)}
        self.killer = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.killer = UNLOADED

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.killer:
            self.killer = report.nodeid


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a module of the package with its change made."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(_module_name(mutant.file), str(PACKAGE / mutant.file))
        self.code = compile(mutated_tree(mutant), self.path, "exec")

    def get_code(self, fullname: str) -> CodeType:
        return self.code


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the changed module in place of the real one."""

    def __init__(self, loader: _Loader) -> None:
        self.loader = loader

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.loader.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.loader.path, loader=self.loader)


def _serve_data(mutant: Mutant) -> None:
    """From now on the packaged data read as changed."""
    from minsheng_xl import data

    changed, read = mutated_data(mutant), data.load
    name = mutant.file.removeprefix("data/")
    setattr(data, "load", lambda asked: changed if asked == name else read(asked))  # noqa: B010


def _module_name(file: str) -> str:
    return ".".join((PACKAGE.name, *Path(file).with_suffix("").parts)).removesuffix(".__init__")


@functools.cache
def _readers_of(data_file: str) -> list[str]:
    """The modules that read a data file."""
    said = f'"{data_file.removeprefix("data/")}"'
    modules = [each for each in PACKAGE.rglob("*.py") if said in each.read_text("utf-8")]
    return [each.relative_to(PACKAGE).as_posix() for each in modules]
