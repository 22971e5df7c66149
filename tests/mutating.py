"""Mutants put to the tests that run their lines, each in a process of its own.

In a first run every test is told apart by coverage: which lines it runs, and how long it takes. Remembered
results are forgotten before each test, else only the first to ask would seem to run what all hang on.
"""

from __future__ import annotations

import functools
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from tests.mutants import PACKAGE, Mutant, mutated_data, mutated_tree

ROOT = PACKAGE.parent
SLOW = 10
"""Seconds of the processor a test may take to be among those that judge mutants."""
PATIENCE = 300
"""Seconds of the processor after which a mutant is held to run for ever; all the tests together take half."""
UNLOADED, ENDLESS, CRASHED = "读入不了", "没有结束", "异常退出"
LIBRARIES = ["coverage", "hypothesis", "openpyxl", "pydantic", "pytest", "rapidfuzz", "xlsxwriter"]
QUIET = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts="]
QUIET += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
QUIET += ["--deselect=tests/test_quantity_find.py::test_time_grows_with_the_length_of_the_text_only"]


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant and the tests that run it, the fastest first.

    `others`: the other tests, where it has done some of its work before any test begins: what they take
    from there, they run nothing of.
    """

    mutant: Mutant
    tests: list[str]
    others: list[str]


@dataclass(frozen=True, slots=True)
class Cover:
    """Which tests run which lines of which files of the package; line 0 is any line, test "" is import."""

    tests: dict[tuple[str, int], frozenset[str]]
    seconds: dict[str, float]

    def trial(self, mutant: Mutant) -> Trial:
        """How a mutant is tried; what import makes is run by all tests that run anything of its module."""
        if mutant.file.endswith(".toml"):
            readers = _readers_of(mutant.file)
            ran = self._ran((file, line) for file, line in readers)
            return self._trial(mutant, self._anywhere(file for file, _ in readers), "" in ran)
        ran = self._ran((mutant.file, line) for line in range(mutant.first, mutant.last + 1))
        found = ran - {""} if mutant.scope else frozenset()
        return self._trial(mutant, found or (self._anywhere([mutant.file]) if ran else found), "" in ran)

    def _trial(self, mutant: Mutant, tests: Iterable[str], at_import: bool) -> Trial:
        mine = frozenset(tests)
        others = self.seconds.keys() - mine if at_import and mine else ()
        return Trial(mutant, self._fastest_first(mine), self._fastest_first(others))

    def _fastest_first(self, tests: Iterable[str]) -> list[str]:
        return sorted(tests, key=lambda test: (self.seconds[test], test))

    def _ran(self, lines: Iterable[tuple[str, int]]) -> frozenset[str]:
        return frozenset[str]().union(*(self.tests.get(line, ()) for line in lines))

    def _anywhere(self, files: Iterable[str]) -> frozenset[str]:
        return self._ran((file, 0) for file in files) - {""} or frozenset(self.seconds)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: the test that failed first, or why it got to none; "" where it survived."""

    mutant: Mutant
    killer: str
    tests: int


def cover_of(test_files: Sequence[str], workers: int) -> Cover:
    """Run the test files once and tell who runs what; tests that are slow or fail anyway judge nothing.

    RuntimeError where the run itself comes to nothing.
    """
    lines: dict[tuple[str, int], set[str]] = {}
    seconds: dict[str, float] = {}
    with ThreadPoolExecutor(workers) as pool:
        for cover in pool.map(_cover, filter(None, (test_files[at::workers] for at in range(workers)))):
            seconds |= cover.seconds
            for line, tests in cover.tests.items():
                lines.setdefault(line, set()).update(tests)
    return Cover({line: frozenset(tests) for line, tests in lines.items()}, seconds)


def _cover(test_files: Sequence[str]) -> Cover:
    with _Process(_watch, list(test_files)) as process:
        cover = process.answer()
    if not isinstance(cover, Cover):
        raise RuntimeError("no test could be run")
    return cover


def put_to_the_tests(
    mutants: Sequence[Mutant], test_files: Sequence[str], cover: Cover, workers: int
) -> Iterator[Verdict]:
    """The verdicts on mutants, in their order.

    First in place: functions get their changed code in a fork of a process in which all tests are loaded.
    What import makes of a mutant is not seen so; where nothing fails, it is loaded afresh.
    """
    judges: Queue[_Process] = Queue()
    with ExitStack() as stack:
        for _ in range(workers):
            judges.put(stack.enter_context(_Process(_judge_in_place, list(test_files))))

        def verdict(mutant: Mutant) -> Verdict:
            trial = cover.trial(mutant)
            killer = ""
            if trial.tests and mutant.scope:
                judge = judges.get()
                killer = str(judge.answer(trial))
                judges.put(judge)
            if trial.tests and not killer and (trial.others or not mutant.scope):
                killer = _afresh(mutant, trial.tests)
            if trial.others and not killer:
                killer = _afresh(mutant, trial.others)
            return Verdict(mutant, killer, len(trial.tests))

        with ThreadPoolExecutor(workers) as pool:
            yield from pool.map(verdict, mutants)


