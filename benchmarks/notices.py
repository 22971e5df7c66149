"""Time a character of a long notice (10 MB) and of pathological texts, against an ordinary notice.

    python benchmarks/notices.py [ROUNDS]

CPU of this process from the bytes to the documents; each ratio is the best of the rounds over the best of the
ordinary notice. Exit code 1 where one is above the bound.
"""

from __future__ import annotations

import sys
from time import process_time

from minsheng_xl.errors import InputError
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.sources import read_source_documents
from minsheng_xl.reference import Reference

BOUND = 3.0
HEAD = "甲县2024年民生实事工作方案\n\n一、就业和养老\n"
ITEMS = (
    "{no}.提升养老服务水平。完成{count}户困难老年人居家适老化改造，新增养老床位{count}张"
    "（县民政局牵头，县财政局、县残联配合）。\n",
    "{no}.促进充分就业。城镇新增就业{count}人；开展补贴性职业培训{count}人次，其中创业培训{count}人次"
    "（县人社局牵头）。\n",
)


def notice(size: int) -> str:
    """An ordinary notice of about `size` characters."""
    texts, length, number = [HEAD], len(HEAD), 0
    while length < size:
        number += 1
        texts.append(ITEMS[number % 2].format(no=number % 99 + 1, count=600 + number % 400))
        length += len(texts[-1])
    return "".join(texts)


def cases() -> dict[str, str]:
    """Texts by what is peculiar about them."""
    return {
        "50 000 digits": f"{HEAD}1.完成{'7' * 50_000}户改造（县民政局牵头）。\n",
        "nested brackets": f"{HEAD}1.完成{'（' * 20_000}县民政局{'）' * 20_000}改造600户。\n",
        "open brackets": f"{HEAD}1.完成{'（' * 40_000}改造600户。\n",
        "no line breaks": HEAD + notice(200_000).removeprefix(HEAD).replace("\n", ""),
        "mixed open brackets": f"{HEAD}1.完成{'（(【〔《“' * 16_000}改造600户。\n",
        "a number every 4": f"{HEAD}1.{'改造6户' * 25_000}。\n",
        "a bound every 6": f"{HEAD}1.{'60周岁以上' * 16_000}。\n",
        "其中 without end": f"{HEAD}1.完成改造600户{'，其中甲类6户' * 14_000}。\n",
        "分别 without end": f"{HEAD}1.{'甲和乙分别达到6户、7户；' * 8_000}\n",
        "names in one line": f"{HEAD}1.改造6户（{'县民政局、县财政局、县住建局、' * 7_000}县残联）。\n",
        "zero-width and marks": HEAD + "1.完成\u200b改造e\u0301\u0300\u200d600\ufeff户。\n" * 6_000,
        "blank lines": HEAD + "\n" * 1_000_000 + "1.完成改造600户。\n",
        "one long row": "序号\t项目名称\t目标任务\t责任单位\n1\t" + "改造6户\t" * 20_000 + "\n",
        "1 000 attachments": "附件1\n甲县2024年民生实事任务表\n序号\t项目名称\t目标任务\t责任单位\n"
        "1\t改造\t改造6户\t县民政局\n" * 1_000,
        "2 000 nested headings": HEAD + "一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n" * 2_000,
        "5 555 headings in a row": HEAD + "一、甲\n" * 5_555,
        "a report in one line": "甲县2024年民生实事进展情况\n\n1.老旧小区改造。"
        + "计划改造6户，已完成5户，占任务的83%，" * 4_000,
        "no sentence ends": f"{HEAD}1.完成{'改造老旧小区' * 20_000}600户。\n",
        "5 000 identical rows": "甲县2024年民生实事任务表\n\n序号|项目名称|指标任务|牵头单位\n"
        + "1|老旧小区改造|改造28个小区|县住建局\n" * 5_000,
        "5 000 identical items": HEAD + "1.老旧小区改造。改造28个小区（县住建局牵头）。\n" * 5_000,
        "10 MB": notice(3_900_000),
    }


def cost(text: str, ref: Reference) -> float:
    """CPU microseconds a character. Rejected for a text too long to be read."""
    data, start = text.encode(), process_time()
    try:
        read_source_documents(data, "通知.txt", ref)
    except Rejected:
        raise
    except InputError:  # no project found: read to its end all the same
        pass
    return (process_time() - start) / len(text) * 1e6


def main(rounds: int = 3) -> int:
    """Print every ratio; 1 where one is above the bound."""
    ref, ordinary = Reference.default(), notice(5_000)
    cost(ordinary, ref)
    base = min(cost(ordinary, ref) for _ in range(rounds * 3))
    print(f"ordinary notice         {base:7.2f} us a character")
    worst = 0.0
    for name, text in cases().items():
        ratio = min(cost(text, ref) for _ in range(1 if len(text) > 1_000_000 else rounds)) / base
        worst = max(worst, ratio)
        print(f"{name:23} {ratio:6.2f} x")
    return int(worst > BOUND)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
