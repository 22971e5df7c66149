"""No two modules lean on each other: imports for types and imports inside functions count too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from minsheng_xl import data

PACKAGE = Path(data.__file__).parents[1]


def _modules() -> dict[str, Path]:
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


def _imports(module: str) -> Iterator[str]:
    """The modules of ours that a module names in an import anywhere in its text."""
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (_module(each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: imports are written in full"
            for each in node.names:
                yield _module(f"{node.module}.{each.name}")


def _module(name: str) -> str:
    """The module a dotted name lies in; empty for what is not ours."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name


def _circles(graph: dict[str, set[str]]) -> set[frozenset[str]]:
    """Groups of modules each of which reaches the others (Tarjan)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: set[frozenset[str]] = set()

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        stack.append(module)
        for other in graph[module]:
            if other not in order:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in stack:
                lowest[module] = min(lowest[module], order[other])
        if lowest[module] == order[module]:
            at = stack.index(module)
            group = frozenset(stack[at:])
            del stack[at:]
            if len(group) > 1:
                found.add(group)

    for module in graph:
        if module not in order:
            visit(module)
    return found


def test_modules_import_each_other_in_one_direction() -> None:
    graph = {module: {each for each in _imports(module) if each and each != module} for module in MODULES}
    assert sorted(sorted(each) for each in _circles(graph)) == []
