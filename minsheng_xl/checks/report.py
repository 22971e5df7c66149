"""What was found and what became of each file: one list, shown as text, as JSON and as workbook rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from minsheng_xl.place import Place


class Severity(IntEnum):
    """What a finding does: 错误 keeps the row out, 警告 asks for a reason, 提示 is for the eye."""

    INFORMATION = 0
    WARNING = 1
    ERROR = 2

    @property
    def label(self) -> str:
        return ("提示", "警告", "错误")[self]

    @property
    def key(self) -> str:
        return ("information", "warning", "error")[self]

    @classmethod
    def read(cls, label: str) -> Severity | None:
        """Severity of a Chinese label (提示/警告/错误); None for any other word."""
        return next((each for each in cls if each.label == label.strip()), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: where, what, and how to mend it."""

    code: str
    name: str
    severity: Severity
    place: Place
    message: str
    suggestion: str = ""
    department: str = ""
    indicator: str = ""
    """Indicator code, where the finding is about one."""
    printed: str = ""
    expected: str = ""
    quote: str = ""

    def __str__(self) -> str:
        where = str(self.place) or self.department
        remedy = f"，{self.suggestion}" if self.suggestion else ""
        return f"{where} {self.message}{remedy}。（{self.code}）".lstrip()

    def as_json(self) -> dict[str, Any]:
        """The shape of a finding in `minsheng.report/1`."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity.key,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "line": self.place.line or None,
            "quote": self.quote,
            "department": self.department,
            "indicator": self.indicator,
            "message": self.message,
            "printed": self.printed,
            "expected": self.expected,
            "suggestion": self.suggestion,
        }


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file that was given: taken, partly, rejected or skipped, and why."""

    path: str
    status: str
    sha256: str = ""
    reason_code: str = ""
    reason: str = ""
    kind: str = ""
    department: str = ""
    period: str = ""

    LABELS = {"taken": "已收", "partly": "部分收取", "rejected": "未收", "skipped": "跳过"}  # noqa: RUF012

    @property
    def label(self) -> str:
        return self.LABELS[self.status]

    def as_json(self) -> dict[str, str]:
        """The shape of a file in `minsheng.report/1`."""
        names = ("path", "sha256", "status", "reason_code", "reason", "kind", "department", "period")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a check says: files, findings, and which rules ran, were skipped, or broke."""

    files: tuple[FileOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    rules_run: tuple[str, ...] = ()
    rules_skipped: tuple[str, ...] = ()
    rules_broken: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """No error, no rejected file and no rule that broke."""
        return not (
            self.rules_broken
            or any(finding.severity is Severity.ERROR for finding in self.findings)
            or any(file.status == "rejected" for file in self.files)
        )

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    def merged(self, other: Report) -> Report:
        """Both reports as one; a rule that ran in either has run."""
        run = tuple(dict.fromkeys(self.rules_run + other.rules_run))
        skipped = tuple(dict.fromkeys(self.rules_skipped + other.rules_skipped))
        return Report(
            self.files + other.files,
            self.findings + other.findings,
            run,
            tuple(code for code in skipped if code not in run),
            tuple(dict.fromkeys(self.rules_broken + other.rules_broken)),
        )

    def with_files(self, files: Iterable[FileOutcome]) -> Report:
        return replace(self, files=self.files + tuple(files))

    def as_json(self) -> dict[str, Any]:
        """The document `minsheng.report/1` of commands.md."""
        return {
            "schema": "minsheng.report/1",
            "files": [file.as_json() for file in self.files],
            "findings": [finding.as_json() for finding in self.findings],
            "rules": {
                "run": list(self.rules_run),
                "skipped": list(self.rules_skipped),
                "broken": list(self.rules_broken),
            },
            "counts": {severity.key: self.count(severity) for severity in reversed(Severity)},
        }

    def lines(self) -> list[str]:
        """The findings as a person reads them, the gravest first, same sentence with cells joined.

        Many findings of one rule with one remedy in one sheet are one line under the rule's name.
        """
        return [
            f"{severity.label}　{_sentence(group)}"
            for severity in reversed(Severity)
            for group in _grouped([each for each in self.findings if each.severity is severity])
        ]


REPORT_COLUMNS: tuple[tuple[str, str], ...] = (
    ("code", "规则码"),
    ("severity", "级别"),
    ("department", "单位"),
    ("file", "文件"),
    ("sheet", "工作表"),
    ("cell", "单元格"),
    ("indicator", "指标编码"),
    ("indicator_name", "指标名称"),
    ("printed", "印出值"),
    ("expected", "应有值"),
    ("message", "说明"),
    ("suggestion", "怎么改"),
)
"""Columns of the 核对问题 sheet (workbook 10 of the cycle): field and header."""


def report_row(finding: Finding, names: Mapping[str, str]) -> list[str]:
    """One finding as a row under REPORT_COLUMNS; `names` gives indicator names by code."""
    values = finding.as_json() | {
        "severity": finding.severity.label,
        "indicator_name": names.get(finding.indicator, ""),
        "cell": finding.place.spot,
    }
    return [values[key] for key, _ in REPORT_COLUMNS]


MANY = 5
"""From so many on, findings of one rule with one remedy in one sheet are told together."""
_QUOTED = re.compile("“[^”]*”")
_RUN = 3
"""From so many on, cells one below the other are named by the first and the last."""


def grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings as a list for people has them, in their order: what is one row of it.

    One row are many of one cause: notices of one rule and remedy in one sheet, which ask for nothing, and
    warnings of one word, as 待定 or an unknown name. An error is told at its own place.
    """
    alike = Counter(map(_cause, findings))
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, each in enumerate(findings):
        cause = _cause(each)
        joined = each.severity < Severity.ERROR and alike[cause] >= MANY
        groups.setdefault(cause if joined else (number,), []).append(each)
    return list(groups.values())


