"""The review of a day of an own station: which step may come after which, and by whose key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from qingtian.ledger.acts import Act

SIGNED: Final = ("first", "second", "issued")
"""Steps under which the day stands as signed."""
_AFTER: Final[Mapping[str, frozenset[str]]] = {
    "first": frozenset({"", "returned", "reopened"}),
    "second": frozenset({"first"}),
    "issued": frozenset({"second"}),
    "returned": frozenset({"first", "second"}),
    "reopened": frozenset(SIGNED),
}
"""After which step each may come; empty = after none."""


def refusal(act: Act, chain: Sequence[Act]) -> str:
    """Say why a step does not hold after those before it; empty = it does.

    Parameters
    ----------
    act
        The step, of the kind `qingtian.review/1`.
    chain
        The steps of the same thing and day before it, in order.
    """
    body, last = act.body, chain[-1] if chain else None
    step, before = str(body["step"]), "" if last is None else str(last.body["step"])
    if body["previous"] != (None if last is None else last.hash()):
        return "the review names another step before it"
    if before not in _AFTER[step]:
        return f"{step!r} does not come after {before or 'nothing'!r}"
    if (body["cause"] is not None) != (step == "reopened"):
        return "what opens a day again has a cause, and nothing else has"
    if step == "returned" and body["words"] is None:
        return "what is sent back has a reason in words"
    return _hands(act, signed_round(chain)) if step in {"second", "issued"} else ""


def _hands(act: Act, done: Sequence[Act]) -> str:
    if act.body["table"] != done[0].body["table"]:
        return "the table is not the one that the first review signed"
    if act.by in {each.by for each in done}:
        return "nobody signs two of the three steps of a review"
    return ""


def signed_round(chain: Sequence[Act]) -> list[Act]:
    """List the signatures of the round that a review is in: first, second, issued.

    Parameters
    ----------
    chain
        The steps of a thing and day, in order.
    """
    found: list[Act] = []
    for act in chain:
        found = [] if act.body["step"] in {"first", "returned", "reopened"} else found
        found += [act] if act.body["step"] in SIGNED else []
    return found
