"""Who filled in the forms: name, telephone, head of the unit and day, as typed above the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from minsheng_xl.model import By, Return, TargetTable
from minsheng_xl.reference import Register


@dataclass(frozen=True, slots=True)
class Contact:
    """Who filled in a department's form, as typed there: name, telephone, head of the unit, day."""

    filler: str = ""
    phone: str = ""
    head: str = ""
    filled: str = ""


def contacts_of(returns: Sequence[Return], plan: TargetTable, register: Register) -> dict[str, Contact]:
    """Who filled in, by unit, leads as the plan prints them.

    Of several returns of one unit the newest that says something counts, name and telephone together; where
    it has forms of several kinds, whoever filled in another stands beside the lead's.
    """
    printed = {register.standard(lead): lead for lead in plan.leads}
    found: dict[str, dict[By, Contact]] = {}
    for each in sorted(returns, key=lambda one: (one.received or datetime.min, one.file)):
        name = each.meta.get("department") or each.department
        own = found.setdefault(printed.get(register.standard(name), name), {})
        own[each.by] = _newer(own.get(each.by, Contact()), each)
    return {name: _together(list(own.values())) for name, own in found.items()}


def _newer(known: Contact, returned: Return) -> Contact:
    typed = {role: entry.printed for role, entry in returned.head.items()}
    person = typed.get("filler", ""), typed.get("phone", "")
    filler, phone = person if any(person) else (known.filler, known.phone)
    head, filled = typed.get("head") or known.head, typed.get("fill_date") or known.filled
    return Contact(filler, phone, head, filled)


def _together(contacts: Sequence[Contact]) -> Contact:
    words = ([getattr(each, part.name) for each in contacts] for part in fields(Contact))
    return Contact(*("、".join(dict.fromkeys(filter(None, each))) for each in words))