def as_one(group: Sequence[Finding]) -> Finding:
    """A group told at its first place: how many there are, what they say, and where all of them stand."""
    first, where = group[0], spots(each.place for each in group)
    if len(group) == 1:
        return first
    return replace(first, message=f"共{len(group)}处{f'（{where}）' if where else ''}{_alike(group)}")


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """The rows of a list for people."""
    return [as_one(group) for group in grouped(sorted(findings, key=lambda each: -each.severity))]


def _cause(finding: Finding) -> tuple[object, ...]:
    words = "" if finding.severity is Severity.INFORMATION else _about(finding)
    return finding.severity, *_kind(finding), finding.department, words


def _about(finding: Finding) -> str:
    """What a warning speaks of: the word printed, whatever row it is in; else all it says."""
    if not finding.printed or any(map(str.isdigit, finding.printed)):
        return finding.message
    return _QUOTED.sub("", finding.message) + finding.printed


def _alike(group: Sequence[Finding]) -> str:
    """What the findings of a group have in common: their words, or their rule and the first of them."""
    first = group[0]
    same = all(each.message == first.message for each in group)
    return first.message if same else f"“{first.name}”，如{first.message}"


def spots(places: Iterable[Place]) -> str:
    """Cells and lines in a few words, each once: E3—E152、H7, 第38行—第41行."""
    runs: list[list[Place]] = []
    for place in sorted(set(places), key=lambda each: (each.column, each.row, each.line)):
        if runs and runs[-1][-1].below == place:
            runs[-1].append(place)
        elif place.spot:
            runs.append([place])
    return "、".join(
        f"{run[0].spot}—{run[-1].spot}" if len(run) >= _RUN else "、".join(each.spot for each in run)
        for run in runs
    )


def _grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    alike = Counter(_kind(each) for each in findings)
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for each in findings:
        kind = _kind(each)
        key = kind if alike[kind] >= MANY and each.place.file else (*kind, each.message, each.department)
        groups.setdefault(key, []).append(each)
    return list(groups.values())


def _kind(finding: Finding) -> tuple[str, ...]:
    return finding.code, finding.suggestion, finding.place.file, finding.place.sheet


def _sentence(group: Sequence[Finding]) -> str:
    if len(group) == 1:
        return str(group[0])
    first = group[0]
    bare = Place(first.place.file, first.place.sheet)
    alike = _alike(group)
    told = replace(first, message=alike if alike == first.message else f"共{len(group)}处{alike}", place=bare)
    return str(told).replace(str(bare), f"{bare}{spots(each.place for each in group)}", 1)
