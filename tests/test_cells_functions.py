"""The lines `function` of the tables of cells: formulas as typed in Excel, and what they must come to."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import pytest

from minsheng_xl.fronts.cells import REFUSED
from minsheng_xl.fronts.formulas import calculate, shown
from tests.cells import Line, lines

MAY_REFUSE = "※"
LEFT: frozenset[str] = frozenset()
"""Formulas still wrong: they wait for the unit table and the grammar of targets."""


def answers(formula: str) -> list[str]:
    """What a formula comes to, cell by cell, as cells show it."""
    value: Any = calculate(formula)
    rows = value if isinstance(value, list) else [[value]]
    return [shown(cell) for row in rows for cell in row]


def verdict(line: Line) -> str:
    """Empty where a formula comes to what the table says."""
    found = answers(line.input)
    refused = [each for each in found if each.startswith(REFUSED)]
    if refused:
        may = line.value.startswith(REFUSED) or MAY_REFUSE in line.note or line.value.startswith("不是")
        return "" if may else f"refused: {refused[0]}"
    if line.value.startswith("不是"):
        wrong = line.value.removeprefix("不是").strip("“”")
        return f"came to {wrong}" if wrong in (f"{found[-1]}{found[0]}", "".join(found)) else ""
    return "" if _same(line.value, found) else f"came to {'、'.join(found)}"


def _same(right: str, found: list[str]) -> bool:
    """Whether cells are what the table says: a bound of a number, a list, or the parts of a target."""
    if right[0] in "≥<":
        number = Decimal(found[0])
        return number >= Decimal(right[1:]) if right[0] == "≥" else number < Decimal(right[1:])
    if "、".join(found) == right:
        return True
    parts = right.split("，")
    return len(parts) <= len(found) and all(map(_alike, parts, found))


def _alike(right: str, found: str) -> bool:
    try:
        return Decimal(right) == Decimal(found)
    except InvalidOperation:
        return right == found


@pytest.mark.parametrize("line", lines("function"), ids=lambda line: line.input)
def test_every_formula_comes_to_what_the_table_says(line: Line) -> None:
    if line.input in LEFT and verdict(line):
        pytest.xfail("waits for the unit table or the grammar of targets")
    assert verdict(line) == ""


ASKED = "※"
MORE: tuple[tuple[str, str], ...] = (
    # units inside the cells
    ('MS_RATE("12000人","1.5万人")', "80"),
    ('MS_RATE("1.2万","1.5万人")', "80"),
    ('MS_RATE("1.2万人","1.5万")', "80"),
    ('MS_RATE("1.2万",15000)', "80"),
    ('MS_RATE("3.5万","50000人")', "70"),
    ('MS_RATE("50万元","1亿元")', "0.5"),
    ('MS_RATE("2.5千米","5公里")', "50"),
    ('MS_RATE("2500米","5公里")', "50"),
    ('MS_RATE("8名","10人")', "80"),
    ('MS_RATE("１２００人","2,400人")', "50"),
    ('MS_RATE("一千二百人","2400人")', "50"),
    ('MS_RATE("已完成1200人","不少于2400人")', "50"),
    ('MS_RATE("12个+18个","60个")', "50"),
    ('MS_RATE("25户","20-30户")', "100"),
    ('MS_RATE("15户","20-30户")', "75"),
    ('MS_RATE("450元","每人每月500元")', "90"),
    ('MS_RATE(12000,"1.5万人",,"人")', "80"),
    ('MS_RATE(1.2,"1.5万人",,"万人")', "80"),
    ('MS_RATE(0.576,"1.5万人")', "38.4"),
    ('MS_RATE(5,"待定")', ""),
    ('MS_RATE("","5人")', ""),
    ('MS_RATE("300户","500人")', ASKED),
    ('MS_RATE("约300人","500人")', ASKED),
    ('MS_RATE("300余人","500人")', ASKED),
    ('MS_RATE("300以上","500")', ASKED),
    ('MS_RATE("#N/A","500")', ASKED),
    ('MS_RATE("12/30",30)', ASKED),
    ("MS_RATE(TRUE,5)", ASKED),
    ('MS_RATE(5,"每个乡镇1个")', ASKED),
    # one of the two without a unit, and another scale fits
    ('MS_RATE(12000,"1.5万人")', ASKED),
    ('MS_RATE("1.2万人",15000)', ASKED),
    ('MS_RATE("1.2万",1.5)', ASKED),
    ('MS_RATE(1.2,"1.5万")', ASKED),
    ('MS_RATE(12000,1.5,,"万人")', ASKED),
    ("MS_RATE(12000,1.5)", ASKED),
    # percent
    ('MS_RATE("95.5%","95%")', "100.53"),
    ('MS_RATE("95.5％","95%")', "100.53"),
    ('MS_RATE(95.5,"95%")', "100.53"),
    ('MS_RATE("95.5%",95)', "100.53"),
    ('MS_RATE(5,"95%")', "5.26"),
    ('MS_RATE(0,"95%")', "0"),
    ("MS_RATE(0.88,0.92)", "95.65"),
    ('MS_RATE(95.5%,"95%")', ASKED),
    ('MS_RATE("88%",0.92)', ASKED),
    ('MS_RATE(0.95,96,,"%")', ASKED),
    ('MS_RATE(0.032,"不超过4.5%")', ASKED),
    ('MS_RATE(0.0031,"不超过4‰")', ASKED),
    ('MS_RATE(3.1,"不超过4‰")', "100"),
    ('MS_RATE("5‰","1%")', "50"),
    ('MS_RATE(0.05,"3%—6%")', ASKED),
    ('MS_RATE(1,"100%")', ASKED),
    ('MS_RATE(1,"2%")', "50"),
    ('MS_RATE(1.2,"1.5亿元")', "80"),
    ('MS_RATE("8000万元","1.5亿")', "53.33"),
    ('MS_RATE(8000,"1.5亿元")', ASKED),
    ('MS_RATE("1200人次","2400人")', ASKED),
    ('MS_RATE("1,2000人","2.4万人")', ASKED),
    ('MS_RATE("已全部完成","5个")', ASKED),
    # the lower the better
    ('MS_RATE(3.2,"不超过4.5%")', "100"),
    ('MS_RATE(5,"控制在4.5%以内")', "90"),
    ('MS_RATE(5,"4.5%","TRUE")', "90"),
    ('MS_RATE(5,"4.5%","是")', "90"),
    ('MS_RATE(5,"4.5%","否")', "111.11"),
    ('MS_RATE(5,"4.5%",FALSE)', "111.11"),
    ('MS_RATE(5,"4.5%",0)', "111.11"),
    ('MS_RATE(5,"4.5%","也许")', ASKED),
    ('MS_RATE(3.9,4.5,,"%","城镇失业率")', "100"),
    ('MS_RATE(3.6,"下降3%以上",,"%","万元GDP能耗")', "120"),
    ('MS_RATE(3.6,"下降3%以上")', ASKED),
    # blocks
    ("MS_RATE({150,200},{300,300})", "50、66.67"),
    ("MS_RATE({1,2;3,4},{10,20;30,40})", "10、10、10、10"),
    ("MS_RATE({1,2;3,4},10)", "10、20、30、40"),
    ("MS_RATE(10,{10,20})", "100、50"),
    ('MS_RATE({5,5},"4.5%",{TRUE,FALSE})', "90、111.11"),
    ("MS_RATE({1,2;3,4},{1,2})", ASKED),
    ("MS_RATE({1;2;3},{1;2})", ASKED),
    ("MS_RATE({1,2},{1;2})", ASKED),
    # converting
    ('MS_CONVERT("1200人","万人","人")', "1200"),
    ('MS_CONVERT("1.2万","万人","人")', "12000"),
    ('MS_CONVERT(0.576,"万人","人")', "5760"),
    ('MS_CONVERT({1200,"0.1万人"},"人","万人")', "0.12、0.1"),
    ('MS_CONVERT("95%","%","‰")', "950"),
    ('MS_CONVERT("1200户","万人","人")', ASKED),
    ('MS_CONVERT(1,"万人","亩")', ASKED),
    ('MS_CONVERT(1,"坐","座")', ASKED),
    # lights
    ('MS_LIGHT("60%",66.67)', "绿"),
    ('MS_LIGHT("60%","66.67%")', "绿"),
    ("MS_LIGHT(50,66.67)", "黄"),
    ("MS_LIGHT(20,66.67)", "红"),
    ('MS_LIGHT("0.63%",66.67)', "红"),
    ('MS_LIGHT(MS_RATE("12000人","1.5万人"),MS_PACE("2021年8月"))', "绿"),
    ('MS_LIGHT(MS_RATE(0.88,"92%"),66.67)', ASKED),
    ("MS_LIGHT(0.6,66.67)", ASKED),
    # targets
    ('MS_TARGET("不少于1.5万人次")', "1.5，万人次，不少于"),
    ('MS_TARGET("2万","户")', "20000，户，等于"),
    ('MS_TARGET("1.5万人","人")', "15000，人，等于"),
    ('MS_TARGET("≤33微克/立方米")', "33，微克/立方米，不超过"),
    ('MS_TARGET("由80%提高到95%")', "95，%，达到"),
    ('MS_TARGET("每人每月500元")', "500，元/人·月，等于"),
    ('MS_TARGET("12个+18个")', "30，个，等于"),
    ('MS_TARGET("600人，其中女性200人")', "600，人，等于，其中女性200人"),
    ('MS_TARGET("下降3%以上","%","万元GDP能耗")', "3，%，增减幅度不少于"),
    ('MS_TARGET("待定")', "，，待定"),
    ('MS_TARGET("1.5万人","户")', ASKED),
    ('MS_TARGET("每个乡镇1个")', ASKED),
    ('MS_TARGET("提高5个百分点")', ASKED),
    ('MS_TARGET({"9个","8个"})', ASKED),
    # units
    ('MS_UNIT({"人/次","平米";"m2","KM"})', "人次、平方米、平方米、公里"),
    ('MS_UNIT("人、户")', ASKED),
    ('MS_UNIT("万")', ASKED),
    ('MS_UNIT_OK({"坐","人";"","万户"})', "FALSE、TRUE、、TRUE"),
    # departments
    ('MS_DEPARTMENT("县教体局、县人社局")', "县教体局、县人社局"),
    ('MS_DEPARTMENT("县人力资源和社会保障局，县财政局")', "县人社局、县财政局"),
    ('MS_DEPARTMENT("县教育局（牵头）、县财政局")', "县教育局、县财政局"),
    ('MS_DEPARTMENT("县人社局牵头，县财政局配合")', "县人社局、县财政局"),
    ('MS_DEPARTMENT("县卫计委")', "县卫健委"),
    ('MS_DEPARTMENT("县国税局")', "县税务局"),
    ('MS_DEPARTMENT("县民政局。")', "县民政局"),
    ('MS_DEPARTMENT_FULL("县人社局、县住建局")', "县人力资源和社会保障局、县住房和城乡建设局"),
    ('MS_DEPARTMENT("县住建局（县城管局）")', ASKED),
    ('MS_DEPARTMENT("县教育局（基建股）")', ASKED),
    ('MS_DEPARTMENT("县教育局、县民正局")', ASKED),
    ('MS_DEPARTMENT("县医保分局")', ASKED),
    # lists
    ('MS_SPLIT("县教育局、县财政局等单位")', "县教育局、县财政局"),
    ('MS_SPLIT({"县教育局、县财政局";"县民政局"})', "县教育局、县财政局、县民政局、"),
    ('MS_JOIN({"县卫健委","县财政局","县卫生健康委员会"})', "县卫健委、县财政局"),
    ('MS_JOIN({"","县教育局、县财政局";"县教育局","县民政局"})', "县教育局、县财政局、县民政局"),
    ('MS_JOIN("县教育局","县财政局、县教育局",{"县民政局"})', "县教育局、县财政局、县民政局"),
    ('MS_JOIN(MS_DEPARTMENT({"县教育局","县民正局"}))', ASKED),
    ('MS_JOIN("")', ""),
    # periods
    ('MS_PERIOD("2021年8月")', "2021-08"),
    ('MS_PERIOD("2021/8")', "2021-08"),
    ("MS_PERIOD(202108)", "2021-08"),
    ('MS_PERIOD("截至2021年8月底")', "2021-08"),
    ('MS_PERIOD("2021年1—8月")', "2021-08"),
    ('MS_PERIOD("二〇二一年十一月")', "2021-11"),
    ('MS_PERIOD("2021年8月20日")', "2021-08"),
    ('MS_PERIOD("2021年第三季度")', "2021-Q3"),
    ('MS_PERIOD("2021年8月上旬")', "2021-08-上旬"),
    ("MS_PERIOD(2021.1)", ASKED),
    ('MS_PERIOD("8月")', ASKED),
    ('MS_PERIOD("2021年13月")', ASKED),
    ('MS_DUE({"2021-08";"2021-Q3"})', "2021-08-20、2021-09-20"),
    ('MS_DUE("2021-08","县教局")', ASKED),
    ('MS_PACE("2021年8月")', "66.67"),
    # rules
    (
        'MS_RULE("ｗ03")',
        "占位未替换（警告）：X、XX、**、下划线等占位符还在文件里；填报表的说明里该写数的地方还是占位",
    ),
    ('MS_RULE("X99")', ASKED),
    # sentences
    ('MS_STATEMENT("城镇新增就业1.2万人，完成目标1.5万人的80%")', "城镇新增就业，1.2，万人，80"),
    ('MS_STATEMENT("截至8月底，改造户厕268户，占年度目标的50%")', "改造户厕，268，户，50"),
    (
        'MS_STATEMENT("8月底累计完成就业培训3200人次，占任务数4000人次的80%；")',
        "累计完成就业培训，3200，人次，80",
    ),
    ('MS_STATEMENT("城镇新增就业目标5000人，已完成4100人")', "城镇新增就业，4100，人，82"),
    ('MS_STATEMENT("新建幼儿园82所。完工70所，占任务的85.4%")', "新建幼儿园，70，所，85.4"),
    ('MS_STATEMENT("完成率80%")', "完成率，，，80"),
    ('MS_STATEMENT("完成投资1.2亿元")', "完成投资，1.2，亿元，"),
    ('MS_STATEMENT("城镇新增就业约1.2万人")', ASKED),
    ('MS_STATEMENT("培训300余人次")', ASKED),
    ('MS_STATEMENT("城镇新增就业目标5000人，已完成4100人，完成率85%")', ASKED),
    ('MS_STATEMENT("改造老旧小区12个，惠及3000户")', ASKED),
    ('MS_STATEMENT("目前已开工建设3所，完工2所")', ASKED),
    ('MS_STATEMENT("完成12/30个")', ASKED),
    ('MS_STATEMENT("建成污水处理厂20座。完成投资1.71亿元，占计划的65.17%")', ASKED),
    ('MS_STATEMENT("已开工建设3所")', ASKED),
    ('MS_STATEMENT("改造工程正在建设中")', ASKED),
    ('MS_QUANTITIES("培训约300人，发放贷款1.5亿元")', "约300人；1.5亿元"),
)
"""Formulas of the same kinds, and what they come to: cells parted by 、, the parts of a target by ，."""


@pytest.mark.parametrize(("formula", "right"), MORE)
def test_formulas_of_the_same_kinds(formula: str, right: str) -> None:
    found = answers(formula)
    if right == ASKED:
        assert found[0].startswith(REFUSED)
        assert len(found[0]) > len(REFUSED) + 5
    else:
        assert right in ("、".join(found), "，".join(found))


def test_a_formula_is_read_as_excel_reads_it() -> None:
    assert calculate('=MS_JOIN({"县教育局","县财政局"})') == [["县教育局、县财政局"]]
    assert calculate(' MS_UNIT( "人""" ) ') == '※单位“人"”不在单位表内'
    assert calculate("MS_RATE(50%,.5)") == 100
    assert calculate("MS_RATE(-1e1,+20.)") == -50
    for wrong in ("MS_RATE(1,2", "MS_RATE(1 2)", "MS_NONE(1)", "1;2", "{1,2", "MS_RATE(甲,2)"):
        with pytest.raises(ValueError, match=r".+"):
            calculate(wrong)
