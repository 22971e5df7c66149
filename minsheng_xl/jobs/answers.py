"""退回：what departments are told about their returns: a marked copy of each, a letter to each department."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from minsheng_xl.checks.evidence.filled_columns import personal_in
from minsheng_xl.checks.report import Finding, Report, Severity
from minsheng_xl.cycle import correction_due
from minsheng_xl.errors import OutputError, fault_text
from minsheng_xl.jobs.originals import Original, original, remade
from minsheng_xl.jobs.outputs import dated, writable
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.senders import sender_of
from minsheng_xl.model import Period, Return
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.opening.intake import TakenFile
from minsheng_xl.reading.opening.workbooks import read_workbook
from minsheng_xl.reading.ours.corrections import fingerprint, read_marker, uncorrected
from minsheng_xl.reading.tables.headers import squeezed

if TYPE_CHECKING:
    from minsheng_xl.writing.answers import Answer, RowAnswer

RETURNED, CHECKED = "退回", "核实"
"""What a file with problems is: sent back to be corrected, or taken with something to look at."""
MARKED: Final = "{name}_{period}_{kind}"
LETTER: Final = "{name}_{kind}说明.txt"
ASIDE: Final = "以前的退回件"
"""Folder of letters and marked copies that hold no longer."""
_OURS: Final = re.compile(r".+_(?:退回|核实)(?:说明)?(?:\(\d+\))?")
_UNFIT: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]|^\.+')
TOLD_ELSEWHERE = frozenset({"R02"})
"""What needs no correction of the sheet: being late is for the ledger and the reminder."""
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Answered:
    """What was written for one problem file."""

    file: str
    department: str
    marked: Path | None
    letter: Path


def answer(
    plan: Plan,
    period: Period,
    taken: Sequence[TakenFile],
    returns: Sequence[Return],
    report: Report,
    folder: Path,
    *,
    as_of: date | None = None,
) -> list[Answered]:
    """Write a marked copy of every file with an error or a warning, and one letter a department.

    A file that could not be read gets no copy, only its letter. Skipped files are not answered. What an
    earlier run wrote here and this one does not goes to a folder of its own.
    """
    day = as_of or date.today()
    files = {each.name: each for each in taken}
    sent = {each.file: each for each in returns}
    done: dict[str, list[tuple[Answer, Path | None]]] = {}
    used: set[str] = set()
    for each in _answers(plan, period, files, returns, report, day):
        returned = sent.get(each.file)
        marked = _mark(files[each.file], returned, each, period, folder, used) if returned else None
        named = replace(each, marked=marked.name if marked else "")
        done.setdefault(each.department, []).append((named, marked))
    written = [each for name, group in done.items() if name for each in _write_letter(name, group, folder)]
    copies = [marked for group in done.values() for _, marked in group if marked]
    _set_aside(folder, {*copies, *(each.letter for each in written)})
    return written


def _write_letter(name: str, group: Sequence[tuple[Answer, Path | None]], folder: Path) -> Iterator[Answered]:
    """One department's letter about its files; it is sent back nothing where all was taken."""
    from minsheng_xl.writing.answers import letter

    kind = RETURNED if any(each.returned for each, _ in group) else CHECKED
    path = folder / LETTER.format(name=_fit(name), kind=kind)
    _put(path, letter([each for each, _ in group]).replace("\n", "\r\n").encode("utf-8-sig"))
    return (Answered(each.file, each.department, marked, path) for each, marked in group)


def _put(path: Path, data: bytes) -> None:
    """Write a file; another one that stands there under its name is kept aside."""
    from minsheng_xl.writing.patch import save_whole

    if path.is_file() and path.read_bytes() != data:
        _move_aside([path])
    save_whole(writable(path, keep=False), data)


def _set_aside(folder: Path, written: Container[Path]) -> None:
    """Move what an earlier run wrote here out of the way, so that only what holds now is sent."""
    present = sorted(folder.iterdir()) if folder.is_dir() else []
    _move_aside([each for each in present if each not in written and _ours(each)])


def _move_aside(paths: Iterable[Path]) -> None:
    for each in paths:
        kept = writable(each.parent / ASIDE / each.name, keep=False)
        try:
            each.replace(dated(kept) if kept.exists() else kept)
        except OSError as fault:
            raise OutputError(f"“{each.name}”移不开（{fault_text(fault)}）", "请关闭打开它的程序") from fault


