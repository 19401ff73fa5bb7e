"""Who computes the figures of an indicator; imports nothing, so that it can stand at start-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qingtian_platform.assess.closing.figures import FigureRow

    Computing = Callable[[date, date], Iterable[FigureRow]]
    Finding = Callable[[str], Computing | None]

_COMPUTED: dict[str, Computing] = {}
_OTHERWISE: list[Finding] = []


def computed_by(indicator: str, compute: Computing) -> None:
    """Let a stage compute an indicator.

    Parameters
    ----------
    indicator
        Of the pack.
    compute
        From the first and last day of a turn to the figures of its subjects. A figure that is handed in
        stands before it.
    """
    _COMPUTED[indicator] = compute


def computed_otherwise(find: Finding) -> None:
    """Let a stage answer for indicators that the pack, and no key in the code, names.

    Parameters
    ----------
    find
        From the key of an indicator to what computes it; None where this stage does not.
    """
    _OTHERWISE.append(find)


def computing(indicator: str) -> Computing | None:
    """Give what computes an indicator; None where nothing does."""
    own = _COMPUTED.get(indicator)
    if own is not None:
        return own
    return next((made for find in _OTHERWISE if (made := find(indicator)) is not None), None)


def is_computed(indicator: str) -> bool:
    """Tell whether the platform computes an indicator."""
    return computing(indicator) is not None
