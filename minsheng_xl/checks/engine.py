"""Rules and how they are run.

A rule is one function that says *where*; its decorator says everything else. Its parameter names
declare what it needs: a rule whose input is absent is skipped, and that is said aloud; a rule that
raises is listed as broken and the others run. Of parameters with a default one at least must be there.
A rule that speaks of two things, as of plans and of returns, is two functions with one declaration.

    @rule("U01", "有数值无单位", ERROR, "“{name}”的目标{target}没有单位", "请补上计量单位", ...)
    def number_without_unit(table: TargetTable) -> Hits:
        for indicator in table.indicators:
            if indicator.target.kind == "number" and not indicator.unit:
                yield hit(indicator, name=indicator.name, target=indicator.target.raw)

    @also("U01")
    def statement_without_unit(document: Document) -> Hits: ...
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import import_module
from itertools import chain
from pkgutil import iter_modules
from typing import Any

from minsheng_xl.checks.report import Finding, Report, Severity
from minsheng_xl.checks.sentences import sentence
from minsheng_xl.personal import masked
from minsheng_xl.place import Place
from minsheng_xl.reference import Settings

ERROR, WARNING, INFORMATION = Severity.ERROR, Severity.WARNING, Severity.INFORMATION

INPUTS: dict[str, str] = {
    "table": "总表或目标任务表",
    "document": "通知、报告全文",
    "master": "下发时的总表",
    "returns": "回收件",
    "shares": "责任单位、乡镇报的份额",
    "told": "作回收件或上期累计用的进展通报",
    "drafted": "拟成总表的那份文件",
    "history": "上期累计",
    "superior": "上级目标任务表",
    "ref": "单位表、部门名录、设置",
    "period": "报送期",
    "as_of": "核对日期",
    "lines": "汇总行",
    "opinions": "收回的征求意见表",
    "expected": "应报单位与报送情况",
    "standing": "各指标取用的行",
    "undecided": "分不出先后的行",
    "superseded": "同一单位的重复报送",
    "earlier": "同一单位上一份报送",
    "figures": "填报的数，连同它的目标、上期和说明",
}
"""What a rule may ask for by parameter name."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule found something, and the words for its message."""

    place: Place
    department: str = ""
    indicator: str = ""
    printed: str = ""
    expected: str = ""
    severity: Severity | None = None
    """Set where one case is graver or lighter than the rule's usual."""
    words: Mapping[str, Any] = field(default_factory=dict)


Hits = Iterator[Hit]


def hit(
    place: Place,
    *,
    department: str = "",
    indicator: str = "",
    printed: object = "",
    expected: object = "",
    severity: Severity | None = None,
    **words: Any,
) -> Hit:
    """A hit with the words its rule's message and remedy name in braces, printed and expected among them."""
    return Hit(
        place,
        department,
        indicator,
        str(printed),
        str(expected),
        severity,
        {"printed": printed, "expected": expected, "department": department, **words},
    )


