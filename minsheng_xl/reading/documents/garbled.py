"""Texts that were read in the wrong encoding, or damaged before they came: refused with their name.

Nearly any bytes decode as GB18030, so that a text "opens" says nothing. The characters of a Chinese text are
nearly all of GB2312's or of Big5's first level; those of a wrongly decoded one are not.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import category

from minsheng_xl.reading.files.plain_text import BINARY, decode
from minsheng_xl.reading.files.rejected import Rejected

_SAMPLE = 200_000
_FEWEST = 20
"""So many characters beyond ASCII tell; of a shorter text nothing is said."""
_LEGIBLE, _LEGIBLE_BIG5, _LOST = 0.7, 0.85, 0.02
"""Share of common characters in any Chinese text, in one of Big5; share of lost ones that is too much."""
_JAPANESE = 0.15
"""Share of kana in a Japanese text."""
_ASKED = 0.5
"""Share of question marks in a text that was written in an encoding without Chinese."""
_UNSEEN = ("Mn", "Cf")
"""Marks set on other characters, and characters without width, as web pages are full of."""
_LOSSES = re.compile("\ufffd|锟斤拷|锟斤|斤拷|烫烫|屯屯")
_REPLACED = re.compile("\ufffd")
_DAMAGE = re.compile(f"\ufffd|{BINARY.pattern}")
_HANGUL, _KANA = re.compile("[\uac00-\ud7a3]"), re.compile("[\u3041-\u30fa]")
_SIGNS = re.compile("[\u2010-\u2642\u3000-\u303f\u3200-\u33ff\uff01-\uff5e\u00b0\u00b1\u00b7\u00d7]")


def refuse_garbled(data: bytes, name: str) -> None:
    """Raise `Rejected` for a text nobody can read: wrong_encoding, mojibake, damaged_text, mixed_encoding.

    Says nothing of bytes that are no text at all, nor of a text that can be read.
    """
    try:
        text, encoding = decode(data)
    except Rejected as refusal:
        if refusal.reason_code == "mixed_encoding" and not _is_mixed(data):
            _refuse_bytes(data, name)
        raise refusal.named(name) from None
    text = text[:_SAMPLE]
    if not encoding:
        _refuse_foreign(data[:_SAMPLE], name)
        _refuse_bytes(data, name)
    elif encoding == "gb18030":
        _refuse_foreign(data[:_SAMPLE], name)
        if _counted(text) >= _FEWEST and _legible(text) < _LEGIBLE:
            raise Rejected("wrong_encoding", name, what="认不出是哪种编码")
    else:
        _refuse_mojibake(text, name)


def _is_mixed(data: bytes) -> bool:
    """Whether the lines that are no UTF-8 are GB18030, and not UTF-8 with damaged places."""
    odd = b"\n".join(line for line in data.split(b"\n") if "\ufffd" in line.decode("utf-8", "replace"))
    text = odd.decode("gb18030", "replace")
    return "\ufffd" not in text and _legible(text) >= _LEGIBLE


def _refuse_bytes(data: bytes, name: str) -> None:
    """A text with damaged places: readable, but for them, in one of the two encodings."""
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, "replace")
        whole = _DAMAGE.sub("", text[:_SAMPLE])
        if _counted(whole) >= _FEWEST and _legible(whole) >= _LEGIBLE and (first := _DAMAGE.search(text)):
            raise Rejected("damaged_text", name, line=str(text.count("\n", 0, first.start()) + 1))


def _refuse_foreign(data: bytes, name: str) -> None:
    """A text as it is written in Korea, Japan or Taiwan."""
    text = data.decode("gb18030", "replace")
    if _counted(text) < _FEWEST:
        return
    if _share(_HANGUL, data.decode("euc_kr", "replace")) >= _LEGIBLE_BIG5:
        raise Rejected("wrong_encoding", name, what="像是韩文 EUC-KR")
    japanese = {"EUC-JP": data.decode("euc_jp", "replace")}
    if _legible(text) < _LEGIBLE:
        japanese["Shift-JIS"] = data.decode("cp932", "replace")
    for encoding, read in japanese.items():
        if _share(_KANA, read) > _JAPANESE and _share(_REPLACED, read) < _LOST:
            raise Rejected("wrong_encoding", name, what=f"像是日文 {encoding}")
    if _legible(text) < _LEGIBLE and _legible(data.decode("cp950", "replace")) >= _LEGIBLE_BIG5:
        raise Rejected("wrong_encoding", name, what="像是繁体中文 Big5")


def _refuse_mojibake(text: str, name: str) -> None:
    """A text whose encoding is right but whose words were lost before it was saved."""
    visible = sum(not character.isspace() for character in text)
    lost = sum(map(len, _LOSSES.findall(text)))
    if lost > _LOST * max(visible, _FEWEST):
        raise Rejected("mojibake", name, what="有“锟斤拷”“�”一类的字")
    if visible >= _FEWEST and text.count("?") + text.count("？") > _ASKED * visible:
        raise Rejected("mojibake", name, what="汉字成了问号")
    if _counted(text) >= _FEWEST and _legible(text) < _LEGIBLE and not _share(_HANGUL, text):
        raise Rejected("mojibake", name, what="大半不是常用字")


def _legible(text: str) -> float:
    """The share of common characters among those beyond ASCII, simplified or traditional."""
    counted = [character for character in text if _counts(character)]
    signs = len(_SIGNS.findall(text)) + len(_KANA.findall(text))
    best = max(sum(map(level.__contains__, counted)) for level in _levels())
    return (best + signs) / max(len(counted), 1)


def _share(pattern: re.Pattern[str], text: str) -> float:
    return len(pattern.findall(text)) / max(_counted(text), 1)


def _counted(text: str) -> int:
    return sum(map(_counts, text))


def _counts(character: str) -> bool:
    """Whether a character tells anything: beyond ASCII, to be seen, of no script of Asia but the Chinese."""
    if character <= "\x7f" or "\u0600" <= character <= "\u18af" or character.isspace():
        return False
    return category(character) not in _UNSEEN


@cache
def _levels() -> tuple[frozenset[str], frozenset[str]]:
    """The common characters of GB2312 and those of Big5."""
    return _level("gb2312", 0xB0, 0xD7, 0xA1), _level("big5", 0xA4, 0xC6, 0x40)


def _level(encoding: str, first: int, last: int, low: int) -> frozenset[str]:
    pairs = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in range(low, 0xFF))
    return frozenset(character for pair in pairs if len(character := pair.decode(encoding, "ignore")) == 1)
