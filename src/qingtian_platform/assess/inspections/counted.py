"""Figures counted from rows of checks: of a turn, by the rules of the pack."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, cast

import pyarrow as pa
from django.db.models import Exists, OuterRef, QuerySet

from qingtian.policy import Policy, counting
from qingtian.policy.clocks import Instance
from qingtian.policy.indicators import Counted
from qingtian.policy.rankings import Ranking
from qingtian_platform.assess.closing.figures import FigureRow
from qingtian_platform.assess.inspections.models import Check, Registered, Upload
from qingtian_platform.assess.policies import policy

if TYPE_CHECKING:
    from qingtian_platform.assess.closing.port import Computing

SCHEMA = pa.schema(
    [
        ("subject", pa.string()),
        ("day", pa.date32()),
        ("object", pa.string()),
        ("found", pa.bool_()),
        ("penalised", pa.bool_()),
    ]
)


def streams(known: Policy) -> dict[str, tuple[Ranking, ...]]:
    """List the streams of checks of a pack, each with the rankings that count it."""
    found: dict[str, list[Ranking]] = {}
    for one in known.rankings.values():
        for name in {known.indicators[key].counted for key in (one.indicator, one.then) if key}:
            if name is not None and one not in found.setdefault(name.of, []):
                found[name.of].append(one)
    return {key: tuple(rankings) for key, rankings in found.items()}


def computing(indicator: str) -> Computing | None:
    """Give what counts an indicator; None where the pack has it counted from no checks."""
    known = policy()
    one = known.indicators.get(indicator) if known else None
    if known is None or one is None or one.counted is None:
        return None
    return partial(_figures, known, indicator, one.counted)


def standing(stream: str, first: date, last: date, newest: int | None = None) -> QuerySet[Check]:
    """Give the checks of some days that stand: the last row of each number, unless withdrawn.

    Parameters
    ----------
    stream
        Which checks.
    first, last
        Days.
    newest
        Number of the last file that takes part; None = all.
    """
    later = Check.objects.filter(stream=stream, number=OuterRef("number"), pk__gt=OuterRef("pk"))
    rows = Check.objects.filter(stream=stream, day__gte=first, day__lte=last, withdrawn=False)
    if newest is not None:
        rows, later = rows.filter(upload__lte=newest), later.filter(upload__lte=newest)
    return rows.filter(~Exists(later))


def tallies(stream: str, first: date, last: date) -> dict[str, counting.Tally]:
    """Count the checks of some days by subject."""
    rows = standing(stream, first, last).values_list(*counting.COLUMNS)
    columns = list(zip(*rows, strict=True)) or [()] * len(counting.COLUMNS)
    table = pa.table([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], SCHEMA)
    turn = Instance(stream, 0, first, last, last)
    return {who: each for (_, who), each in counting.tallies(table, [turn]).items()}


def uploads(stream: str, first: date, last: date) -> list[int]:
    """List the numbers of the uploads that hold a check of some days."""
    found = Upload.objects.filter(stream=stream, first__lte=last, last__gte=first)
    return sorted(found.values_list("pk", flat=True))


def registered(stream: str, day: date) -> dict[str, int]:
    """Give how many objects each subject has on its register on a day."""
    rows = Registered.objects.filter(stream=stream, since__lte=day).order_by("since", "at", "pk")
    return {row.subject: row.count for row in rows}


def _figures(
    known: Policy, indicator: str, how: Counted, first: date, last: date
) -> Iterable[FigureRow]:
    """Count; where no upload touches the turn nothing is known, and nobody has 0."""
    of = uploads(how.of, first, last)
    ranked = streams(known).get(how.of, ())
    if not of or not ranked:
        return []
    tallied = tallies(how.of, first, last)
    places = known.assessed(ranked[0].key, last)
    match = known.decided(how.how, last) if how.how else ""
    figures = counting.figures(
        {(0, who): each for who, each in tallied.items()},
        0,
        places,
        how.value,
        how=cast("counting.Match", match or "penalised/checked"),
        registered=registered(how.of, last),
    )
    source = source_text(how, of, match)
    return [
        FigureRow(
            indicator,
            each.subject,
            first,
            "" if each.value is None else format(each.value, "f"),
            each.reason,
            source,
        )
        for each in figures
    ]


def source_text(how: Counted, of: list[int], match: str) -> str:
    """Say where a counted figure comes from: stream, value, reading, uploads."""
    numbers = ", ".join(f"#{each}" for each in of[:12]) + (" …" if len(of) > 12 else "")
    return f"checks {how.of}: {how.value}{f' ({match})' if match else ''}, uploads {numbers}"
