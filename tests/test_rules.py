"""Every rule of the catalogue finds its bad example and leaves its good one alone."""

from __future__ import annotations

import string

import pytest

from minsheng_xl.checks import engine
from minsheng_xl.checks.engine import INPUTS, Rule
from tests.examples import inputs_of

CATALOGUE = engine.catalogue()
RULES = [pytest.param(rule, id=code) for code, rule in CATALOGUE.items()]


def _findings(rule: Rule, which: str) -> list[str]:
    inputs = engine.prepared(inputs_of(rule.bad if which == "bad" else rule.good), [rule])
    assert rule.can_run(inputs), f"{rule.code} 的例子没有给出 {set(rule.looks_at) - set(inputs)}"
    grading = engine.Grading(on={rule.code: None})
    report = engine.run(inputs, grading=grading)
    assert not report.rules_broken
    assert rule.code in report.rules_run
    return [str(finding) for finding in report.findings if finding.code == rule.code]


@pytest.mark.parametrize("rule", RULES)
def test_bad_example_is_found(rule: Rule) -> None:
    assert _findings(rule, "bad")


@pytest.mark.parametrize("rule", RULES)
def test_good_example_is_left_alone(rule: Rule) -> None:
    assert _findings(rule, "good") == []


@pytest.mark.parametrize("rule", RULES)
def test_rule_says_everything_about_itself(rule: Rule) -> None:
    assert rule.explanation, "没有中文说明"
    assert any("一" <= char <= "鿿" for char in rule.message + rule.name)
    assert rule.remedy
    assert set(rule.looks_at) <= set(INPUTS)
    words = {name for _, name, _, _ in string.Formatter().parse(rule.message + rule.remedy) if name}
    for text in _findings(rule, "bad"):
        assert "{" not in text, f"{rule.code} 的话里有没填的词 {words}"
        assert text.endswith(f"（{rule.code}）")


@pytest.mark.parametrize("rule", RULES)
def test_findings_name_the_narrowest_place(rule: Rule) -> None:
    report = engine.run(inputs_of(rule.bad), grading=engine.Grading(on={rule.code: None}))
    for finding in report.findings:
        if finding.code == rule.code:
            assert finding.place.cell or finding.place.line or finding.place.file or finding.department


def test_an_absent_input_skips_the_rule_and_says_so() -> None:
    report = engine.run({"ref": object()})
    assert not report.rules_run
    assert set(report.rules_skipped) == {code for code, rule in CATALOGUE.items() if rule.on}


def test_a_rule_that_raises_is_listed_and_the_others_run() -> None:
    inputs = inputs_of(CATALOGUE["U02"].bad)
    inputs["table"] = inputs["table"].model_copy(update={"repeated_headers": None})
    report = engine.run(inputs)
    assert [broken.split(":")[0] for broken in report.rules_broken] == ["S06"]
    assert "U02" in report.rules_run
    assert not report.clean


def test_a_rule_of_two_functions_runs_each_where_its_input_is_there() -> None:
    rule = CATALOGUE["V16"]
    returned, said = rule.checks
    assert (returned.inputs, said.inputs) == (("returns", "ref"), ("document", "ref"))
    assert rule.looks_at == ("returns", "document", "ref")
    of_returns = inputs_of(rule.bad)
    text = CATALOGUE["P03"].bad  # a report that says 任务调整为3200座
    of_report = inputs_of(text)
    printed = [
        [finding.printed for finding in engine.run(inputs, codes=["V16"]).findings]
        for inputs in (of_returns, of_report, of_returns | of_report, {"ref": of_report["ref"]})
    ]
    assert printed == [["563"], ["3200座"], ["563", "3200座"], []]
    assert engine.run({"ref": of_report["ref"]}, codes=["V16"]).rules_skipped == ("V16",)


def test_a_rule_says_last_what_it_always_needs() -> None:
    needed = {code: CATALOGUE[code].looks_at for code in ("D10", "R09", "U05", "S09")}
    assert needed == {
        "D10": ("table", "document", "ref"),
        "R09": ("history", "period", "returns", "master"),
        "U05": ("table", "returns", "figures", "period", "ref"),
        "S09": ("returns", "master", "document", "ref"),
    }


def test_what_is_declared_wrongly_is_refused_at_once() -> None:
    example = CATALOGUE["U02"].bad
    declare = engine.rule("U02", "名", engine.ERROR, "话", "改", bad=example, good=example)
    with pytest.raises(TypeError, match="used twice"):
        declare(lambda table: iter(()))
    with pytest.raises(TypeError, match=r"unknown input \['plan'\]"):
        engine.also("U02")(lambda plan: iter(()))
    with pytest.raises(KeyError, match="U99"):
        engine.also("U99")(lambda table: iter(()))
    assert engine.catalogue() == CATALOGUE
