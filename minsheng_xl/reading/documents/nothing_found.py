"""What is said of a file that was opened but holds no item: what was seen in it, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from minsheng_xl.errors import InputError
from minsheng_xl.formats.zips import Zip
from minsheng_xl.model import Question
from minsheng_xl.place import Grid
from minsheng_xl.reading.files.rejected import refusing
from minsheng_xl.reading.text.paragraph import Block

_SHOWN, _DEPTH, _LONGEST, _OPENING = 3, 5, 80, 24
"""Tables whose heads a refusal names, rows searched for them, and characters shown of heads and of texts."""
_PAGE = 600
"""A web page with fewer characters is no notice."""
_INVISIBLE = str.maketrans("", "", "\ufeff\u200b\u200c\u200d\u2060")


def nothing_found(
    name: str, blocks: Sequence[Block], questions: Sequence[Question], *, page: bool, pictures: int
) -> InputError:
    """The refusal of a file without an item. `page`: it is a web page; `pictures`: so many lie in it."""
    grids = [block for block in blocks if isinstance(block, Grid) and any(map(any, block.rows))]
    texts = [block.text for block in blocks if not isinstance(block, Grid)]
    texts = [text for text in texts if text.translate(_INVISIBLE).strip()]
    if not grids and not texts:
        return _without_text(name, pictures)
    message = f"“{name}”里没有找到民生实事项目"
    return InputError(
        message,
        _asked(questions) or f"{_seen(grids, texts)}；{_remedy(page and sum(map(len, texts)) < _PAGE)}",
    )


@refusing()
def count_pictures(data: bytes) -> int:
    """How many pictures a Word document or workbook holds. Raises `Rejected`."""
    return sum("/media/" in name for name in Zip(data).entries)


def _without_text(name: str, pictures: int) -> InputError:
    if pictures:
        message = f"“{name}”里只有{pictures}张图片，没有文字"
        return InputError(message, "请用文字识别软件把图片转成文字，存为 .docx，核对后再试")
    return InputError(f"“{name}”里没有文字", "请核对是不是选错了文件，或重新取得这份文件")


def _asked(questions: Sequence[Question]) -> str:
    """What tables left uncertain, and how to make it certain."""
    told = "；".join(f"{each.place}{each.what}（{each.guess}）" for each in questions[:_SHOWN])
    return f"{told}；请把表头改成“序号、项目名称、目标任务、牵头单位、责任单位”等写法再试" if told else ""


def _seen(grids: Sequence[Grid], texts: Sequence[str]) -> str:
    counts = [f"{len(grids)}张表"] * bool(grids) + [f"{len(texts)}段文字"] * bool(texts)
    seen = [f"见到{'、'.join(counts)}"]
    if texts:
        opening = texts[0].strip()
        seen.append(f"开头是“{opening[:_OPENING]}{'…' * (len(opening) > _OPENING)}”")
    seen += [f"表的各列像是“{heads}”" for grid in grids[:_SHOWN] if (heads := _heads(grid))]
    return "；".join(seen)


def _heads(grid: Grid) -> str:
    """The texts of the fullest of the first rows."""
    row = max(
        range(1, min(len(grid.rows), _DEPTH) + 1),
        key=lambda each: len(set(filter(None, grid.rows[each - 1]))),
    )
    found = (grid.text(row, column) for column in range(1, grid.width + 1))
    return "、".join(filter(None, found))[:_LONGEST]


def _remedy(short_page: bool) -> str:
    if short_page:
        return "多半是登录页、出错页或目录页，请在浏览器打开通知正文，全选复制到 .docx 再试"
    return "请核对是不是选错了文件；项目应有编号（一、1.）或列在表里，表头写明“项目名称、目标任务、责任单位”"
