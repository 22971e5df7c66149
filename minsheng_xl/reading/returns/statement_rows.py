"""A report in words, or a progress table of somebody's own, as a return: one row a statement.

What a row is about is found by `ToldMatcher`; figures keep the unit they were printed with until then.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from minsheng_xl.asof import read_as_of
from minsheng_xl.model import Document, Entry, Item, NotDone, Progress, Return, Row, TargetTable
from minsheng_xl.periods import Period
from minsheng_xl.place import Grid, number_text
from minsheng_xl.reading.returns.excerpts import by_kind, excerpts_of, is_planned, parts_of, rows_of, texts_of
from minsheng_xl.reading.returns.signatures import signed_in
from minsheng_xl.reading.tables.columns import Answers
from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reading.text.statement import BEGUN
from minsheng_xl.reading.text.tenses import WHY
from minsheng_xl.reference import Reference

KIND = "told"
TEXTS = (
    *("progress_note", "problem", "next_step", "explanation", "evidence", "case_count", "invest_done"),
    "note",
)
ROLES = ("code", "no", "item", "indicator", "unit", "target", "cumulative", "rate", "status", *TEXTS)
_ASKED = (WHY["untold"], WHY["prepared"])
"""What a person is asked about: it may be what an indicator counts."""
_RATE_ALONE = "只说了百分比，没有说完成多少"
_LONGEST = 60
"""Characters of a line that can be a title or a signature."""
_DAY = re.compile(r"(?:20\d\d|二[〇○零]..)年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日")
_SIGNED = 4
"""Lines at the end of a letter among which its department may stand."""


def read_told(
    file: str,
    documents: Sequence[Document],
    plan: TargetTable,
    ref: Reference,
    confirmed: Mapping[str, Answers] | None = None,
) -> Return | None:
    """The return a report is; None where it states no figures."""
    result = Return(file, kind=KIND, told=tuple(documents))
    result.columns = {role: number for number, role in enumerate(ROLES, start=1)}
    result.grid = Grid([], file)
    for document in documents:
        signed = _signatures(document, plan, ref)
        result.head |= {role: entry for found in signed.values() for role, entry in found.items()}
        _read_document(result, document, signed.keys(), ref)
    if not result.rows and not result.not_done:
        return None
    result.department = _department(file, documents, plan, ref)
    year = next((each.year for each in documents if each.year), 0) or plan.year
    period = next((found for each in documents if (found := _as_of(each, year))), None)
    result.period = str(period) if period else ""
    result.answers = (confirmed or {}).get(ref.register.standard(result.department) or file, {})
    return result


def _read_document(result: Return, document: Document, signed: Collection[int], ref: Reference) -> None:
    """Add a document's statements as rows, and its words but those of its `signed` lines."""
    parts = parts_of(document, signed)
    said = list(_statements(document))
    later = {id(each) for _, each in said if is_planned(each, parts)}
    found = [pair for pair in said if id(pair[1]) not in later and _may_be_done(pair[1])]
    result.not_done += tuple(
        _not_done(item, each, planned=id(each) in later)
        for item, each in said
        if id(each) in later or not _may_be_done(each)
    )
    items = dict(enumerate((item for item, _ in found), start=len(result.rows) + 1))
    stated = dict(zip(items, (each for _, each in found), strict=True))
    excerpts = excerpts_of(parts, stated)
    texts = texts_of(excerpts)
    result.excerpts += (*excerpts, *rows_of(document, stated, ref))
    result.doubts = {**result.doubts, **{number: each.why for number, each in stated.items() if each.why}}
    result.places = {**result.places, **{number: each.place for number, each in stated.items()}}
    for number, each in stated.items():
        result.rows.append(_row(number, items[number], each, texts.get(number, {})))
        assert result.grid is not None
        result.grid.rows.append([result.rows[-1].text(role) or None for role in ROLES])


