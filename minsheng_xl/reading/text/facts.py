"""What a document says of itself: title, place, year, document number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_year = re.compile(r"(20\d{2})\s*年")
_doc_no = re.compile(r"[一-鿿]{1,8}(?:函|办|字|发|规)?[〔\[（(]20\d{2}[〕\])）]\s*\d+\s*号")
_numbered_in = re.compile(r"^[^〔\[（(，。]{2,12}[〔\[（(](20\d{2})[〕\])）]\s*\d+\s*号")
_place = re.compile(r"([一-鿿]{1,7}?(?:自治县|县|市|区|旗))")
_issuer = re.compile(
    r"([一-鿿]{2,7}?(?:自治县|县|市|区|旗))(?:人民政府|委员会|委|政府|[一-鿿]{2,12}(?:局|办公室|委员会|领导小组))"
)
_lead_in = re.compile("^(?:.*[在从于]|年度?|关于|印发|根据|按照|对|为|现将|中共|做好|抓好|办好|推进|落实)+")
_LONGEST_NAME = 5
"""Characters of a county's name with its 县; only those of autonomous ones are longer."""
_AUTONOMOUS = ("自治县", "自治旗", "自治州", "旗")
_VERBS = ("新建", "扩建", "改建", "在建", "共建")
_NAMED = re.compile("人民政府|政府|[县市区]?委|人大|关于|年度|重点|民生|民心|惠民|20\\d\\d|[“《（(]|$")
"""What stands behind a place whose name is a verb as well: 新建区人民政府, not 新建区档案馆."""
_LONGEST_ISSUER = 40
_FIRST_LINES = 2
_no_place = re.compile(
    "^(?:.*各.*|个|.*委|已经|确保|(?:全面)?完成|市[委府]?|县[委府]?|区[委府]?)[县市区旗]$|(?:户|辖|街|新|开发|管理)区$|"
    "(?:全|各|我|本|该|驻|属)[县市区旗]$|(?:城|社|小|地|灾|校|园|景|牧|库|林|矿|片|山|发)区$|^(?:[县省乡新]?城|超)市$|(?:文明|卫生|宜居|美丽|智慧|海绵|中心|现代|园林|森林|大|小|旅游|节水|示范)城市$|镇村|实事|下达|分解|"
    "[跨等件]|一体化|打造|提升|优化|联合|城乡"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in a document's head."""

    title: str = ""
    place_name: str = ""
    year: int = 0
    doc_no: str = ""

    def over(self, outer: Facts) -> Facts:
        """These facts, what is missing taken from the document around."""
        return Facts(
            self.title or outer.title,
            self.place_name or outer.place_name,
            self.year or outer.year,
            self.doc_no or outer.doc_no,
        )


def read_facts(title: str, head: Iterable[str], text: str = "") -> Facts:
    """Facts from a title, the lines around it, and (for a year named nowhere else) the text."""
    lines = list(head)
    found = (_doc_no.fullmatch(line) for line in lines)
    number = next((each.group() for each in found if each), "")
    tried = (_numbered_in.search(line) for line in (" ".join(lines), *lines))
    dated = next((each for each in tried if each), None)
    addressed = [line for line in lines if not line.endswith(("：", ":"))]
    return Facts(
        title,
        read_place(title) or _issuer_place(lines) or read_place(" ".join(addressed[:_FIRST_LINES])),
        read_year(title) or (int(dated[1]) if dated else 0) or read_year(" ".join(lines)) or read_year(text),
        number,
    )


def read_year(text: str) -> int:
    """The first year named, 0 where none is."""
    found = _year.search(text)
    return int(found.group(1)) if found else 0


def read_place(text: str) -> str:
    """The first county, city or district named."""
    for found in _place.finditer(text):
        name = _lead_in.sub("", found.group(1))
        own = re.split("[省州]|(?<=.)市(?=.)", name)[-1]
        fits = len(own) <= _LONGEST_NAME or own.endswith(_AUTONOMOUS)
        verb = own.startswith(_VERBS) and not _NAMED.match(text, found.end())
        if len(name) > 1 and fits and not verb and not _no_place.search(name):
            return name
    return ""


def _issuer_place(lines: Iterable[str]) -> str:
    """The place an issuer's line begins with: 宁都县人民政府, 太和县财政局文件."""
    found = (_issuer.match(line) for line in lines if len(line) <= _LONGEST_ISSUER)
    return next((name for each in found if each and (name := read_place(each.group(1)))), "")
