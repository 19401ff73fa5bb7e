"""Compare a result of consequences or quality control with what a case of the law expects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from qingtian.law import NotInForceError
from qingtian.quantities import Quantity, UnitError
from qingtian.standards.result import Result, plain

ERRORS = {"NotInForceError": NotInForceError, "ValueError": ValueError, "UnitError": UnitError}
FIELDS = ("value", "valid", "review")


def quantity(value: Any) -> Any:
    """Read `5 t` as a quantity; what has no unit stays."""
    if isinstance(value, str) and value[:1].lstrip("-").isdigit() and " " in value:
        return Quantity.parse(value)
    return value


def cites(found: Result) -> set[str]:
    """What a result cites, with the results below it."""
    own = {f"{cite.standard}, {cite.clause}" for cite in found.cites}
    return own.union(*(cites(each) for each in found.inputs if isinstance(each, Result)))


def same(expected: Any, found: Any) -> bool:
    if isinstance(expected, Decimal) and isinstance(found, Decimal | int):
        return Decimal(found) == expected
    if isinstance(expected, list) and isinstance(found, list | tuple):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(key in found and same(value, found[key]) for key, value in expected.items())
    return bool(expected == found)


def meets(found: Result, expect: Mapping[str, Any]) -> None:
    """Demand every key that is expected: a field of the result, what it cites, or what is in `more`."""
    for key, value in expect.items():
        if key == "source":
            assert {value} if isinstance(value, str) else set(value) <= cites(found)
            if isinstance(value, str):
                assert value in cites(found), cites(found)
        else:
            there = getattr(found, key) if key in FIELDS else found.more[key]
            assert same(value, there), (key, value, there)
    assert found.more.get("accuses", False) is False
    for language in ("zh", "en"):
        assert "{" not in found.tree(language)
    assert found.to_json()["value"] == plain(found.value)


def judged(compute: Callable[[], Result], expect: Mapping[str, Any]) -> None:
    """Compute and compare, or demand the error that is expected."""
    if "error" in expect:
        with pytest.raises(ERRORS[expect["error"]]):
            compute()
        return
    meets(compute(), expect)
