"""Small changes to a module or a data file of the package, each of which a test ought to notice.

A module is changed in its syntax tree and compiled from there; a data file is changed after it was read.
The changes of a file are always told in the same order, so that the number of one says which it is.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1] / "minsheng_xl"

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
SEVERITIES = ("ERROR", "WARNING", "INFORMATION")
SILENT = ("annotation", "returns", "type_params", "bases")
"""Fields of a syntax tree that say nothing of what is computed."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. `file` is named from the package on; `first`–`last` are the lines of its statement."""

    file: str
    number: int
    sort: str
    scope: str
    """The function it is in, or the key of a data file; "" on a module's own level."""
    was: str
    now: str
    first: int = 0
    last: int = 0

    @property
    def name(self) -> str:
        """What it is, whatever line it stands on."""
        return f"{self.file} {self.scope}: {self.was} → {self.now}"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a node hangs in its tree: in a field of its parent, at an index where that is a list."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST
    scope: str
    statement: ast.stmt

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants_of(file: str) -> list[Mutant]:
    """Every change of a module (`quantity/find.py`) or a data file (`data/notes.toml`)."""
    text = (PACKAGE / file).read_text("utf-8")
    if file.endswith(".toml"):
        return [
            Mutant(file, number, sort, ".".join(map(str, path)), was, now)
            for number, (path, sort, was, now, _) in enumerate(_data_changes(tomllib.loads(text)))
        ]
    return [
        Mutant(file, number, sort, site.scope, _said(site.node), _said(node), *_lines(site.statement))
        for number, (site, sort, node) in enumerate(_tree_changes(ast.parse(text)))
    ]


def mutated_tree(mutant: Mutant) -> ast.Module:
    """The module with the change made."""
    tree = ast.parse((PACKAGE / mutant.file).read_text("utf-8"))
    for number, (site, _, node) in enumerate(_tree_changes(tree)):
        if number == mutant.number:
            site.put(node)
            return ast.fix_missing_locations(tree)
    raise ValueError(mutant)


def mutated_data(mutant: Mutant) -> dict[str, Any]:
    """The data file as read, with the change made."""
    data = tomllib.loads((PACKAGE / mutant.file).read_text("utf-8"))
    for number, (path, _, _, _, value) in enumerate(_data_changes(data)):
        if number == mutant.number:
            changed = deepcopy(data)
            _put(changed, path, value)
            return changed
    raise ValueError(mutant)


