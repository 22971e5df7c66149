"""What a web page prints around a document about itself: 索引号、发布日期、公开方式 …, no task of anybody."""

from __future__ import annotations

import re

from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reading.text.words import pattern

_LINE = re.compile(r"[\s•·●▪■◆○*\-—>]*(?P<label>[一-鿿][一-鿿\s\u3000]{0,20}[一-鿿])\s*[:：]")


def is_page_info(text: str) -> bool:
    """Whether a line is such a label, with or without its words behind it."""
    found = _LINE.match(text)
    return found is not None and bool(pattern("page", "info").fullmatch(squeezed(found["label"])))
