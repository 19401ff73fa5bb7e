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
Mine = Callable[["Act"], bool]
"""Tells whether an act is one of those that a stage answers for."""
_ANSWERING: dict[str, Check] = {}
_AMONG: dict[str, list[tuple[Mine, Check]]] = {}


def answer_for(schema: str, check: Check, *, mine: Mine | None = None) -> None:
    """Let a later stage answer for a kind of act: without it none of that kind is taken in.

    Parameters
    ----------
    schema
        The kind.
    check
        What refuses an act that does not hold, by `ActRefusedError`.
    mine
        Where several stages share a kind: which acts of it are this stage's. None = all others.
    """
    if mine is None:
        _ANSWERING[schema] = check
    else:
        _AMONG.setdefault(schema, []).append((mine, check))


def answering(act: Act) -> Check | None:
    """Give who answers for an act; None where no later stage does."""
    own = (check for mine, check in _AMONG.get(act.schema, ()) if mine(act))
    return next(own, _ANSWERING.get(act.schema))