def _ours(path: Path) -> bool:
    """Whether a file is a letter or a marked copy of ours that nobody has corrected."""
    from minsheng_xl.writing.answers import is_letter

    if not path.is_file() or not _OURS.fullmatch(path.stem):
        return False
    if path.suffix.lower() == ".txt":
        return is_letter(path.read_bytes().decode("utf-8-sig", errors="replace"))
    return uncorrected(intake.take(path).grids)


def _answers(
    plan: Plan,
    period: Period,
    files: Mapping[str, TakenFile],
    returns: Sequence[Return],
    report: Report,
    day: date,
) -> Iterator[Answer]:
    from minsheng_xl.writing.answers import Answer

    sent = {each.file: each for each in returns}
    names = {each.code: each.name for each in plan.table.indicators}
    for outcome in report.files:
        findings = [each for each in report.findings if each.place.file == outcome.path]
        rejected = outcome.status == "rejected"
        grave = any(
            each.severity > Severity.INFORMATION and each.code not in TOLD_ELSEWHERE for each in findings
        )
        if outcome.status == "skipped" or outcome.path not in files or not (rejected or grave):
            continue
        returned = sent.get(outcome.path)
        yield Answer(
            file=outcome.path,
            department=sender_of(plan, outcome) or outcome.department,
            period=period.label,
            place_name=plan.table.place_name,
            office=plan.ref.settings.office,
            findings=tuple(sorted(findings, key=lambda each: -each.severity)),
            rows=tuple(_rows(returned, findings)) if returned else (),
            columns=_headers(plan, returned) if returned else {},
            names=names,
            today=day,
            due=correction_due(day, plan.ref.settings),
            name_column=returned.columns.get("indicator", 1) if returned else 1,
            rejected=outcome.reason if rejected else "",
            readable=returned is not None,
        )


def _rows(returned: Return, findings: Sequence[Finding]) -> Iterator[RowAnswer]:
    from minsheng_xl.writing.answers import RowAnswer

    errors = [each for each in findings if each.severity is Severity.ERROR]
    for row in returned.rows:
        why = dict.fromkeys(each.name for each in errors if each.place.row == row.number)
        yield RowAnswer(row.number, row.text("indicator"), "、".join(why) if row.rejected else "")


def _headers(plan: Plan, returned: Return) -> dict[tuple[str, int], str]:
    """The words above the columns of a return, as they stand there."""
    headers, grid = plan.ref.headers, returned.grid
    if grid is None:
        return {}
    first = min((row.number for row in returned.rows), default=1)
    found: dict[tuple[str, int], str] = {}
    for role, column in returned.columns.items():
        above = (squeezed(grid.text(row, column)) for row in range(first - 1, 0, -1))
        matching = (text for text in above if text and (match := headers.role(text)) and match.role == role)
        found[grid.sheet, column] = next(matching, headers.word(role))
    return found


def _mark(
    taken: TakenFile, returned: Return, about: Answer, period: Period, folder: Path, used: set[str]
) -> Path | None:
    """Write the marked copy: of the file itself, else of what was read; None where neither can be."""
    for make in (original, remade):
        try:
            book = make(taken)
            data = _marked(book, taken, returned, about)
        except Exception:  # how a foreign package is built must not cost the others their answers
            continue
        break
    else:
        return None
    kind = RETURNED if about.returned else CHECKED
    sender = _fit(about.department or PurePosixPath(taken.name).stem)
    path = folder / _free(MARKED.format(name=sender, period=period, kind=kind), book.suffix, used)
    _put(path, data)
    return path


def _marked(book: Original, taken: TakenFile, returned: Return, about: Answer) -> bytes:
    """The workbook marked, what it holds of persons starred; the head's own telephone number stays."""
    from minsheng_xl.writing.marked import write_marked
    from minsheng_xl.writing.starring import starred

    cells = {book.sheet(grid.sheet): [*personal_in(returned, grid)] for grid in taken.grids}
    data = starred(book.data, cells, [entry.printed for entry in returned.head.values()])
    _, before = read_marker(taken.grids)
    held = fingerprint(read_workbook(data, taken.name))
    return write_marked(data, about, held, names=book.names, before=before)


def _free(stem: str, suffix: str, used: set[str]) -> str:
    """A file name not yet used in this run: two folders may hold files of one name."""
    name, number = f"{stem}{suffix}", 1
    while name.casefold() in used:
        number += 1
        name = f"{stem}({number}){suffix}"
    used.add(name.casefold())
    return name


def _fit(name: str) -> str:
    """A name from outside as part of a file name."""
    return _UNFIT.sub("_", " ".join(name.split()))[:_LONGEST_NAME] or "未识别单位"
