"""Small changes to the code are made one at a time, and the test that notices one is named."""

from __future__ import annotations

import ast

import pytest

from tests.mutants import Mutant, mutants_of, mutated_data, mutated_tree, without_one

JUDGES = [
    "tests/test_quantity_units.py::test_values_are_converted_exactly",
    "tests/test_quantity_units.py::test_a_monthly_standard_becomes_yearly_only_for_a_full_year",
    "tests/test_quantity_units.py::test_a_word_is_counted_singly_and_a_unit_may_be_divided_unless_they_say_otherwise",
]


def named(file: str, change: str) -> Mutant:
    (mutant,) = (each for each in mutants_of(file) if f"{each.scope}: {each.was} → {each.now}" == change)
    return mutant


@pytest.mark.parametrize(
    ("pattern", "shorter"),
    [
        ("甲|乙", ["乙", "甲"]),
        ("甲(?:乙|丙)?", ["甲(?:丙)?", "甲(?:乙)?"]),
        (r"(?<!甲|乙)[|(]\|", [r"(?<!乙)[|(]\|", r"(?<!甲)[|(]\|"]),
        ("甲", []),
    ],
)
def test_of_an_expression_one_alternative_at_a_time_is_left_out(pattern: str, shorter: list[str]) -> None:
    assert list(without_one(pattern)) == shorter


@pytest.mark.parametrize("file", ["checks/evidence/slips.py", "quantity/conversion.py", "data/factors.toml"])
def test_every_change_is_another_text_and_the_same_each_time(file: str) -> None:
    mutants = mutants_of(file)
    assert mutants == mutants_of(file)
    if file.endswith(".toml"):
        assert mutated_data(mutants[0]) != mutated_data(mutants[1])
    else:
        texts = [ast.unparse(mutated_tree(each)) for each in mutants[:60]]
        assert len(set(texts)) == len(texts)


def test_a_change_is_noticed_by_a_test_that_runs_it_or_survives() -> None:
    pytest.importorskip("coverage")
    from tests.mutating import cover_of, put_to_the_tests

    cover = cover_of(JUDGES, 2)
    mutants = [
        named("quantity/conversion.py", "_ratio: '月' in source.per → '月' not in source.per"),
        named("quantity/conversion.py", ": 12 → 13"),
        named(
            "quantity/conversion.py",
            "round_half_up: -places → places",
        ),
        named("data/factors.toml", "factor.0.times: 10 → 11"),
        named("quantity/units.py", ": False → True"),
    ]
    noticed, constant, unrun, unread, unseen = put_to_the_tests(mutants, JUDGES, cover, 2)
    assert noticed.killer.startswith("tests/test_quantity_units.py::test_")
    assert constant.killer == JUDGES[1]
    assert (unrun.killer, unrun.tests) == ("", 0)
    assert unread.killer == ""
    assert unseen.killer == JUDGES[2]
