"""How grave an item is: the signals that speak for it, and the row of the table that they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from qingtian_platform.act.alarms import rules

WEIGHTS = 1000.0


def yes(value: object) -> str:
    """Write a truth as the table does."""
    return "yes" if value else "no"


def signals(
    *,
    cause: str,
    kind: str,
    own: bool,
    near: bool,
    score: float,
    start: datetime,
    end: datetime,
    law: bool = True,
    again: bool = False,
) -> Mapping[str, str]:
    """Write down what the table asks of an item.

    Parameters
    ----------
    cause, kind
        Of the item; of its leading member.
    own
        Whether its unit is the authority's own.
    near
        Whether an exceedance of the same unit lies near.
    score
        Highest of its members. [1]
    start, end
        Its stretch.
    law
        Whether the limit is sure.
    again
        Whether it came before.
    """
    return {
        "cause": cause,
        "kinds": kind,
        "own": yes(own),
        "near": yes(near),
        "hides": yes(kind in rules.hiding()),
        "score": "sure" if score >= rules.sure() else "unsure",
        "hours": "long" if end - start >= rules.long() else "short",
        "law": "sure" if law else "open",
        "again": yes(again),
    }


def row(found: Mapping[str, str]) -> rules.Row:
    """Take the first row of the table that fits; the last row fits always."""
    return next(each for each in rules.rows() if each.fits(found))


def weight(chosen: rules.Row, score: float, hours: float) -> float:
    """Give what lists are ordered by, the highest first: row, then score, then length. [1].

    Parameters
    ----------
    chosen
        Row of the table.
    score
        Highest of the members. [1]
    hours
        Length of the stretch; beyond a week it counts no more. [h]
    """
    place = WEIGHTS * (4 - chosen.severity) + 20.0 * (len(rules.rows()) - chosen.rank)
    return round(place + 10.0 * score + min(hours, 168.0) / 168.0, 4)