def _signatures(document: Document, plan: TargetTable, ref: Reference) -> dict[int, dict[str, Entry]]:
    """Head fields by line, of lines that say nothing else: 联系人：张三　电话：…; the unit and day below."""
    found: dict[int, dict[str, Entry]] = {}
    for line in document.lines:
        if said := signed_in(line.text, ref):
            found[line.number] = {role: Entry(text) for role, text in said.items()}
    for line in document.lines[-_SIGNED:]:
        text = squeezed(line.text)
        if _DAY.fullmatch(text):
            found.setdefault(line.number, {"fill_date": Entry(text)})
        elif any(ref.register.standard(lead) == ref.register.standard(text) for lead in plan.leads):
            found.setdefault(line.number, {})
    return found


def _statements(document: Document) -> Iterator[tuple[Item, Progress]]:
    """Every figure said done, one that may be or is said not to be; targets and rates that stand alone."""
    for table in document.tables:
        for item in table.items:
            yield from ((item, each) for each in item.progress if each.done is not None)
            yield from ((item, each) for each in item.aside)
            alone = (each for each in item.progress if each.done is None)
            yield from (
                (item, each) for each in alone if each.target is not None or each.printed_percent is not None
            )


def _may_be_done(stated: Progress) -> bool:
    """Whether a figure is said done, or a person is to say whether it is."""
    return stated.done is not None or (stated.figure is not None and stated.why in _ASKED)


def _not_done(item: Item, stated: Progress, *, planned: bool) -> NotDone:
    number = next(
        (each for each in (stated.figure, stated.target, stated.done) if each is not None), Decimal()
    )
    why = stated.why if stated.figure is not None and not planned else WHY["planned"]
    return NotDone(stated.place, f"{stated.name or item.name}{number_text(number)}{stated.unit}", why)


def _row(number: int, item: Item, stated: Progress, said: Mapping[str, str]) -> Row:
    printed = stated.printed_percent
    done = next((each for each in (stated.done, stated.figure) if each is not None), Decimal())
    typed = by_kind(stated.texts.get("progress_note") or stated.quote)
    words = {**_together(typed, _others(stated.texts)), **said}
    texts = {
        "code": "",
        "no": item.no,
        "item": item.name,
        "indicator": stated.name,
        "unit": stated.unit,
        "target": number_text(stated.target) if stated.target is not None else "",
        "cumulative": f"{number_text(done)}{stated.unit}",
        "rate": number_text(printed) if printed is not None else "",
        "status": stated.status if stated.status == BEGUN else words.get("status", ""),
        **{role: words.get(role, "") for role in TEXTS},
    }
    cells = {role: Entry(texts[role], None, number, at) for at, role in enumerate(ROLES, start=1)}
    return Row(number, cells)


def _together(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Texts by role of both, a line each."""
    roles = dict.fromkeys((*one, *other))
    return {role: "\n".join(filter(None, (one.get(role), other.get(role)))) for role in roles}


def _others(texts: Mapping[str, str]) -> dict[str, str]:
    """The columns of words beside 进展说明."""
    return {role: text for role, text in texts.items() if role != "progress_note"}


def _as_of(document: Document, year: int) -> Period | None:
    title = next((table.title for table in document.tables if table.title), "")
    return read_as_of(title, (line.text for line in document.lines if line.text), year)


def _department(file: str, documents: Sequence[Document], plan: TargetTable, ref: Reference) -> str:
    """The one lead unit of the plan that the file's name, a title or a signature names; else nobody's."""
    texts = [file.rsplit("/", 1)[-1]]
    for each in documents:
        lines = [line.text for line in each.lines if line.text]
        texts += [*(table.title for table in each.tables), *lines[:1], *lines[-_SIGNED:]]
    for text in (squeezed(each) for each in texts):
        named = [lead for lead in plan.leads if lead in text or ref.register.standard(lead) in text]
        if len(named) == 1 and len(text) <= _LONGEST:
            return named[0]
    return ""
