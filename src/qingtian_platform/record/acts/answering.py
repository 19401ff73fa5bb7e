"""Who answers for a kind of act that a later stage has; imports nothing, so that it can stand at start-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qingtian.ledger.acts import Act
    from qingtian_platform.kit.places import Places

Check = Callable[["Places", "Act", Any], None]
"""Refuses an act that does not hold, by data, act and account; runs in the transaction that keeps it.
"""
_ANSWERING: dict[str, Check] = {}


def answer_for(schema: str, check: Check) -> None:
    """Let a later stage answer for a kind of act: without it none of that kind is taken in.

    Parameters
    ----------
    schema
        The kind.
    check
        What refuses an act that does not hold, by `ActRefusedError`.
    """
    _ANSWERING[schema] = check


def answering(schema: str) -> Check | None:
    """Give who answers for a kind of act; None where no later stage does."""
    return _ANSWERING.get(schema)