@dataclass(frozen=True, slots=True)
class Example:
    """Named inputs for one run of a rule, as text a person can read; tests and docs share them.

    `text` is a notice or a report; its first table and the whole document are given to the rule.
    """

    table: str = ""
    text: str = ""
    master: str = ""
    returns: tuple[str, ...] = ()
    history: Mapping[str, str] = field(default_factory=dict)
    issued: str = ""
    """The plan as the forms were issued, where it has changed since."""
    carried: Mapping[str, str] = field(default_factory=dict)
    """上期累计 as the forms were issued with it."""
    superior: str = ""
    opinions: tuple[str, ...] = ()
    """Returned sheets for comments on `master`."""
    settings: Mapping[str, str] = field(default_factory=dict)
    calendar: str = ""
    """A line of 日历: day, kind, department, period, with spaces between."""
    as_of: str = ""
    period: str = ""
    year: int = 2021
    note: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One function of a rule, and the inputs it is given by name."""

    function: Callable[..., Hits]
    inputs: tuple[str, ...]
    any_of: frozenset[str] = frozenset()
    """Inputs it can do without, as long as one of them is there."""

    @classmethod
    def of(cls, function: Callable[..., Hits]) -> Check:
        """A function with the inputs that its parameters name. TypeError where there is no such input."""
        parameters = inspect.signature(function).parameters.values()
        optional = frozenset(each.name for each in parameters if each.default is not each.empty)
        check = cls(function, tuple(each.name for each in parameters), optional)
        if unknown := [each for each in check.inputs if each not in INPUTS]:
            raise TypeError(f"{function.__name__}: unknown input {unknown}")
        return check

    @property
    def needs(self) -> tuple[str, ...]:
        """Inputs it cannot do without."""
        return tuple(each for each in self.inputs if each not in self.any_of)

    def can_run(self, inputs: Mapping[str, Any]) -> bool:
        """Whether what it needs is there; None counts as absent."""
        there = {name for name, value in inputs.items() if value is not None}
        return there.issuperset(self.needs) and (not self.any_of or not there.isdisjoint(self.any_of))

    def run(self, inputs: Mapping[str, Any]) -> Hits:
        """What it finds in the inputs it looks at."""
        return self.function(**{name: inputs[name] for name in self.inputs if inputs.get(name) is not None})


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue.

    `yields_to`: silent on a cell where one of those speaks; `yields_in_row`: in a whole row of one.
    `rejects_file`: as an error it sends the whole file back, not a row.
    """

    code: str
    name: str
    severity: Severity
    message: str
    remedy: str
    checks: tuple[Check, ...]
    """Each is run where what it needs is there."""
    bad: Example
    good: Example
    explanation: str = ""
    yields_to: frozenset[str] = frozenset()
    yields_in_row: frozenset[str] = frozenset()
    rejects_file: bool = False
    on: bool = True
    since: date | None = None
    until: date | None = None

    def can_run(self, inputs: Mapping[str, Any]) -> bool:
        """Whether what one of its checks needs is there."""
        return any(each.can_run(inputs) for each in self.checks)

    @property
    def looks_at(self) -> tuple[str, ...]:
        """Every input it looks at: what it looks at first, what it always needs and the reference last."""
        always = [name for name in self.checks[0].needs if all(name in each.needs for each in self.checks)]
        others = dict.fromkeys(name for each in self.checks for name in each.inputs if name not in always)
        return (*sorted(others, key="ref".__eq__), *always)

    @property
    def family(self) -> str:
        return self.code[0]


FAMILIES: dict[str, str] = {
    "S": "结构",
    "U": "计量单位",
    "V": "目标值",
    "D": "牵头与责任单位",
    "A": "合计与勾稽",
    "T": "乡镇分解",
    "P": "进度",
    "R": "报送",
    "W": "文字",
    "C": "本县规则",
}

_catalogue: dict[str, Rule] = {}
_derived: dict[str, Callable[..., Any]] = {}


def rule(
    code: str,
    name: str,
    severity: Severity,
    message: str,
    remedy: str,
    *,
    bad: Example,
    good: Example,
    yields_to: tuple[str, ...] = (),
    yields_in_row: tuple[str, ...] = (),
    rejects_file: bool = False,
    on: bool = True,
    since: date | None = None,
    until: date | None = None,
) -> Callable[[Callable[..., Hits]], Callable[..., Hits]]:
    """Declare a rule by its first check function; TypeError at import for an unknown input or a used code."""

    def enter(function: Callable[..., Hits]) -> Callable[..., Hits]:
        if code in _catalogue or code[0] not in FAMILIES:
            raise TypeError(f"rule {code}: no such family, or code used twice")
        explanation = inspect.getdoc(function) or ""
        _catalogue[code] = Rule(
            code, name, severity, message, remedy, (Check.of(function),), bad, good, explanation,
            frozenset(yields_to), frozenset(yields_in_row), rejects_file, on, since, until,
        )  # fmt: skip
        return function

    return enter


def also(code: str) -> Callable[[Callable[..., Hits]], Callable[..., Hits]]:
    """Enter one more check function of a rule declared above it; KeyError at import where none is."""

    def enter(function: Callable[..., Hits]) -> Callable[..., Hits]:
        declared = _catalogue[code]
        _catalogue[code] = replace(declared, checks=(*declared.checks, Check.of(function)))
        return function

    return enter


