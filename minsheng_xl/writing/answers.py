"""What is answered to a department about a return with problems: facts, and the letter in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from minsheng_xl import data
from minsheng_xl.checks.report import Finding, Severity, as_one, grouped

LONGEST = 200
"""Characters of a sentence that are kept: cells may hold whole documents."""
LISTED = 14
"""Problems a letter of one page has room for; the others stand in the marked copy."""
_INNER = str.maketrans("“”", "‘’")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """One row of the return: its number on the sheet, its name, and why it was held back (empty: taken)."""

    number: int
    name: str
    held: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said about one returned file. `rejected` says why the whole file is sent back."""

    file: str
    department: str
    period: str
    place_name: str
    office: str
    """Who collects the returns, as 设置 calls it."""
    findings: tuple[Finding, ...]
    """The gravest first."""
    rows: tuple[RowAnswer, ...]
    columns: Mapping[tuple[str, int], str]
    """Header words by sheet and column."""
    names: Mapping[str, str]
    """Indicator names by code."""
    today: date
    due: date
    name_column: int = 1
    """Where a finding about a whole row is shown."""
    rejected: str = ""
    readable: bool = True
    marked: str = ""
    """Name of the marked copy; empty where there can be none."""

    @property
    def returned(self) -> bool:
        """Whether it is sent back, wholly or in part; else all was taken, with something to look at."""
        return bool(self.rejected or self.of(Severity.ERROR))

    @property
    def sender(self) -> str:
        """Who signs: the office with its place, once (云溪县 + 县民生办 is 云溪县民生办)."""
        place, office = self.place_name, self.office
        if place and not office.startswith(place):
            office = place + (office[1:] if office[0] == place[-1] else office)
        return office

    @property
    def held(self) -> int:
        return len(self.rows) if self.rejected else sum(bool(row.held) for row in self.rows)

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity is severity)

    def name(self, finding: Finding) -> str:
        """Name of the row a finding is about."""
        known = self.names.get(finding.indicator, "")
        return known or next((row.name for row in self.rows if row.number == finding.place.row), "")

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings as they are listed: many of one cause at the first of their places."""
        return tuple(as_one(group) for group in grouped(self.findings))

    def message(self, finding: Finding) -> str:
        """A finding's sentence on one line, without codes that mean nothing to the reader."""
        text = (
            finding.message.replace(f"（{finding.indicator}）", "") if finding.indicator else finding.message
        )
        return shortened(text)


@cache
def wording() -> dict[str, Any]:
    """The sentences of data/wording/reply.toml."""
    return data.load("wording/reply.toml")


def shortened(text: str) -> str:
    """A text on one line and of bearable length."""
    line = _SPACES.sub(" ", text).strip()
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def day_label(day: date) -> str:
    """8月27日（星期五）."""
    return f"{day.month}月{day.day}日（星期{wording()['weekdays'][day.weekday()]}）"


def letter(answers: Sequence[Answer]) -> str:
    """One page to one department about its files, ready to paste; every line begins with a word or a number.

    Of each file at most `LISTED` problems are spelt out.
    """
    words, first = wording()["letter"], answers[0]
    lines = [
        words["title"].format(period=first.period, kind=kind_of(answers)),
        "",
        words["greeting"].format(department=first.department),
    ]
    for answer in answers:
        lines += ["", *_paragraphs(answer)]
    lines += ["", _indented(words[_asked(answers)].format(due=day_label(first.due)))]
    today = first.today
    lines += ["", "", _right(first.sender), _right(f"{today.year}年{today.month}月{today.day}日"), ""]
    return "\n".join(lines)


def kind_of(answers: Sequence[Answer]) -> str:
    """What a department is sent about its files: 退回说明, or 核实说明 where nothing is sent back."""
    return str(wording()["kinds"]["returned" if any(each.returned for each in answers) else "checked"])


def is_letter(text: str) -> bool:
    """Whether a text begins as our letters do."""
    title = wording()["letter"]["title"]
    kinds = "|".join(wording()["kinds"].values())
    pattern = re.escape(title).replace(r"\{period\}", ".+").replace(r"\{kind\}", f"(?:{kinds})")
    return re.match(pattern, text) is not None


def _asked(answers: Sequence[Answer]) -> str:
    """What the department is asked to do, as a key of the wording."""
    if not any(each.readable for each in answers):
        return "resend"
    return "due" if any(each.returned for each in answers) else "explain"


def _paragraphs(answer: Answer) -> Iterator[str]:
    words = wording()["letter"]
    received = words["received"].format(period=answer.period, file=PurePosixPath(answer.file).name)
    yield _indented(received + _state(answer))
    left = LISTED
    titles = {Severity.ERROR: words["errors"], Severity.WARNING: words["warnings"]}
    groups = [
        ([each for each in answer.told if each.severity is severity], title)
        for severity, title in titles.items()
    ]
    number = 0
    for heading, group in enumerate(group for group in groups if group[0]):
        findings, title = group
        yield ""
        yield _indented(f"{words['ordinals'][heading]}、{title}")
        for number, finding in enumerate(findings[:left], start=number + 1):  # noqa: B020 - numbers run on
            yield _indented(_entry(number, answer, finding))
        left -= min(left, len(findings))
    unlisted = sum(len(findings) for findings, _ in groups) - number
    if unlisted:
        yield _indented(wording()["unlisted"].format(n=unlisted))
    if answer.marked:
        yield ""
        yield _indented(words["marked"].format(marked=answer.marked))


def _state(answer: Answer) -> str:
    words = wording()["letter"]
    if answer.rejected:
        kind = "returned" if answer.readable else "unreadable"
        return str(words[kind].format(reason=shortened(answer.rejected)))
    total, held = len(answer.rows), answer.held
    kind = "state" if held else "incomplete" if answer.of(Severity.ERROR) else "all_taken"
    return str(words[kind].format(total=total, taken=total - held, held=held))


def _entry(number: int, answer: Answer, finding: Finding) -> str:
    message, place = answer.message(finding), finding.place
    header = answer.columns.get((place.sheet, place.column), "")
    row = place.row or place.line
    spot = f"{place.cell}格" if place.column else f"第{row}行" if row else ""
    name = answer.name(finding)
    named = f"“{name.translate(_INNER)}”" if name and name not in message else ""
    where = f"{named}{header}（{spot}）：" if named or header else f"{spot}：" if spot else ""
    suggestion = shortened(finding.suggestion)
    return str(
        wording()["letter"]["entry"].format(n=number, where=where, message=message, suggestion=suggestion)
    )


def _indented(text: str) -> str:
    return f"　　{text}"


def _right(text: str) -> str:
    return f"{'　' * 24}{text}"
