"""Quantities in running text: value, unit, relation and role; every other number left out with its reason."""

from __future__ import annotations

import re
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.quantity import Quantity, UnitTable, find_numbers, find_quantities
from minsheng_xl.quantity.typography import bare_code, flatten, unseen_in

TABLE = UnitTable.default()


def found(text: str) -> list[str]:
    """Quantities as `value unit op role`, trailing plain and target left off."""
    return [" ".join(described(quantity)) for quantity in find_quantities(text, TABLE)]


def described(quantity: Quantity) -> list[str]:
    value = quantity.value if quantity.kind == "number" else quantity.value_text
    said = [word for word in (quantity.op, quantity.role) if word not in ("plain", "target")]
    return [str(value), *([quantity.unit] if quantity.unit else []), *said]


def norms(text: str) -> list[str]:
    return [quantity.unit_norm for quantity in find_quantities(text, TABLE)]


def left_out(text: str) -> dict[str, str]:
    return {part.text: part.reason for part in find_numbers(text, TABLE)[1]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("培训应急救护员10万人", ["10 万人"]),
        ("到期贷款回收率在95%以上", ["95 % ge"]),
        ("回收或建成不少于3所公办幼儿园", ["3 所 ge"]),
        ("住房面积约102.87万平方米，预计投资约4.24亿元", ["102.87 万平方米 approx", "4.24 亿元 approx"]),
        ("用户数突破33万", ["33 万 gt"]),
        ("惠及群众1.5万余人，3000多户，2000余万元", ["1.5 万人 gt", "3000 户 gt", "2000 万元 gt"]),
        ("失业率控制在4.5%以内", ["4.5 % le"]),
        ("死亡率降至3.5‰以下，失业率低于4.4%", ["3.5 ‰ le", "4.4 % lt"]),
        ("献血人数不低于在职人数的20%", ["20 % ge"]),
        ("占年度任务的84%", ["84 %"]),
        ("参保人数达到46.5万人", ["46.5 万人 reach"]),
        ("健康管理率≥72%", ["72 % ge"]),
        ("基本建成15066户（套）", ["15066 户（套）"]),
        ("新建1.2万平方米、2㎡、3㎞、4m²、5km", ["1.2 万平方米", "2 ㎡", "3 ㎞", "4 m²", "5 km"]),
        ("３０００人，６０％以上", ["3000 人", "60 ％ ge"]),
        ("开发 350 个公益性岗位", ["350 个"]),
        ("建成1，941座", ["1941 座"]),
        ("由3公里到5个村", ["3 公里", "5 个"]),
        ("PM2.5浓度低于35微克/立方米", ["35 微克/立方米 lt"]),
        ("不低于全县总数的300所", ["300 所 ge"]),
        ("达到社区的60个", ["60 个"]),
        ("达到社区的60%", ["60 % reach"]),
    ],
)
def test_values_units_and_relations(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("由574元提高到609元", ["574 元 baseline", "609 元 reach"]),
        ("从不低于600元每月提高到不低于650元/月", ["600 元每月 baseline", "650 元/月 ge"]),
        ("保障标准提高60元，达到765元", ["60 元 increment", "765 元 reach"]),
        ("每人每月再增加不少于3元", ["3 元 ge increment"]),
        ("增加100个泊位，增加8000万元，提升改造26家敬老院", ["100 个", "8000 万元", "26 家"]),
        ("覆盖面提高10%，提高3个百分点", ["10 % increment", "3 个百分点 increment"]),
        ("为60周岁以上老年人办理保险", ["60 周岁 ge criterion"]),
        ("对0-6岁、16-24岁人员", ["0-6 岁 criterion", "16-24 岁 criterion"]),
        ("覆盖20户以上自然村", ["20 户 ge criterion"]),
        ("参加3-12个月的就业见习", ["3-12 个月 criterion"]),
        ("人均不低于8个月的康复训练", ["8 个月 ge"]),
        ("不低于8个月的康复训练", ["8 个月 ge"]),
        ("人均8个月", ["8 个月"]),
        ("不超过3个月，3个月的见习", ["3 个月 le", "3 个月 criterion"]),
        ("5年内完成", ["5 年 criterion"]),
    ],
)
def test_roles(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自付分别不超过0.3、0.5、1万元", ["0.3 万元 le", "0.5 万元 le", "1 万元 le"]),
        ("分别达到1600元、1200元", ["1600 元 reach", "1200 元 reach"]),
        ("改造203个、525栋、10702户", ["203 个", "525 栋", "10702 户"]),
        ("30余、50个", ["50 个"]),
        ("3-5、8个", ["8 个"]),
        ("至少3-5个、8个", ["3-5 个 ge", "8 个"]),
        ("达到1600元，另外补助1200元", ["1600 元 reach", "1200 元"]),
        ("达到1600元、不超过1200元", ["1600 元 reach", "1200 元 le"]),
        ("达到1600元、5个", ["1600 元 reach", "5 个"]),
    ],
)
def test_lists_share_what_is_printed_once(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("至少有一人就业", ["1 人 ge"]),
        ("不少于十二个", ["12 个 ge"]),
        ("每月组织开展一次活动", ["1 次"]),
        ("每季度举办一期，每年一场", ["1 期", "1 场"]),
        ("培训5人，至少一人就业", ["5 人", "1 人 ge"]),
        ("百万头生猪、三个村、新建三千个、一百二十户", ["3000 个", "120 户"]),
        ("达到三人", []),
        ("百分之八十五以上", ["85 % ge"]),
        ("百分之85", ["85 %"]),
        ("“三支一扶”计划、一户一表、三项服务、千人以上水源地", []),
        ("新增/名，其中农业/人、不少于/座", ["/ 名", "/ 人", "/ 座 ge"]),
        ("60元/人、公里/小时", ["60 元/人"]),
        ("做到应保尽保，实现“零填埋”，全覆盖", ["应保尽保", "零填埋", "全覆盖"]),
    ],
)
def test_spelled_numbers_shares_and_words(text: str, expected: list[str]) -> None:
    assert found(text) == expected


