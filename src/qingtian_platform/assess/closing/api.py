"""What the closing offers: figures handed in, lists as they would be, and editions as they were frozen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.assessments import Score
from qingtian.policy.clocks import Instance
from qingtian.policy.placing import Figure, Listing
from qingtian.policy.rankings import Ranking
from qingtian.policy.turns import turns as ended
from qingtian_platform.assess.closing import frozen
from qingtian_platform.assess.closing.again import ABSENT, Held, again
from qingtian_platform.assess.closing.errors import ClosingRefusedError
from qingtian_platform.assess.closing.figures import FigureInfo, FigureRow, figures
from qingtian_platform.assess.closing.frozen import Difference, recomputed
from qingtian_platform.assess.closing.models import Edition, HandedIn
from qingtian_platform.assess.closing.port import computed_by, is_computed
from qingtian_platform.assess.policies import required
from qingtian_platform.kit.numbers import plain_number
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.times import beijing

__all__ = [
    "ClosingRefusedError",
    "Difference",
    "Drafted",
    "EditionInfo",
    "FigureInfo",
    "FigureRow",
    "SignatureInfo",
    "again",
    "close",
    "closed",
    "computed_by",
    "differences",
    "draft",
    "drafted",
    "edition_counts",
    "editions",
    "figures",
    "hand_in",
    "held",
    "indicators",
    "is_computed",
    "recomputed",
    "turns",
]

COLUMNS = ("indicator", "subject", "first", "value", "reason", "source")
LONGEST = timedelta(days=400)
"""Longer than any turn, so that one that begins on a day has ended. [d]"""


@dataclass(frozen=True)
class SignatureInfo:
    """Who signed an edition.

    Attributes
    ----------
    act, paper
        Hash of the act, and the salted hash of the paper that it signs.
    name, at
        Who, and when.
    """

    act: str
    paper: str
    name: str
    at: datetime


@dataclass(frozen=True)
class EditionInfo:
    """A list as it was frozen.

    Attributes
    ----------
    ranking, first, number
        Which list, the first day of its turn, and the how many-th edition.
    content, digest
        What it says, and the SHA-256 of its text.
    reason
        Why a later edition was made; empty for the first.
    name, at
        Who closed, and when.
    text
        Its text, over which the digest runs.
    signed
        Who signed it, with which act of the evidence log; None where nobody did.
    """

    ranking: str
    first: date
    number: int
    content: Mapping[str, Any]
    digest: str
    reason: str
    name: str
    at: datetime
    text: str
    signed: SignatureInfo | None = None


@dataclass(frozen=True)
class Drafted:
    """An edition as it would be frozen.

    Attributes
    ----------
    number, text
        The how many-th it would be, and its text.
    """

    number: int
    text: str


def turns(ranking: str, until: date) -> list[Instance]:
    """List the turns of a ranking that have ended by a day, the newest first.

    Raises
    ------
    ClosingRefusedError
        If there is no such ranking.
    """
    known = _policy()
    return ended(known, _ranking(known, ranking).key, until)


def hand_in(rows: Iterable[FigureRow], person: Person, *, now: datetime | None = None) -> int:
    """Take figures in: all of them, or none.

    Returns
    -------
    int
        How many were taken.

    Raises
    ------
    ClosingRefusedError
        If one names no indicator of a list, no first day of its turns, is no number, or says neither
        figure nor reason; the message counts rows from 1.
    """
    known, taken = _policy(), []
    begins = cache(partial(_begins, known))
    for number, row in enumerate(rows, 1):
        taken.append(_checked(known, row, number))
        if not begins(row.indicator, row.first):
            raise ClosingRefusedError(
                _("Row %(n)s: expected the first day of a turn of a list of %(i)s; got %(x)s.")
                % {"n": number, "i": row.indicator, "x": row.first}
            )
    facts = signed(person, now)
    HandedIn.objects.bulk_create(HandedIn(**vars(row), **facts) for row in taken)
    return len(taken)


def _begins(known: Policy, indicator: str, first: date) -> bool:
    """Tell whether a day is the first of a turn of a list that rests on an indicator."""
    lists = [key for key in known.rankings if indicator in indicators(key)]
    return any(turn.first == first for key in lists for turn in ended(known, key, first + LONGEST))


def _checked(known: Policy, row: FigureRow, number: int) -> FigureRow:
    what = {"n": number}
    if row.indicator not in known.indicators:
        raise ClosingRefusedError(
            _("Row %(n)s: expected an indicator of the pack; got %(x)s.")
            % {**what, "x": row.indicator}
        )
    if row.value:
        try:
            plain_number(row.value)
        except ValueError:
            raise ClosingRefusedError(
                _("Row %(n)s: expected a number; got %(x)s.") % {**what, "x": row.value}
            ) from None
    elif not row.reason:
        raise ClosingRefusedError(
            _("Row %(n)s: expected a figure, or the reason why there is none.") % what
        )
    if not row.source.strip():
        raise ClosingRefusedError(_("Row %(n)s: expected where the figure comes from.") % what)
    return row


def draft(ranking: str, turn: Instance) -> Listing:
    """Make the list of a turn as it would be closed now."""
    known = _policy()
    return _listed(known, _ranking(known, ranking), turn, held(ranking, turn))


def held(ranking: str, turn: Instance) -> dict[str, dict[str, FigureInfo]]:
    """Give the figures that a list rests on: of each indicator, by subject."""
    return {name: figures(name, turn.first, turn.last) for name in indicators(ranking)}


def indicators(ranking: str) -> tuple[str, ...]:
    """List the indicators that a list rests on: its own or its assessment's, and what parts ties."""
    known = _policy()
    one = _ranking(known, ranking)
    return tuple(dict.fromkeys([*_parts(known, one), *([one.then] if one.then else [])]))


