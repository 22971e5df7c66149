"""Who filled a table in, as said in one line or across the cells of a row: 填报人：张三　联系电话：…."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from minsheng_xl.reference import Reference

CONTACTS = frozenset({"filler", "phone", "head", "fill_date"})
SIGNED = CONTACTS | {"department", "period"}
"""What a row below a table may say."""
_LABEL = re.compile(r"([一-鿿]{2,6})(?:[（(][^（()）：:]{1,6}[)）])?\s*[:：]")
_BETWEEN = " \t　，,；;。（）()"
_LONGEST = 24
"""Characters of a name, a number or a day."""


def signed_in(text: str, ref: Reference, roles: frozenset[str] = CONTACTS) -> dict[str, str]:
    """The fields of a line that says nothing but them; empty where it says more."""
    before, *parts = _LABEL.split(text.strip(_BETWEEN))
    found: dict[str, str] = {}
    for label, said in zip(parts[::2], parts[1::2], strict=True):
        match, value = ref.headers.role(label), said.strip(_BETWEEN)
        known = match is not None and match.kind != "near" and match.role in roles
        if match is None or not known or len(value) > _LONGEST or re.search("[，,；;。]", value):
            return {}
        found.setdefault(match.role, value)
    return {} if before.strip(_BETWEEN) else found


def signed_across(texts: Sequence[str], ref: Reference) -> Mapping[str, tuple[str, int]]:
    """The fields of a row of cells that says nothing but them, with the column each stands in.

    A label and what is said of it may stand in one cell or in neighbouring ones.
    """
    first = next(filter(None, texts), "")
    if not first or not _may_be_label(first, ref):
        return {}
    cells = [(column, text) for column, text in enumerate(texts, start=1) if text]
    lone = [text if _LABEL.search(text) or not _may_be_label(text, ref) else f"{text}：" for _, text in cells]
    found = signed_in("　".join(lone), ref, SIGNED)
    return {role: (value, _column_of(value, cells)) for role, value in found.items()}


def _may_be_label(text: str, ref: Reference) -> bool:
    label = _LABEL.match(text) or _LABEL.fullmatch(f"{text}：")
    match = ref.headers.role(label[1]) if label else None
    return match is not None and match.kind != "near" and match.role in SIGNED


def _column_of(value: str, cells: Sequence[tuple[int, str]]) -> int:
    """The column of the cell a value stands in; of a blank one the first."""
    return next((column for column, text in cells if value and value in text), cells[0][0])
