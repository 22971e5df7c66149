"""Rules, their engine and their report; no Excel, no files.

A module or two a family of the catalogue; `RULE_MODULES` is what `engine.catalogue()` loads.
"""

RULE_MODULES = (
    "structure",
    "telling",
    "units",
    "counting",
    "values",
    "plausible",
    "departments",
    "duties",
    "sums",
    "progress",
    "contradictions",
    "returns",
    "entries",
    "versions",
    "readings",
    "adjustments",
    "opinions",
    "allocations",
    "annexes",
    "claims",
    "lists",
    "payments",
    "reports",
    "superior",
    "townships",
    "wording",
)