MONTH, YEAR = ("人", "月"), ("人", "年")


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("每人每月1600元、1200元", MONTH, MONTH),
        ("每人每月300、200元", MONTH, MONTH),
        ("300、200元每人每月", MONTH, MONTH),
        ("每人每月300、200元每人每年", MONTH, YEAR),
        ("300元每人每月、200元每人每年", MONTH, YEAR),
    ],
)
def test_a_list_shares_what_it_is_divided_by(
    text: str, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    assert [each.per for each in find_quantities(text, TABLE)] == [first, second]


def test_a_third_is_a_third() -> None:
    (quantity,) = find_quantities("不低于三分之一", TABLE)
    assert quantity.value == Decimal(1) / 3
    assert quantity.op == "ge"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每人每月609元，月人均765元，年人均580元", ["元/人·月", "元/人·月", "元/人·年"]),
        ("生均拨款标准提高到6000元/年", ["元/生·年"]),
        ("补助标准分别为每人每年 800 元、400 元", ["元/人·年", "元/人·年"]),
        ("因病一级7569.2元每人每月", ["元/人·月"]),
        ("将供养标准提高80元，达到每人每月995元", ["元/人·月", "元/人·月"]),
        ("农村低保标准6639元/年人，低保600元每月", ["元/人·年", "元/人·月"]),
        ("每服役一年，每人每月45元", ["元/人·月·服役年"]),
        ("每院每年5万元", ["万元/院·年"]),
        ("每月组织开展一次", ["次/月"]),
        ("开展3次活动，每月报告", ["次"]),
        ("每月由各乡镇文化站牵头面向全体群众免费组织开展3次", ["次"]),
        ("每人每月60元，共筹集5万元，另发3万元", ["元/人·月", "万元", "万元"]),
        ("每村5个", ["个"]),
        ("每人每月60元，共投入资金500元、3元/平方米", ["元/人·月", "元", "元/平方米"]),
        ("改造25千米", ["公里"]),
        ("突破33万", [""]),
    ],
)
def test_agreed_units_take_their_denominators_from_the_sentence(text: str, expected: list[str]) -> None:
    assert norms(text) == expected


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("为2020年12月31日前退休的", "2020年12月31日", "日期"),
        ("截至10月31日", "10月31日", "日期"),
        ("1-11月", "1-11月", "日期"),
        ("2021.6.10前", "2021.6.10", "日期"),
        ("2021-06-10前", "2021-06-10", "日期"),
        ("1.4月底前", "1.4月", "日期"),
        ("2021年全市", "2021年", "年份"),
        ("2024-2025年", "2024-2025年", "年份"),
        ("2024-2025，", "2024-2025", "年份"),
        ("发放2000-3000，", "2000-3000", "无单位"),
        ("发放1800-2000，", "1800-2000", "无单位"),
        ("1900年", "1900年", "年份"),
        ("2100年", "2100年", "年份"),
        ("1899年", "1899年", "年限"),
        ("2101年", "2101年", "年限"),
        ("不低于3年", "3年", "年限"),
        ("账号1234567890123456，", "1234567890123456", "号码"),
        ("发放123456789012345，", "123456789012345", "无单位"),
        ("赣市府发〔2021〕1号", "2021〕1号", "文号"),
        ("X府厅字[2024]X号", "2024]X号", "文号"),
        ("（“351”）", "351", "名称"),
        ("“1+5+X”邻里中心", "1+5+X", "名称"),
        ("“8”是指卫生室", "8", "名称"),
        ("《健康中国2030》", "2030", "名称"),
        ("上世纪60年代", "60年代", "年代名称"),
        ("110千伏电网", "110千伏", "电压等级"),
        ("5G网络", "5G", "技术名称"),
        ("15分钟健身圈", "15分钟", "时长"),
        ("第12批", "12", "序号"),
        ("8号楼", "8号", "序号"),
        ("1.建设公路", "1", "序号"),
        ("PM2.5", "2.5", "型号"),
        ("电话0797-6832123", "0797-6832123", "号码"),
        ("手机13812345678", "13812345678", "号码"),
        ("招生43，", "43", "无单位"),
        ("5部门联合", "5", "无单位"),
        ("创建4A级景区", "4", "型号"),
        ("增长-5%", "5%", "负数"),
    ],
)
def test_other_numbers_are_left_out_with_a_reason(text: str, number: str, reason: str) -> None:
    assert left_out(text).get(number) == reason
    assert not found(text)