def _afresh(mutant: Mutant, tests: Sequence[str]) -> str:
    with _Process(_try, mutant, tests) as process:
        killer = process.answer()
    return CRASHED if killer is None else str(killer)


class _Process:
    """A process forked from one that has loaded the libraries; it answers what it is asked.

    The answer is None where it ended without one.
    """

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        forking = multiprocessing.get_context("forkserver")
        forking.set_forkserver_preload(LIBRARIES)
        self._here, there = forking.Pipe()
        self._process = forking.Process(target=work, args=(there, *arguments))
        self._process.start()
        there.close()

    def answer(self, question: object = None) -> object:
        try:
            if question is not None:
                self._here.send(question)
            return self._here.recv()
        except (EOFError, BrokenPipeError):
            return None

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *error: object) -> None:
        self._here.close()
        self._process.join()


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


def _try(connection: Connection, mutant: Mutant, tests: Sequence[str]) -> None:
    """Send the first test that fails on a mutant loaded afresh, "" where all pass."""
    _be_patient()
    if mutant.file.endswith(".toml"):
        _serve_data(mutant)
    else:
        sys.meta_path.insert(0, _Finder(_Loader(mutant)))
    judge = _Judge(tests)
    _run([*dict.fromkeys(test.partition("::")[0] for test in tests), "-x"], judge)
    connection.send(judge.killer)


def _judge_in_place(connection: Connection, test_files: list[str]) -> None:
    """Answer trials, each in a fork, until no more are asked for."""
    _run(test_files, _Court(connection))


def _be_patient() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))


def _run(arguments: list[str], plugin: object) -> None:
    """pytest in this process, silent, random tests always the same and no failure looked into."""
    from hypothesis import Phase, settings

    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate)
    )
    os.chdir(ROOT)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    pytest.main([*QUIET, "--hypothesis-profile=mutants", *arguments], plugins=[plugin])


class _Watcher:
    """A pytest plugin that says whose lines are run, and notes the seconds of the tests fit to judge."""

    def __init__(self, switch: Callable[[str], object]) -> None:
        self.switch = switch
        self.seconds: dict[str, float] = {}
        self.remembered: list[functools._lru_cache_wrapper[Any]] = []
        self.failed: set[str] = set()

    def pytest_collection_finish(self) -> None:
        self.remembered = _memories()

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


def _memories() -> list[functools._lru_cache_wrapper[Any]]:
    """What remembers results of the package or its tests."""
    found = (each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper))
    return [each for each in found if each.__module__.startswith((PACKAGE.name, "tests"))]


class _Court:
    """A pytest plugin that, instead of running the tests, tries mutants in forks with those they ask for."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        with suppress(EOFError):
            while True:
                trial = self.connection.recv()
                self.connection.send(self._tried(trial, [items[test] for test in trial.tests]))
        return True

    def _tried(self, trial: Trial, items: list[pytest.Item]) -> str:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            _be_patient()
            os.write(writing, _killer_in_place(trial.mutant, items).encode())
            os._exit(0)
        os.close(writing)
        with open(reading, encoding="utf-8") as pipe:
            killer = pipe.read()
        _, status = os.waitpid(child, 0)
        return killer if not status else ENDLESS if os.WIFSIGNALED(status) else CRASHED


def _killer_in_place(mutant: Mutant, items: list[pytest.Item]) -> str:
    """The first of the tests that fails where the mutant's functions have its code, "" where all pass."""
    if mutant.file.endswith(".toml"):
        _serve_data(mutant)
    elif not _has_code(mutant):
        return ""
    for each in _memories():
        each.cache_clear()
    judge = _Judge([])
    items[0].config.pluginmanager.register(judge)
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if judge.killer:
            break
    return judge.killer


def _has_code(mutant: Mutant) -> bool:
    """Give the loaded functions of a module their changed code, where it needs the same closures."""
    path = str(PACKAGE / mutant.file)
    changed = _functions(compile(mutated_tree(mutant), path, "exec"))
    for function in [each for each in gc.get_objects() if isinstance(each, FunctionType)]:
        code = function.__code__
        new = changed.get((code.co_qualname, code.co_firstlineno)) if code.co_filename == path else None
        if new and new != code:
            if new.co_freevars != code.co_freevars:
                return False
            function.__code__ = new
    return True


def _functions(code: CodeType) -> dict[tuple[str, int], CodeType]:
    """The code of the functions and methods of a module by name and line."""
    found = {}
    for each in code.co_consts:
        if isinstance(each, CodeType):
            found[each.co_qualname, each.co_firstlineno] = each
            found |= {} if each.co_flags & inspect.CO_OPTIMIZED else _functions(each)
    return found


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
def _readers_of(data_file: str) -> list[tuple[str, int]]:
    """The modules that read a data file, and in which lines."""
    said = f'"{data_file.removeprefix("data/")}"'
    return [
        (module.relative_to(PACKAGE).as_posix(), number)
        for module in PACKAGE.rglob("*.py")
        for number, line in enumerate(module.read_text("utf-8").splitlines(), 1)
        if said in line
    ]