def _parts(known: Policy, one: Ranking) -> list[str]:
    """List the indicators that a ranking is made of: its own, or those of its assessment."""
    made = known.assessments.get(one.indicator)
    return [name for p in made.parts for name in p.indicators] if made else [one.indicator]


def _listed(known: Policy, one: Ranking, turn: Instance, held: Held) -> Listing:
    if one.indicator in known.assessments:
        scored = _scored(known, one, turn, held)
        main = {
            each.subject: Figure(each.subject, each.total, reason=each.reason) for each in scored
        }
    else:
        main = {who: each.figure for who, each in held[one.indicator].items()}
    then = held[one.then] if one.then else {}
    rows = [
        Figure(who, each.value, then[who].figure.value if who in then else None, each.reason)
        for who, each in main.items()
    ]
    return known.rank(one.key, rows, turn.last)


def _scored(known: Policy, one: Ranking, turn: Instance, held: Held) -> list[Score]:
    assessed = known.assessed(one.key, turn.last)
    rows = {}
    for name in _parts(known, one):
        own = {who: each.figure for who, each in held[name].items()}
        rows[name] = [own.get(who, Figure(who, None, reason=ABSENT)) for who in assessed]
    return list(known.assess(one.indicator, rows, turn.last))


def close(
    ranking: str, first: date, person: Person, reason: str = "", *, now: datetime | None = None
) -> EditionInfo:
    """Freeze the list of a turn: the first edition, or a later one with what made it needed.

    Raises
    ------
    ClosingRefusedError
        If the turn has not ended, a later edition gives no reason or changes nothing, or somebody
        closed it at the same moment.
    """
    present = now or datetime.now(UTC)
    written = drafted(ranking, first, reason, now=present)
    row = Edition(
        ranking=ranking,
        first=first,
        number=written.number,
        text=written.text,
        digest=frozen.digest(written.text),
        reason=reason.strip()[:300],
        **signed(person, present),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ClosingRefusedError(_("Somebody closed it at this moment; look again.")) from None
    return _info(row)


def drafted(ranking: str, first: date, reason: str = "", *, now: datetime) -> Drafted:
    """Write the next edition of a turn without freezing it.

    Raises
    ------
    ClosingRefusedError
        If the turn has not ended, or a later edition gives no reason or changes nothing.
    """
    today = beijing(now).date()
    turn = next((t for t in turns(ranking, today) if t.first == first), None)
    if turn is None or turn.last >= today:
        raise ClosingRefusedError(_("Expected a turn that has ended; got %(x)s.") % {"x": first})
    known = _policy()
    one, rows = _ranking(known, ranking), held(ranking, turn)
    listing = _listed(known, one, turn, rows)
    text = frozen.text(known, ranking, turn.first, turn.last, listing, rows)
    before = editions(ranking, first)
    if before and before[0].text == text:
        raise ClosingRefusedError(
            _("Nothing has changed since edition %(n)s.") % {"n": len(before)}
        )
    if before and not reason.strip():
        raise ClosingRefusedError(_("Expected the reason of a later edition."))
    return Drafted(len(before) + 1, text)


def editions(ranking: str, first: date) -> list[EditionInfo]:
    """List the editions of a turn, the newest first."""
    found = Edition.objects.filter(ranking=ranking, first=first).order_by("-number")
    return [_info(row) for row in found.prefetch_related("signatures")]


def closed(first_from: date, first_to: date, rankings: Iterable[str] = ()) -> list[EditionInfo]:
    """List the newest edition of every turn that begins in a stretch of days, the oldest turn first.

    Parameters
    ----------
    first_from, first_to
        First days of the turns, both included.
    rankings
        Of which lists; none = of all.
    """
    rows = Edition.objects.filter(first__gte=first_from, first__lte=first_to)
    if rankings:
        rows = rows.filter(ranking__in=list(rankings))
    newest = {(row.ranking, row.first): row for row in rows.order_by("first", "ranking", "number")}
    return [_info(row) for row in newest.values()]


def edition_counts() -> dict[tuple[str, date], int]:
    """Count the editions of every turn that was closed, by ranking and first day. [1]."""
    rows = Edition.objects.values_list("ranking", "first").annotate(count=Count("id"))
    return {(ranking, first): count for ranking, first, count in rows}


def differences(later: EditionInfo, earlier: EditionInfo) -> list[Difference]:
    """Tell whom a later edition treats otherwise."""
    return frozen.differences(earlier.text, later.text)


def _info(row: Edition) -> EditionInfo:
    return EditionInfo(
        row.ranking,
        row.first,
        row.number,
        json.loads(row.text),
        row.digest,
        row.reason,
        row.name,
        row.at,
        row.text,
        _signature(row),
    )


def _signature(row: Edition) -> SignatureInfo | None:
    found = next(iter(row.signatures.all()), None)
    return None if found is None else SignatureInfo(found.act, found.paper_id, found.name, found.at)


def _ranking(known: Policy, key: str) -> Ranking:
    found = known.rankings.get(key)
    if found is None:
        raise ClosingRefusedError(_("Expected a ranking of the pack; got %(x)s.") % {"x": key})
    return found


def _policy() -> Policy:
    return required(ClosingRefusedError)
