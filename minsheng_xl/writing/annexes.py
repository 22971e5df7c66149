"""What the figures of a county summary rest on: 小计, 收件台账, 数据来源, 部门填报文字."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter

from minsheng_xl.checks.report import FileOutcome, Report, Severity
from minsheng_xl.contacts import Contact
from minsheng_xl.cycle import Expected
from minsheng_xl.model import CONFIRMED
from minsheng_xl.place import CellValue
from minsheng_xl.shares import SHARERS
from minsheng_xl.summary import WORDS, Line, Subtotal, Summary, Words
from minsheng_xl.writing import layouts
from minsheng_xl.writing.row_values import Link
from minsheng_xl.writing.sheets import RowValues, Values, roomy, without_empty, write_list
from minsheng_xl.writing.style import Book
from minsheng_xl.writing.worksheet import LONGEST

READ_AS, ASKED = "S19", ("S20", "S21")
"""Rules that say how a head or a row was read, and that ask."""
Contacts = Mapping[str, Contact]
"""Who filled in, by department."""
CONTINUED = "（未完，下接下一行）"
"""How a text ends that is longer than a cell can hold."""


def write_annexes(
    book: Book,
    summary: Summary,
    report: Report,
    cells: Mapping[str, str],
    contacts: Contacts,
    signed: Mapping[str, str],
) -> None:
    """Add the sheets behind the county table; `cells` says where each code's figure stands in it.

    `signed`: who signed for the form, by department.
    """
    _write_subtotals(book, "分部门小计", "牵头单位", summary.by_department())
    _write_subtotals(book, "分类别小计", "类别", summary.by_category())
    write_list(book, layouts.load("intake"), _intake_rows(summary, report, contacts, signed))
    if questions := list(_question_rows(report)):
        write_list(book, layouts.load("matching"), questions)
    sources = list(_source_rows(summary, cells))
    write_list(book, without_empty(layouts.load("sources"), sources), sources)
    if any(line.shares for line in summary.lines):
        write_list(book, layouts.load("shares"), _share_rows(summary))
    texts = list(_text_rows(summary))
    write_list(book, roomy(without_empty(layouts.load("texts"), texts), texts), texts)


def _write_subtotals(book: Book, sheet: str, name: str, subtotals: Sequence[Subtotal]) -> None:
    counts = ("indicators", "rated", "green", "yellow", "red")
    rows: list[Values] = [
        {
            "name": each.name or "（未定）",
            "average_rate": each.average_rate,
            "invest_done": each.investment,
            "note": _unread(each.unread_investments),
            **{role: Decimal(getattr(each, role)) for role in counts},
        }
        for each in subtotals
    ]
    layout = without_empty(replace(layouts.load("subtotals"), sheet=sheet), rows)
    write_list(book, layout, rows, filtered=False, name=name, title=sheet)


def _unread(count: int) -> str:
    return f"另有{count}个指标的完成投资认不出是多少，没有加" if count else ""


def _question_rows(report: Report) -> Iterator[Values]:
    """What was asked first, then what was read in a likely way or as a person said; each once."""
    seen: set[tuple[str, str]] = set()
    for each in sorted(report.findings, key=lambda finding: finding.code not in ASKED):
        if each.code not in (*ASKED, READ_AS) or (each.place.file, each.printed) in seen:
            continue
        seen.add((each.place.file, each.printed))
        values = each.as_json()
        asked, confirmed = each.code in ASKED, CONFIRMED in each.message
        state = "待确认" if asked else "已确认" if confirmed else "已认读"
        yield {**values, "state": state, "answer": "是" if confirmed else ""}


def _intake_rows(
    summary: Summary, report: Report, contacts: Contacts, signed: Mapping[str, str]
) -> Iterator[Values]:
    """One row a department that must report, then every file that belongs to none of them."""
    settled: set[str] = set()
    order = {file.path: (at, file) for at, file in enumerate(report.files)}
    sent, found = _by_sender(report), _severities(report)
    for each in summary.expected:
        paths = order.keys() & {*sent[each.department], *each.files}
        files = [file for _, file in sorted(map(order.__getitem__, paths), key=itemgetter(0))]
        settled |= paths
        refused = sum(file.status == "rejected" for file in files)
        yield {
            "period": summary.period.label,
            "department": each.department,
            "expected": Decimal(each.indicators),
            "due": each.due,
            "signed": signed.get(each.department, ""),
            "received": each.received.isoformat(" ", "minutes") if each.received else "",
            "copies": Decimal(len(files) or len(each.files)),
            "file": "、".join(each.files),
            "state": _state(each, files),
            "sent_back": Decimal(refused) if refused else None,
            **_contact(contacts.get(each.department, Contact())),
            "reason": "；".join(filter(None, (file.reason for file in files))),
            **_counts(found, each, paths | {*each.files}),
        }
    for file in report.files:
        if file.path not in settled:
            yield _stray_values(summary, file) | _contact(contacts.get(file.department, Contact()))


def _contact(each: Contact) -> dict[str, CellValue]:
    return {"contact": each.filler, "phone": each.phone, "head": each.head, "filled": each.filled}


def _state(expected: Expected, files: Sequence[FileOutcome]) -> str:
    used = [file for file in files if file.path in expected.files] or files
    if not used:
        return "已收" if expected.returned else "未报"
    return used[0].label + ("（迟报）" if expected.late else "")


def _by_sender(report: Report) -> Mapping[str, Sequence[str]]:
    """The files of each department."""
    sent: dict[str, list[str]] = defaultdict(list)
    for file in report.files:
        sent[file.department].append(file.path)
    return sent


def _severities(report: Report) -> Mapping[tuple[str, str], Sequence[Severity]]:
    """What was found, by file; without one by department."""
    found: dict[tuple[str, str], list[Severity]] = defaultdict(list)
    for each in report.findings:
        found[each.place.file, "" if each.place.file else each.department].append(each.severity)
    return found


def _counts(
    found: Mapping[tuple[str, str], Sequence[Severity]], expected: Expected, files: Iterable[str]
) -> Values:
    places = [("", expected.department), *((file, "") for file in files)]
    own = [severity for place in places for severity in found[place]]
    return {
        "errors": Decimal(own.count(Severity.ERROR)),
        "warnings": Decimal(own.count(Severity.WARNING)),
    }


def _stray_values(summary: Summary, file: FileOutcome) -> dict[str, CellValue]:
    return {
        "period": summary.period.label,
        "department": file.department or "（未识别）",
        "file": file.path,
        "state": file.label,
        "reason": file.reason,
    }


def _source_rows(summary: Summary, cells: Mapping[str, str]) -> Iterator[RowValues]:
    for line in summary.lines:
        target = cells[line.indicator.code]
        for source in line.sources:
            yield {
                "county_cell": Link(target.rpartition("!")[2], target),
                "code": line.indicator.code,
                "indicator": line.indicator.name,
                "department": source.department,
                "file": source.place.file,
                "sheet": source.place.sheet,
                "cell": source.place.spot,
                "printed": source.printed,
                "previous": source.previous,
                "value": source.value,
                "unit": source.unit,
            }


def _share_rows(summary: Summary) -> Iterator[Values]:
    for line in summary.lines:
        for share in line.shares:
            yield {
                "code": line.indicator.code,
                "indicator": line.indicator.name,
                "unit": share.source.unit,
                "county": line.cumulative,
                "by": SHARERS[share.by],
                "department": share.source.department,
                "cumulative": share.source.value,
                "printed": share.source.printed,
                "file": share.source.place.file,
                "cell": share.source.place.cell,
            }


def _text_rows(summary: Summary) -> Iterator[Values]:
    """Texts by department; the same words for several indicators stand once, with the indicators' names."""
    about: dict[Words, list[Line]] = {}
    for line in summary.lines:
        for words in line.texts:
            about.setdefault(words, []).append(line)
    about |= {words: [] for words in summary.texts if words not in about}
    order = {each.department: position for position, each in enumerate(summary.expected)}
    for words in sorted(about, key=lambda each: order.get(each.department, len(order))):
        indicators = [line.indicator for line in about[words]]
        head = {
            "department": words.department,
            "codes": "\n".join(each.code for each in indicators),
            "indicators": "、".join(each.name for each in indicators),
        }
        for texts in _continued({role: getattr(words, role) for role in WORDS}):
            yield head | texts


def _continued(texts: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Texts by role, in as many rows as the longest needs."""
    pieces = {role: _pieces(text) for role, text in texts.items()}
    for number in range(max(map(len, pieces.values()))):
        yield {role: parts[number] for role, parts in pieces.items() if number < len(parts)}


def _pieces(text: str) -> list[str]:
    """A text whole, or in pieces a cell can hold; each but the last says that it goes on."""
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units <= LONGEST:
        return [text]
    room = (LONGEST if units == len(text) else LONGEST // 2) - len(CONTINUED)
    parts = [text[start : start + room] for start in range(0, len(text), room)]
    return [f"{part}{CONTINUED}" for part in parts[:-1]] + parts[-1:]
