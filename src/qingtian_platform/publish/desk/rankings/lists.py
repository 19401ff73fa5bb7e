"""A list as its page shows it: from an edition that was frozen, or as it would stand now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from qingtian.policy import Policy
from qingtian.policy.clocks import Instance
from qingtian.policy.placing import Listing
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.publish.desk.rankings import words


@dataclass(frozen=True)
class Line:
    """One unit of a list.

    Attributes
    ----------
    code, name, district
        Who: code, name with its district, six digits of the district.
    place
        From the best, 1; 0 where nobody is placed.
    value, then
        Figures as published; None where there is none.
    tied, named
        Whether another has the same place; whether the list names it.
    before
        Place in the turn before; None where it had none.
    share
        Of the largest figure, for the bar. [%]
    """

    code: str
    name: str
    district: str
    place: int
    value: str | None
    then: str | None
    tied: bool
    named: bool
    before: int | None
    share: int

    @property
    def moved(self) -> int | None:
        """Places won since the turn before; None where there was none. [1]."""
        return None if self.before is None or not self.place else self.before - self.place


@dataclass(frozen=True)
class Shown:
    """A list.

    Attributes
    ----------
    turn
        Its days.
    edition
        The edition that is shown; None where it is not closed.
    lines, left_out
        Those placed, the best first; those left out: code, name, reason.
    wanted, border
        How many are to be named, and what became of a tie across the cut.
    """

    turn: Instance
    edition: closing.EditionInfo | None
    lines: tuple[Line, ...]
    left_out: tuple[tuple[str, str, str], ...]
    wanted: int
    border: str

    @property
    def named(self) -> list[Line]:
        """Those named, the worst first."""
        return [each for each in reversed(self.lines) if each.named]


Content = Mapping[str, Any]


def shown(
    known: Policy,
    turn: Instance,
    edition: closing.EditionInfo | None,
    ranking: str,
    before: Content | None,
) -> Shown:
    """Lay a list out.

    Parameters
    ----------
    known
        The policy.
    turn
        Which turn.
    edition
        The edition to show; None = as it would stand now.
    ranking
        Which list.
    before
        What the newest edition of the turn before says; None where it was not closed.
    """
    content = edition.content if edition else _content(closing.draft(ranking, turn))
    then = {line[0]: line[1] for line in before["placed"]} if before else {}
    largest = max(
        (abs(Decimal(line[2])) for line in content["placed"] if line[2]), default=Decimal(0)
    )
    named = set(content["named"])
    lines = tuple(_line(known, line, named, then, largest) for line in content["placed"])
    left = tuple(
        (code, words.place(known, code), words.reason(why, known))
        for code, why in content["left_out"]
    )
    return Shown(turn, edition, lines, left, content["wanted"], content["border"])


def _line(
    known: Policy,
    line: Sequence[Any],
    named: set[str],
    before: Mapping[str, int],
    largest: Decimal,
) -> Line:
    code, place, value, then, tied = line
    share = round(100 * abs(Decimal(value)) / largest) if value and largest else 0
    return Line(
        code,
        words.place(known, code),
        words.district(known, code),
        place,
        value,
        then,
        tied,
        code in named,
        before.get(code) or None,
        int(share),
    )


def _content(found: Listing) -> Content:
    """Write a draft as an edition has it."""
    return {
        "placed": [
            (e.subject, e.place, _plain(e.value), _plain(e.then), e.tied) for e in found.placed
        ],
        "named": [each.subject for each in found.named],
        "left_out": [(each.subject, each.reason) for each in found.left_out],
        "wanted": found.wanted,
        "border": found.border,
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def ended(ranking: str, today: date, most: int) -> list[Instance]:
    """List the last turns of a ranking that are over, the newest first."""
    return [turn for turn in closing.turns(ranking, today) if turn.last < today][:most]