def _said(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 160 else f"{text[:157]}…"


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """The lines of a statement without those of the statements in it."""
    body = getattr(statement, "body", None)
    inner = body[0].lineno - 1 if isinstance(body, list) and body else statement.end_lineno
    return statement.lineno, max(statement.lineno, inner or 0)


def _tree_changes(tree: ast.Module) -> Iterator[tuple[Site, str, ast.AST]]:
    for site in _sites(tree, "", None):
        for sort, node in _instead(site):
            yield site, sort, node


def _sites(parent: ast.AST, scope: str, statement: ast.stmt | None) -> Iterator[Site]:
    """Every node that computes something, from the outside in."""
    for field, value in ast.iter_fields(parent):
        if field in SILENT:
            continue
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(node, ast.AST) or _is_silent(node):
                continue
            inside = _scope(scope, parent, field)
            held = node if isinstance(node, ast.stmt) else statement
            assert held is not None
            yield Site(parent, field, index, node, inside, held)
            yield from _sites(node, inside, held)


def _scope(scope: str, parent: ast.AST, field: str) -> str:
    is_inside = isinstance(parent, ast.FunctionDef) and field == "body"
    return f"{scope}.{parent.name}".strip(".") if is_inside and isinstance(parent, ast.FunctionDef) else scope


def _is_silent(node: ast.AST) -> bool:
    """What no figure hangs on: docstrings, imports, examples of rules, literal types, sizes of memories."""
    match node:
        case ast.Expr(value=ast.Constant(value=str())) | ast.Import() | ast.ImportFrom():
            return True
        case ast.Call(func=ast.Name(id="Example" | "dataclass" | "lru_cache")) | ast.keyword(arg="strict"):
            return True
        case ast.Subscript(value=ast.Name(id="Literal")) | ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
    return False


def _instead(site: Site) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in place of a node, each with the sort of the change."""
    if site.field in ("test", "ifs"):
        yield from _turned(site)
    for make in _MAKERS.get(type(site.node), ()):
        yield from make(site)


def _comparisons(site: Site) -> Iterator[tuple[str, ast.AST]]:
    assert isinstance(site.node, ast.Compare)
    for at, op in enumerate(site.node.ops):
        for other in COMPARED[type(op)]:
            changed = deepcopy(site.node)
            changed.ops[at] = other()
            yield "比较", changed


def _sums(site: Site) -> Iterator[tuple[str, ast.AST]]:
    assert isinstance(site.node, ast.BinOp | ast.AugAssign)
    words = [site.node.value] if isinstance(site.node, ast.AugAssign) else [site.node.left, site.node.right]
    if any(isinstance(each, ast.JoinedStr) or _is_text(each) for each in words):
        return
    changed = deepcopy(site.node)
    changed.op = COMPUTED[type(site.node.op)]()
    yield "算术", changed


def _conditions(site: Site) -> Iterator[tuple[str, ast.AST]]:
    assert isinstance(site.node, ast.BoolOp)
    changed = deepcopy(site.node)
    changed.op = ast.And() if isinstance(site.node.op, ast.Or) else ast.Or()
    yield "且或", changed
    for at in range(len(site.node.values)):
        rest = [each for index, each in enumerate(site.node.values) if index != at]
        yield "少一个条件", rest[0] if len(rest) == 1 else ast.BoolOp(site.node.op, rest)


def _unary(site: Site) -> Iterator[tuple[str, ast.AST]]:
    assert isinstance(site.node, ast.UnaryOp)
    if isinstance(site.node.op, ast.Not | ast.USub):
        yield ("比较" if isinstance(site.node.op, ast.Not) else "算术"), site.node.operand


def _turned(site: Site) -> Iterator[tuple[str, ast.AST]]:
    """A condition that is no comparison, turned round."""
    if isinstance(site.node, ast.expr) and not isinstance(site.node, ast.Compare | ast.UnaryOp):
        yield "条件相反", ast.UnaryOp(ast.Not(), site.node)


def _constants(site: Site) -> Iterator[tuple[str, ast.AST]]:
    assert isinstance(site.node, ast.Constant)
    value = site.node.value
    if isinstance(value, bool):
        yield "真假", ast.Constant(not value)
    elif isinstance(value, int):
        yield "常数", ast.Constant(value + 1)
        yield "常数", ast.Constant(value - 1)
    elif isinstance(value, str):
        yield from _texts(site, value)


def _texts(site: Site, value: str) -> Iterator[tuple[str, ast.AST]]:
    """A word that is compared, a number of Decimals, a regular expression."""
    match site.parent:
        case ast.Compare() | ast.MatchValue():
            yield "词", ast.Constant(f"{value}×")
        case ast.Call(func=ast.Name(id="Decimal")) if value.replace(".", "", 1).isdigit():
            whole, _, rest = value.partition(".")
            yield "常数", ast.Constant(f"{int(whole) + 1}.{rest}".rstrip("."))
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))) if site.field == "args" and not site.index:
            for shorter in without_one(value):
                yield "正则少一支", ast.Constant(shorter)


def _names(site: Site) -> Iterator[tuple[str, ast.AST]]:
    assert isinstance(site.node, ast.Name)
    if site.node.id in SEVERITIES and isinstance(site.node.ctx, ast.Load):
        other = SEVERITIES[SEVERITIES.index(site.node.id) - 1]
        yield "级别", ast.Name(other, ast.Load())


def _lists(site: Site) -> Iterator[tuple[str, ast.AST]]:
    assert isinstance(site.node, ast.Tuple | ast.List | ast.Set)
    items = site.node.elts
    if len(items) > 1 and all(_is_text(each) for each in items):
        for at in range(len(items)):
            changed = deepcopy(site.node)
            del changed.elts[at]
            yield "清单少一项", changed


def _returns(site: Site) -> Iterator[tuple[str, ast.AST]]:
    assert isinstance(site.node, ast.Return)
    value = site.node.value
    if value is not None and not _is_nothing(value):
        yield "返回空", ast.Return(ast.Constant(None))
    if isinstance(site.parent, ast.If):
        yield "少一句", ast.Pass()


def _statements(site: Site) -> Iterator[tuple[str, ast.AST]]:
    yield "少一句", ast.Pass()


def _is_nothing(node: ast.expr) -> bool:
    """Whether a constant is as false as None."""
    return isinstance(node, ast.Constant) and not node.value


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


_Maker = Callable[[Site], Iterator[tuple[str, ast.AST]]]
_MAKERS: dict[type[ast.AST], tuple[_Maker, ...]] = {
    ast.Compare: (_comparisons,),
    ast.BinOp: (_sums,),
    ast.AugAssign: (_sums, _statements),
    ast.BoolOp: (_conditions,),
    ast.UnaryOp: (_unary,),
    ast.Constant: (_constants,),
    ast.Name: (_names,),
    ast.Tuple: (_lists,),
    ast.List: (_lists,),
    ast.Set: (_lists,),
    ast.Return: (_returns,),
    ast.Expr: (_statements,),
    ast.Continue: (_statements,),
    ast.Break: (_statements,),
}


def without_one(pattern: str) -> Iterator[str]:
    """A regular expression with one of the alternatives of one of its groups left out, in every way."""
    for start, end in _alternatives(pattern):
        before, after = pattern[:start], pattern[end:]
        shorter = before + after[1:] if after.startswith("|") else before.removesuffix("|") + after
        try:
            re.compile(shorter)
        except re.error:
            continue
        yield shorter


def _alternatives(pattern: str) -> list[tuple[int, int]]:
    """Where each alternative of a group (or of the whole) of several begins and ends."""
    found: list[tuple[int, int]] = []
    open_: list[list[int]] = [[0]]
    at, in_class = 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif in_class or char == "[":
            in_class = char != "]"
        elif char == "(":
            head = re.compile(r"\(\?(?:P<\w+>|<?[=!:])|\(").match(pattern, at)
            at = head.end() - 1 if head else at
            open_.append([at + 1])
        elif char == "|":
            open_[-1].append(at + 1)
        elif char == ")":
            found += _spans(open_.pop(), at)
        at += 1
    return found + _spans(open_.pop(), len(pattern))


def _spans(starts: list[int], end: int) -> list[tuple[int, int]]:
    ends = [*(start - 1 for start in starts[1:]), end]
    return list(zip(starts, ends, strict=True)) if len(starts) > 1 else []


Path_ = tuple[str | int, ...]


def _data_changes(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str, str, str, Any]]:
    """Every change of read data: where, its sort, what was there and is now in words, and the new value."""
    match data:
        case bool():
            yield path, "真假", str(data), str(not data), not data
        case int():
            yield path, "常数", str(data), str(data + 1), data + 1
        case str():
            for shorter in without_one(data):
                yield path, "正则少一支", data, shorter, shorter
        case list():
            for at, item in enumerate(data) if len(data) > 1 else ():
                yield path, "清单少一项", str(item), "", [*data[:at], *data[at + 1 :]]
        case dict():
            pass
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _data_changes(value, (*path, key))


def _put(data: Any, path: Path_, value: Any) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value
