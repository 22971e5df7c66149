"""A source parted into its documents, and a document into its body and attachments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from minsheng_xl.place import Grid
from minsheng_xl.reading.text.facts import Facts, read_facts
from minsheng_xl.reading.text.numbering import Mark, read_mark
from minsheng_xl.reading.text.paragraph import Block, Paragraph

_ATTACHMENT = re.compile(r"附\s*[件表]\s*[一二三四五六七八九十\d]{0,3}\s*[:：]?")
_MENTION = re.compile(r"附\s*[件表]\s*[一二三四五六七八九十\d]{0,3}\s*[:：]\s*\S")
_SALUTATION = re.compile(r"[^，。；：:\d]{2,30}[：:]")
_TITLE = re.compile(
    r"[^。；！？]{4,60}?(?:通知|意见|方案|报告|汇报|总结|情况|清单|要点|安排|计划|目标|任务|分工|分解|实事|(?:一览|明细|分解|任务|进度|情况|统计|目标|分工)?表|函|决定|公告|公示|项目)"
    r"(?:[（(][^（()）]{1,20}[）)])?"
)
_LIST_TITLE = re.compile(r"20\d\d|分解|清单|方案|分工|计划|一览|安排")
_WANTED = re.compile("关于|民生|实事|任务|目标|进展|项目|工程|分工")
_HEAD = 40
"""Lines of a document that can belong to its head."""
_LEAD_IN = 3


@dataclass(slots=True)
class Part:
    """A document's body or one of its attachments: blocks in printed order under one title."""

    facts: Facts
    blocks: list[Block] = field(default_factory=list)
    document: int = 0
    """Which document of the source it belongs to, from 1."""

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]


def read_parts(blocks: Sequence[Block]) -> list[Part]:
    """The parts of a source in printed order, each with its own facts or those of its document."""
    parts: list[Part] = []
    outer = Facts()
    for number, stretch in enumerate(_documents(blocks), start=1):
        bodies = list(_attachments(stretch))
        whole = _facts(bodies[0], _texts(stretch))
        outer = whole.over(Facts(place_name="", year=outer.year))
        for index, body in enumerate(bodies):
            own = whole if not index else _facts(body, [])
            if not index and not own.title:
                own = whole
            parts.append(Part(own.over(outer) if own.title else outer, body, number))
    return parts


def _texts(blocks: Iterable[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph) and block.text]


def _documents(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Stretches of one document each: 第二篇, a numbering that begins again, another salutation."""
    current: list[Block] = []
    last = items = 0
    for block in blocks:
        mark = read_mark(block.text) if isinstance(block, Paragraph) and block.text else None
        again = mark is not None and mark.kind == "num" and mark.number == 1 < items and _retitled(current)
        if isinstance(block, Paragraph) and current and (again or _begins(block.text, mark, last)):
            opening = _opening_lines(current) if mark and mark.kind in ("cn", "num") else 0
            kept = len(current) - opening
            yield current[:kept]
            current, last, items = current[kept:], 0, 0
        if mark and mark.kind == "cn":
            last = mark.number
        if mark and mark.kind == "num":
            items = mark.number
        current.append(block)
    if current:
        yield current


def _begins(text: str, mark: Mark | None, last: int) -> bool:
    """Whether a paragraph begins another document, given the last 一、二、 number of this one."""
    if mark:
        return (mark.kind == "part" and "篇" in text[: mark.end]) or (
            mark.kind == "cn" and mark.number == 1 and last > 1
        )
    return last > 1 and bool(_SALUTATION.fullmatch(text)) and not text.startswith(("附", "注", "其中"))


def _retitled(blocks: Sequence[Block]) -> bool:
    """Whether the last line titles another list, above a numbering that begins again; no attachment's."""
    lines = [block.text for block in blocks[-_LEAD_IN:] if isinstance(block, Paragraph) and block.text]
    titled = bool(lines) and _is_title(lines[-1]) and bool(_LIST_TITLE.search(lines[-1]))
    return titled and not any(map(_is_attachment, lines))


def _opening_lines(blocks: Sequence[Block]) -> int:
    """How many paragraphs before a numbering that begins again are the new document's title and lead-in."""
    for count in range(1, min(_LEAD_IN, len(blocks) - 1) + 1):
        block = blocks[-count]
        if not isinstance(block, Paragraph) or read_mark(block.text):
            return 0
        if _is_title(block.text):
            return count
    return 0


def _is_title(text: str) -> bool:
    return len(text) <= 60 and bool(_TITLE.fullmatch(text)) and read_mark(text) is None


def _attachments(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The body, then each attachment, beginning at its 附件 line or at the title right above its table."""
    current: list[Block] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and index and _heads_part(blocks, index, current):
            yield current
            current = []
        current.append(block)
    yield current


def _heads_part(blocks: Sequence[Block], at: int, current: Sequence[Block]) -> bool:
    """Whether an attachment begins here: 附件2, or a title right above a table that is not the first."""
    block = blocks[at]
    text = "" if isinstance(block, Grid) else block.text
    if _is_attachment(text):
        return True
    if not _is_title(text) or not any(isinstance(block, Grid) or read_mark(block.text) for block in current):
        return False
    following = (blocks[each] for each in range(at + 1, len(blocks)))
    return isinstance(next((each for each in following if isinstance(each, Grid) or each.text), None), Grid)


def _is_attachment(text: str) -> bool:
    found = _ATTACHMENT.match(text)
    if not found or _MENTION.match(text):
        return False
    rest = text[found.end() :].strip()
    return not rest or _is_title(rest)


def _facts(blocks: Sequence[Block], texts: Sequence[str]) -> Facts:
    """Facts from the lines before the first numbered paragraph or table."""
    head: list[str] = []
    for block in blocks[: _HEAD * 3]:
        if isinstance(block, Grid) or len(head) >= _HEAD:
            break
        mark = read_mark(block.text)
        if mark and mark.kind == "part":
            head.append(block.text[mark.end :].strip())
            continue
        if mark and mark.kind != "dash":
            break
        if block.text:
            head.append(block.text)
    return read_facts(_title(head), head, " ".join(texts[:_HEAD]))


def _title(head: Sequence[str]) -> str:
    """The line of a head that names the document; a title printed on two lines is put together."""
    lines = [_ATTACHMENT.sub("", line).strip() if _is_attachment(line) else line for line in head]
    titles = [line for line in lines if line and _is_title(line)]
    wanted = [line for line in titles if _WANTED.search(line)]
    if wanted or titles:
        return _with_line_above((wanted or titles)[0], lines)
    return next((line for line in lines if 4 <= len(line) <= 40 and not line.endswith(("：", ":", "。"))), "")


def _with_line_above(title: str, lines: Sequence[str]) -> str:
    """A title whose first line stands above: 南昌“我为群众办实事” / 民生重点攻坚项目清单."""
    at = lines.index(title)
    above = lines[at - 1] if at else ""
    wrapped = (
        above
        and len(above) <= 30
        and not above.endswith(("。", "：", ":", "号", "府", "会", "局", "）", ")", "通知"))
        and len(title) <= 24
    )
    return (
        f"{above}{title}"
        if wrapped and not _is_title(above) and not re.search(r"\d{4}年\d|[-:：]", above)
        else title
    )
