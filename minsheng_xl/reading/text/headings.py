"""What a numbered paragraph's heading says: the name of a project, a category, or only requirements."""

from __future__ import annotations

import re
from functools import cache

from minsheng_xl.quantity.words import any_of
from minsheng_xl.reading.text.outline import Node
from minsheng_xl.reading.text.words import pattern, words

LONGEST_NAME = 60
_COUNTED = re.compile(r"^(.{1,10}?)\s*(?:的\s*)?\d+\s*[项件个类]\s*(?:民生|实事|工程|项目|重点)")
_YEAR = re.compile(r"^(?:20\d\d|二[〇○零0][一二三四五六七八九〇]{2})\s*年度?\s*")
_DUTY = re.compile(r"[（(【\[〔][^（(）)]*(?:单位|部门|牵头|局|委|办|厅).*$", re.DOTALL)
_QUESTION = re.compile("(?P<asked>[^。；;\n？?]{2,60})[？?]")
_ASKED_OF = re.compile("^(?:20\\d\\d年|今年|[我全][县市区]|在)+(?=.*(?:方面|上|中|里|领域))|呢$")
"""When and where a question asks, no part of what it asks about: 我县在住房方面呢."""
_SENTENCE = re.compile("[。；;\n]|[：:](?!\\d)")


def asks(text: str) -> bool:
    """Whether a line asks what the next answers: 问：教育方面有哪些安排？"""
    return _asker().match(text) is not None


def title_of(text: str) -> str:
    """The name of a project: its first sentence, or the first clause where it has but one.

    Of a question it is what is asked about: 问：教育方面有哪些安排？ is 教育方面.
    """
    question = _QUESTION.match(text)
    if question:
        asked = _ASKED_OF.sub("", _asker().sub("", question["asked"], count=1))
        return (_asking().sub("", asked) or asked).strip(" ，,")[:LONGEST_NAME]
    cut = _SENTENCE.search(text)
    name = text[: cut.start()] if cut else text
    rest = text[cut.end() :].strip() if cut else ""
    name = _DUTY.sub("", name).strip()
    if not _says_more(rest) or len(name) > LONGEST_NAME:
        name = re.split("[，,]", name)[0]
    return name.strip(" ，,")[:LONGEST_NAME]


@cache
def _asker() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(words()['questions']['askers'])})[:：]\\s*")


@cache
def _asking() -> re.Pattern[str]:
    """The words a question ends with, from the first that asks on."""
    listed = words()["questions"]
    before, asking = any_of(listed["leading_up"]), any_of(listed["asking"])
    return re.compile(f"(?:{before})*(?:{asking})[^，。；]*$")


def heading_end(text: str) -> int:
    """Where the heading of a project ends: its first sentence; 0 where nothing follows it."""
    cut = _SENTENCE.search(text)
    return cut.start() if cut and _says_more(text[cut.end() :]) else 0


def _says_more(rest: str) -> bool:
    """Whether text behind the first sentence says what is to be done, not only who does it."""
    return bool(_DUTY.sub("", rest).strip())


def category_of(node: Node) -> tuple[str, str]:
    """Number and name of the nearest heading above that names a category; empty where there is none."""
    for each in node.ancestors():
        name = category_name(each.heading)
        if name:
            return each.mark.no, name
    return "", ""


def category_name(heading: str) -> str:
    """A heading as a category: 新增3项民生工程 is 新增; 主要任务 is none."""
    name = _YEAR.sub("", re.split("[。；;]", heading)[0], count=1)
    name = _DUTY.sub("", name).strip(" ：:，,")
    counted = _COUNTED.match(name)
    name = counted[1] if counted else re.sub(r"[（(]\s*(?:共\s*)?\d+\s*[项件个]\s*[）)]$", "", name)
    return "" if pattern("sections", "generic").fullmatch(name) else name


def is_requirement(node: Node) -> bool:
    """Whether a section states requirements and ways of working, not projects."""
    return bool(pattern("sections", "requirements").search(node.heading.rstrip("。：: ")[:30]))
