"""Who answers for a kind of act that a later stage has; imports nothing, so that it can stand at start-up."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from qingtian.ledger.acts import Act
    from qingtian_platform.kit.places import Places

    Check = Callable[[Places, Act, Any], None]

_ANSWERING: dict[str, str] = {}
_AMONG: dict[str, list[str]] = {}


def answer_for(schema: str, module: str, *, among: bool = False) -> None:
    """Let a later stage answer for a kind of act: without it none of that kind is taken in.

    Parameters
    ----------
    schema
        The kind.
    module
        Imported when an act comes in, and in no other process. Its `check(places, act, person)` refuses
        an act that does not hold, by `ActRefusedError`, in the transaction that keeps it.
    among
        Whether several stages share the kind: then its `mine(act)` tells which acts are this stage's,
        and who answers without that has all others.
    """
    if among:
        _AMONG.setdefault(schema, []).append(module)
    else:
        _ANSWERING[schema] = module


def answering(act: Act) -> Check | None:
    """Give who answers for an act; None where no later stage does."""
    own = (each for each in _AMONG.get(act.schema, ()) if import_module(each).mine(act))
    module = next(own, _ANSWERING.get(act.schema))
    if module is None:
        return None
    check: Check = import_module(module).check
    return check
