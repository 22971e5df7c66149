"""Rules, their engine and their report; no Excel, no files.

One module a family of the catalogue; `RULE_MODULES` is what `engine.catalogue()` loads.
"""

RULE_MODULES = (
    "structure",
    "units",
    "values",
    "departments",
    "sums",
    "progress",
    "returns",
    "versions",
    "readings",
    "adjustments",
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