def test_only_signs_that_have_a_narrow_form_are_narrowed() -> None:
    assert flatten("３％，～；！") == "3%，~；！"
    assert flatten("\uff00\uff5f") == "\uff00\uff5f"
    assert flatten("Ａ～￣") == "A~￣"


@pytest.mark.parametrize(
    "code", ["2024-1-01", "２０２４－１－０１", "2024—1—01", " 2024 - 1-01", "2024-1-01\n"]
)
def test_a_code_is_the_one_issued_however_it_comes_back(code: str) -> None:
    assert bare_code(code) == "2024-1-01"


def test_characters_nobody_sees_are_named() -> None:
    assert unseen_in("3\u200b\u200e1\ufe0f\x01\u200b") == (
        "零宽空格",
        "文字方向符",
        "字形选择符",
        "控制符U+0001",
    )


def test_places_are_those_of_the_printed_text() -> None:
    text = "新建（含续建）１２ 所，约1.5万余人"
    for quantity in find_quantities(text, TABLE):
        assert text[quantity.start : quantity.end].startswith(quantity.value_text)


WORDS = st.sampled_from(
    [
        *"0123456789０５.,，、。-—至/（）〔〕“”%％‰+第年月日号 \n",
        *"元人个所万亿每均岁余约约不以上提高达到分之一三百千",
        "2021年",
        "每人每月",
        "不少于",
        "百分之",
        "分别",
    ]
)


@given(st.lists(WORDS, max_size=40).map("".join))
def test_every_run_of_digits_is_in_exactly_one_part(text: str) -> None:
    quantities, left = find_numbers(text, TABLE)
    spans = [(part.start, part.end) for part in quantities] + [(part.start, part.end) for part in left]
    for digits in re.finditer("[0-9０-９]+", text):
        holding = [span for span in spans if span[0] <= digits.start() and digits.end() <= span[1]]
        assert len(holding) == 1, (digits.group(), spans)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "1、",
        "1.",
        "1-",
        "5个",
        "一",
        "每人每月",
        "提高",
        "从",
        "不低于的",
        "百分之",
        "百分之8",
        "(2021",
        "“1",
        "/名",
        " ",
        "全",
        "1万元、",
    ],
)
def test_time_grows_with_the_length_of_the_text_only(piece: str) -> None:
    short, long = (piece * (length // len(piece)) + "1个" for length in (12_500, 50_000))
    assert _least_time(long) < 12 * _least_time(short) + 0.05


def _least_time(text: str) -> float:
    """The best of three: what else the machine does can only add."""
    times = []
    for _ in range(3):
        start = process_time()
        find_numbers(text, TABLE)
        times.append(process_time() - start)
    return min(times)


@pytest.mark.parametrize(
    ("text", "value", "unit", "norm"),
    [
        ("更换路灯80杆、铺设管道300延米", "80", "杆", "杆"),
        ("引进外资200万美元", "200", "万美元", "万美元"),
        ("新开公交线路4路。", "4", "路", "路"),
        ("建成驿站12驿。", "12", "驿", ""),
        ("开展志愿服务500人天，", "500", "人天", "人·天"),
        ("完成农机作业3.2万亩次", "3.2", "万亩次", "万亩次"),
        ("达到1.2m³/s", "1.2", "m³/s", "立方米/秒"),
        ("查处案件60起，", "60", "起", "起"),
        ("每千人口托位数4.5个", "4.5", "个", "个/千人"),
        ("每百户1.2个", "1.2", "个", "个/百户"),
    ],
)
def test_a_measure_word_is_never_dropped_or_cut(text: str, value: str, unit: str, norm: str) -> None:
    found = find_quantities(text, TABLE)[0]
    assert (found.value, found.unit, found.unit_norm) == (Decimal(value), unit, norm)


@pytest.mark.parametrize(
    "text",
    [
        "县教育局等5部门，",
        "拨打12345热线。",
        "完成“351工程”",
        "实施3年行动，",
        "建设12路公交站台3次生灾害点",
        "完成8路、12路和夜10路公交线路优化延伸，",
        "清理人员5名单，",
    ],
)
def test_what_stands_behind_a_number_is_not_always_a_unit(text: str) -> None:
    assert not [each for each in find_quantities(text, TABLE) if not each.unit_norm]
