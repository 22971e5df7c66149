"""修复：cells written regularly where what they say stays the same, into a copy, every one listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from minsheng_xl.checks import engine
from minsheng_xl.checks.cell_repairs import CODES, Repair, repair_return, repair_table
from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.jobs.intake import OWN_KINDS
from minsheng_xl.jobs.originals import original
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import Plan, existing, read_source
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reading.returns.match_rows import Matcher

SUFFIX = "_修复"
_PLANS = ("master", "printed")


@dataclass(frozen=True, slots=True)
class Repaired:
    """What `repair` did with one file; `output` is None where nothing was to be repaired."""

    source: Path
    output: Path | None
    repairs: tuple[Repair, ...]


def repair(
    source: Path, output: Path | None = None, *, plan: Plan | None = None, as_of: date | None = None
) -> Repaired:
    """Repair what is safe in a master, a printed table or (with its plan) a return, into a copy.

    The copy stands beside the file as NAME_修复.xlsx where no `output` is given; a rule the county has
    switched off repairs nothing. InputError for what has no cells, and for a return without its plan;
    OutputError where the copy would take the place of the file itself.
    """
    from minsheng_xl.writing.patch import save_whole
    from minsheng_xl.writing.repairs import write_repairs

    taken = intake.take(existing(source))
    if taken.refusal:
        raise taken.refusal
    proposed = list(_proposed(taken, plan, as_of or date.today()))
    book = original(taken)
    cells = (
        (book.sheet(each.place.sheet), (each.place.row, each.place.column), each.old, each.new)
        for each in proposed
    )
    data, changed = write_repairs(book.data, cells)
    made = tuple(each for each, done in zip(proposed, changed, strict=True) if done)
    if not made:
        return Repaired(source, None, ())
    output = (output or source.with_stem(f"{source.stem}{SUFFIX}")).with_suffix(book.suffix)
    if output.resolve() == source.resolve():
        raise OutputError(f"“{source.name}”是原件，不能覆盖", "请另起一个文件名")
    save_whole(writable(output), data)
    return Repaired(source, output, made)


def repair_all(
    paths: Sequence[Path],
    output: Path | None = None,
    *,
    master: Path | None = None,
    as_of: date | None = None,
) -> list[Repaired]:
    """Repair files and whole folders; several copies go to the folder `output`, under their names.

    In folders, files that cannot be repaired are passed over: what is wrong with them is the check's to say.
    """
    plan = read_source(existing(master)) if master else None
    if len(paths) == 1 and paths[0].is_file():
        return [repair(paths[0], output, plan=plan, as_of=as_of)]
    done: list[Repaired] = []
    for path in paths:
        if not path.is_dir():
            done.append(repair(path, output / path.name if output else None, plan=plan, as_of=as_of))
            continue
        if output is None:
            raise InputError("修复整个文件夹时要指明副本放在哪里", "请加 -o 文件夹")
        for file in find_files(path):
            with suppress(InputError):
                done.append(repair(file, output / file.relative_to(path), plan=plan, as_of=as_of))
    return done


def _proposed(taken: intake.TakenFile, plan: Plan | None, day: date) -> Iterator[Repair]:
    kind = taken.meta.get("kind", "")
    if kind in _PLANS or (kind not in OWN_KINDS and plan is None and kind != "form"):
        plan = read_source(taken.path)
        found = repair_table(plan.table, plan.ref)
    elif kind in OWN_KINDS:
        raise InputError(f"“{taken.name}”是本程序生成的{OWN_KINDS[kind]}，不用修复", "请选总表或回收件")
    elif plan is None:
        raise InputError(f"修复回收件“{taken.name}”需要总表", "请用 --master 指明总表")
    else:
        returned = read_return(taken.name, taken.grids, plan.ref)
        Matcher(plan.table, plan.ref).match(returned)
        found = repair_return(returned, plan.ref)
    rules, grading = engine.catalogue(), engine.Grading.of(plan.ref.settings)
    wanted = {code for code in CODES if grading.runs(rules[code], day)}
    for each in found:
        if each.place.line:
            raise InputError(f"“{taken.name}”是文字稿，没有可以代改的单元格", "请先用 draft 拟成总表")
        if each.code in wanted:
            yield each
