"""How each agreement stands: its turns against what was taken of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from qingtian.policy.delivering import Fulfilled, Part, fulfilled, turns
from qingtian.policy.delivering import standing as stand
from qingtian.policy.feeds import Agreement
from qingtian_platform.collect.feeds.agreements import (
    agree,
    agreements,
    alterations,
    begun,
    department,
    terms_on,
)
from qingtian_platform.collect.feeds.infos import (
    AgreementInfo,
    Delivery,
    FeedStanding,
    delivery,
)
from qingtian_platform.collect.feeds.models import Batch, Look, Result
from qingtian_platform.kit.times import beijing

BACK: Final = timedelta(days=92)
"""How far back turns are looked at."""


def listed(day: date) -> list[AgreementInfo]:
    """List what is agreed on a day, in the order of the pack."""
    found = [each for each in agreements().values() if each.terms[0].since <= day]
    return [_info(each, day) for each in found]


def _info(one: Agreement, day: date) -> AgreementInfo:
    terms = one.on(day)
    earlier = tuple(each.since for each in one.terms if each.since < terms.since)
    return AgreementInfo(
        one.key, one.name, one.department, department(one).name, one.clauses, terms, earlier
    )


def deliveries(
    key: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    states: Iterable[str] = (),
    limit: int = 500,
) -> list[Delivery]:
    """List what came, the newest first.

    Parameters
    ----------
    key
        Of which agreement; all where left out.
    start, end
        From when to when it came; unbounded where left out.
    states
        Out of `Result.State`; all where left out.
    limit
        At most so many.
    """
    rows = _batches(key)
    if start is not None:
        rows = rows.filter(at__gte=start)
    if end is not None:
        rows = rows.filter(at__lt=end)
    if states:
        rows = rows.filter(result__state__in=list(states))
    return [delivery(row) for row in rows[:limit]]


def one(number: int) -> Delivery | None:
    """Give a batch by its number."""
    row = Batch.objects.select_related("result").filter(pk=number).first()
    return None if row is None else delivery(row)


def _batches(key: str | None) -> QuerySet[Batch]:
    rows = Batch.objects.select_related("result").order_by("-at", "-pk")
    return rows if key is None else rows.filter(agreement=key)


def standing(now: datetime | None = None, key: str | None = None) -> list[FeedStanding]:
    """Say how each agreement stands, or one alone.

    Parameters
    ----------
    now
        The present.
    key
        Of which agreement; all where left out.
    """
    present = beijing(now or datetime.now(UTC))
    agree(present)
    since, altered = begun(present), alterations()
    day = present.date()
    known = [
        each
        for each in agreements().values()
        if each.terms[0].since <= day and key in (None, each.key)
    ]
    return [_standing(each, present, since[each.key], altered.get(each.key)) for each in known]


def _standing(
    which: Agreement, now: datetime, since: datetime, altered: date | None
) -> FeedStanding:
    newest = _batches(which.key).filter(at__lte=now)
    last = newest.first()
    taken = newest.filter(result__state=Result.State.TAKEN).first()
    # Farther back for a feed that is late for longer, so that since when it is never moves.
    began = taken.result.first if taken is not None else None
    came = beijing(began or since)
    from_when = max(beijing(since), min(now - BACK, came))
    found = over(which, from_when, now)
    refused = newest.filter(result__state=Result.State.REFUSED).first()
    counts = Counter(newest.filter(at__gte=from_when).values_list("result__state", flat=True))
    stands = refused is not None and (taken is None or taken.pk < refused.pk)
    look = Look.objects.filter(agreement=which.key, at__lte=now).order_by("-pk").first()
    return FeedStanding(
        _info(which, now.date()),
        stand(found, now),
        None if last is None else delivery(last),
        delivery(refused) if refused is not None and stands else None,
        counts[Result.State.TAKEN],
        counts[Result.State.REFUSED],
        counts[Result.State.REPEAT],
        look.kind if look else "",
        look.at if look and look.kind else None,
        altered,
    )


def over(which: Agreement, since: datetime, now: datetime) -> list[Fulfilled]:
    """Give the turns of an agreement since a moment, with what came of each; the last may run.

    Parameters
    ----------
    which
        Of which agreement.
    since, now
        From when on, in Beijing time, and the present: what came later is not known yet.
    """
    terms = terms_on(which, now)
    known = list(turns(which, since, now + timedelta(days=terms.period.at_most)))
    if not known:
        return []
    rows = Result.objects.filter(
        batch__agreement=which.key,
        state=Result.State.TAKEN,
        last__gt=known[0].start,
        at__lte=now,
    )
    parts: dict[datetime, list[Part]] = {}
    for at, said in rows.values_list("at", "parts"):
        for start, held, marked in said:
            turn = datetime.fromisoformat(start)
            parts.setdefault(turn, []).append(Part(turn, at, int(held, 16), int(marked, 16)))
    return [fulfilled(turn, parts.get(turn.start, ())) for turn in known]