def derived(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function that makes an input out of others, once a run, by its parameters as rules do."""

    def enter(make: Callable[..., Any]) -> Callable[..., Any]:
        _derived[name] = make
        return make

    return enter


def prepared(inputs: Mapping[str, Any], rules: Iterable[Rule]) -> Mapping[str, Any]:
    """The inputs, and those made of them that a rule looks at."""
    wanted = {name for each in rules for name in each.looks_at} - inputs.keys()
    made = dict(inputs)
    for name, make in _derived.items():
        parameters = inspect.signature(make).parameters.values()
        given = {each.name: inputs[each.name] for each in parameters if inputs.get(each.name) is not None}
        if name in wanted and all(each.name in given for each in parameters if each.default is each.empty):
            made[name] = make(**given)
    return made


@cache
def _load_rules() -> None:
    """Import every module of rules, each of which enters its own; by name, since rules import the engine."""
    rooms = import_module("minsheng_xl.checks.rules")
    for room in iter_modules(rooms.__path__, f"{rooms.__name__}."):
        import_module(room.name)


def catalogue() -> dict[str, Rule]:
    """Every rule by code, in the order of families and numbers."""
    _load_rules()
    order = list(FAMILIES)
    return dict(sorted(_catalogue.items(), key=lambda pair: (order.index(pair[0][0]), pair[0])))


@dataclass(frozen=True, slots=True)
class Grading:
    """A county's own severities, switched-off rules and rules that ask for a reason, each from its day on."""

    severities: Mapping[str, tuple[Severity, date | None]] = field(default_factory=dict)
    off: Mapping[str, date | None] = field(default_factory=dict)
    on: Mapping[str, date | None] = field(default_factory=dict)
    reasons: Mapping[str, date | None] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> Grading:
        """What a county's 设置 says of severities and of rules switched off or on."""
        grades = {
            code: (severity, each.since)
            for code, each in settings.severities.items()
            if (severity := Severity.read(each.severity)) is not None
        }
        return cls(grades, settings.off, settings.on, settings.reasons)

    def severity(self, rule: Rule, day: date) -> Severity:
        graded, since = self.severities.get(rule.code, (rule.severity, None))
        return graded if _holds(since, day) else rule.severity

    def asks(self, code: str, day: date) -> bool:
        """Whether a warning of this rule needs a written reason."""
        return code in self.reasons and _holds(self.reasons[code], day)

    def runs(self, rule: Rule, day: date) -> bool:
        if rule.code in self.off and _holds(self.off[rule.code], day):
            return False
        switched_on = rule.code in self.on and _holds(self.on[rule.code], day)
        in_force = _holds(rule.since, day) and (rule.until is None or day <= rule.until)
        return in_force and (rule.on or switched_on)


def _holds(since: date | None, day: date) -> bool:
    return since is None or since <= day


def run(
    inputs: Mapping[str, Any],
    *,
    grading: Grading | None = None,
    only: str = "",
    codes: Collection[str] = (),
    own: Sequence[Rule] = (),
) -> Report:
    """Run every rule whose inputs are there (None counts as absent), and a county's `own` beside them.

    `only` narrows to families, as "UD", `codes` to the rules named.
    Findings come in the order of rules, and within a rule in the order of the sheet.
    """
    grading = grading or Grading()
    day = inputs.get("as_of") or date.today()
    findings: list[Finding] = []
    ran: list[str] = []
    skipped: list[str] = []
    broken: list[str] = []
    rules = {**catalogue(), **{each.code: each for each in own}}
    asked = [
        each
        for each in rules.values()
        if (not only or each.family in only) and (not codes or each.code in codes) and grading.runs(each, day)
    ]
    inputs = prepared(inputs, asked)
    for each in asked:
        if not each.can_run(inputs):
            skipped.append(each.code)
            continue
        try:
            findings += _findings(each, inputs, grading.severity(each, day))
        except Exception as fault:  # a broken rule must not cost the others
            broken.append(f"{each.code}: {type(fault).__name__}: {fault}")
        else:
            ran.append(each.code)
    return Report((), tuple(_without_echoes(findings, rules)), tuple(ran), tuple(skipped), tuple(broken))


def _findings(rule: Rule, inputs: Mapping[str, Any], severity: Severity) -> list[Finding]:
    found = []
    able = [check for check in rule.checks if check.can_run(inputs)]
    for each in chain.from_iterable(check.run(inputs) for check in able):
        own = each.severity if each.severity is not None and severity is rule.severity else severity
        found.append(
            Finding(
                rule.code,
                rule.name,
                own,
                each.place,
                masked(sentence(rule.message, each.words)),
                sentence(rule.remedy, each.words),
                each.department,
                each.indicator,
                masked(each.printed),
                masked(each.expected),
            )
        )
    return found


def _without_echoes(findings: list[Finding], rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """Leave out a general finding on a cell, or in a row, where a more telling rule has spoken.

    A line of a text holds many indicators: there it must have spoken of the same one.
    """
    cells: dict[tuple[Place, str], set[str]] = {}
    rows: dict[tuple[Place, str], set[str]] = {}
    for each in findings:
        cells.setdefault(_cell(each), set()).add(each.code)
        rows.setdefault(_row(each), set()).add(each.code)
    for each in findings:
        rule = rules[each.code]
        if not rule.yields_to & cells[_cell(each)] and not rule.yields_in_row & rows[_row(each)]:
            yield each


def _cell(finding: Finding) -> tuple[Place, str]:
    return finding.place, finding.indicator if finding.place.line else ""


def _row(finding: Finding) -> tuple[Place, str]:
    place = finding.place
    return Place(place.file, place.sheet, place.row, line=place.line), finding.indicator
