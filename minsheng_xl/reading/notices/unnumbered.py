"""Lists that print no numbers: units below each project, a paragraph parted by ；, a heading or a line each.

Each reader gives the stretches of lines that are one project; they are numbered in printed order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from minsheng_xl.reading.text.headings import asks
from minsheng_xl.reading.text.numbering import Mark
from minsheng_xl.reading.text.outline import Node
from minsheng_xl.reading.text.paragraph import Paragraph

_FEWEST = 3
_FEWEST_LABELLED = 2
_LINE = 150
_PARAGRAPH = 400
_HEADING = 30
_GAP = 2
"""Lines without a figure that may stand between two of a list."""
_STOPS = tuple("。；;！!：:")
_OPENING = re.compile(r"[:：](?!\d)")
_SPOKEN_OPENING = re.compile("即|包括|分别是|分别为")
_ADDING = re.compile("包括[:：]?$")
_PARTING = re.compile("[；;](?![^（(]*[)）])")
_SENTENCE = re.compile("[。！!？?](?!$)")
_FIRST = re.compile("(?P<name>[^。，,]{2,20}。)?[^。]+。")
_TITLED = re.compile(r"(?:^|(?<=[。；;]))\s*(?=[^。，,；;：:\s]{4,25}(?:工程|行动|项目|计划)。)")

Says = Callable[[str], bool]
Stretch = list[Paragraph]


def unnumbered(paragraphs: Sequence[Paragraph], has_target: Says, is_label: Says) -> list[Node]:
    """The projects of a list without numbers; none where nothing looks like a list.

    `has_target` tells whether a text states a figure, `is_label` whether a line begins with 责任单位：.
    """
    lines = [paragraph for paragraph in paragraphs if paragraph.text]
    labelled = under_labels(lines, is_label)
    if labelled:
        return labelled
    asked = list(_asked(lines))
    if len(asked) >= _FEWEST_LABELLED:
        return [_node(number, each) for number, each in enumerate(asked, start=1)]
    for read in (_parted, _headed, _one_a_line, _one_a_paragraph):
        stretches = list(read(lines, has_target))
        stated = sum(has_target("".join(line.text for line in each)) for each in stretches)
        if len(stretches) >= _FEWEST and stated * 2 >= len(stretches):
            return [_node(number, each) for number, each in enumerate(stretches, start=1)]
    return []


def under_labels(lines: Sequence[Paragraph], is_label: Says, parent: Node | None = None) -> list[Node]:
    """Projects told by the labels below each; a heading over only some of them is a category."""
    blocks = list(_blocks(lines, is_label))
    if len(blocks) < _FEWEST_LABELLED:
        return []
    blocks[0] = _without_opening(blocks[0], is_label)
    heads = [_is_heading(block) for block in blocks]
    nodes: list[Node] = []
    above = parent
    for block, head in zip(blocks, heads, strict=True):
        if head and not all(heads):
            above = Node(Mark("head", "", 0, 0), [block[0]], parent=parent or Node(Mark("", "", 0, 0)))
            block = block[1:]
        nodes.append(_node(len(nodes) + 1, block, above))
    return nodes


def _blocks(lines: Sequence[Paragraph], is_label: Says) -> Iterator[Stretch]:
    """Lines up to the last label below them; what no label follows belongs to none."""
    block: Stretch = []
    for line, following in pairwise([*lines, Paragraph(0, "")]):
        block.append(line)
        if is_label(line.text) and not is_label(following.text):
            if not is_label(block[0].text):
                yield block
            block = []


def _without_opening(block: Stretch, is_label: Says) -> Stretch:
    """The first block without the lines that lead up to the list: a project has one line, and a heading."""
    text = sum(not is_label(line.text) for line in block)
    first = max(text - 1, 0)
    return block[first - 1 :] if first and _is_heading(block[first - 1 :]) else block[first:]


def _is_heading(block: Sequence[Paragraph]) -> bool:
    text = block[0].text
    return len(block) > 1 and len(text) <= _HEADING and not text.endswith(_STOPS) and "，" not in text


def _asked(lines: Sequence[Paragraph]) -> Iterator[Stretch]:
    """A question with the lines that answer it, again and again."""
    begun = [at for at, line in enumerate(lines) if asks(line.text)]
    yield from (list(lines[start:stop]) for start, stop in pairwise([*begun, len(lines)]))


def _parted(lines: Sequence[Paragraph], has_target: Says) -> Iterator[Stretch]:
    """The parts of the first paragraph that lists: 办好十件实事：…；…；…, or 改厕工程。… 改水工程。….

    Other paragraphs add to it where they say so: 为老服务包括…；….
    """
    lists = [(line, _parts(line.text, alone=len(lines) == 1)) for line in lines]
    lists = [(line, parts) for line, parts in lists if sum(map(has_target, parts)) * 2 >= len(parts) > 1]
    first = next((line for line, parts in lists if len(parts) >= _FEWEST), None)
    for line, parts in lists if first else []:
        if line is first or _ADDING.search(line.text[: line.text.index(parts[0])]):
            yield from ([Paragraph(line.line, part.strip())] for part in parts if part.strip())


def _parts(text: str, *, alone: bool) -> list[str]:
    """A paragraph parted by names of projects that end in a stop, or by semicolons."""
    titled = [found.end() for found in _TITLED.finditer(text)]
    parts = [text[start:stop] for start, stop in pairwise([*titled, len(text)])]
    return parts if len(parts) >= _FEWEST else _PARTING.split(_opened(text, alone=alone))


def _opened(text: str, *, alone: bool) -> str:
    """What stands behind the words that open a list; a text without them is a list only where it is alone."""
    first = _PARTING.search(text)
    if first is None:
        return ""
    head = text[: first.start()]
    found = list(_OPENING.finditer(head)) or list(_SPOKEN_OPENING.finditer(head))
    return text[found[-1].end() :] if found else text if alone else ""


def _headed(lines: Sequence[Paragraph], has_target: Says) -> Iterator[Stretch]:
    """A short heading with sentences below it, again and again."""
    block: Stretch = []
    for line in lines:
        heading = len(line.text) <= _HEADING and not line.text.endswith(_STOPS)
        if heading:
            if len(block) > 1:
                yield block
            block = [line]
        elif block and line.text.endswith(_STOPS):
            block.append(line)
        else:
            block = []
    if len(block) > 1:
        yield block


def _one_a_line(lines: Sequence[Paragraph], has_target: Says) -> Iterator[Stretch]:
    """The longest run of lines of one sentence that state figures; a few between them may state none."""
    runs: list[list[Paragraph]] = [[]]
    waiting: list[Paragraph] = []
    for line in lines:
        single = len(line.text) <= _LINE and not _SENTENCE.search(line.text) and line.text[-1] not in "：:"
        if single and has_target(line.text):
            runs[-1] += [*waiting, line] if runs[-1] else [line]
            waiting = []
        elif single and len(waiting) < _GAP:
            waiting.append(line)
        else:
            runs.append([])
            waiting = []
    yield from ([line] for line in max(runs, key=len))


def _one_a_paragraph(lines: Sequence[Paragraph], has_target: Says) -> Iterator[Stretch]:
    """The longest run of paragraphs that each state a figure in their first sentence, behind a short name.

    A few between them that open with a short name too may state none: 关爱老人。免费体检。
    """
    runs: list[list[Paragraph]] = [[]]
    waiting: list[Paragraph] = []
    for line in lines:
        first = _FIRST.match(line.text)
        if first and len(line.text) <= _PARAGRAPH and has_target(first.group()):
            runs[-1] += [*waiting, line] if runs[-1] else [line]
            waiting = []
        elif first and first["name"] and len(line.text) <= _PARAGRAPH and len(waiting) < _GAP:
            waiting.append(line)
        else:
            runs.append([])
            waiting = []
    yield from ([line] for line in max(runs, key=len))


def _node(number: int, lines: Sequence[Paragraph], above: Node | None = None) -> Node:
    return Node(Mark("line", str(number), number, 0), list(lines), parent=above or Node(Mark("", "", 0, 0)))
