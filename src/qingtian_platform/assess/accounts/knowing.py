"""What was known at the end of a day: facts with what became of them, and decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.accounts import ORDER, SHARE, lacking, unmet
from qingtian.policy.ladders import Fact as Counted
from qingtian_platform.assess.accounts.errors import AccountRefusedError
from qingtian_platform.assess.accounts.infos import (
    MENDED,
    WITHDRAWN,
    ChangeInfo,
    DecisionInfo,
    FactInfo,
    FactRow,
)
from qingtian_platform.assess.accounts.models import Change, Decision, Fact
from qingtian_platform.assess.policies import required
from qingtian_platform.kit.times import midnight


def the_policy() -> Policy:
    """Give the policy of the city.

    Raises
    ------
    AccountRefusedError
        If it has none, or one that lacks a setting.
    """
    known = required(AccountRefusedError)
    missing = lacking(known)
    if missing:
        told = {"x": ", ".join(missing)}
        raise AccountRefusedError(_("The policy pack lacks the settings %(x)s.") % told)
    return known


def end_of(day: date) -> datetime:
    """Give the moment at which a day is over in Beijing."""
    return midnight(day + timedelta(days=1))


def links(policy: Policy, day: date) -> tuple[str, ...]:
    """List the links of rectification in their order; the last one ends it."""
    return tuple(policy.decided(ORDER, day))


def facts(day: date, unit: str | None = None) -> list[FactInfo]:
    """List the facts that were known at the end of a day, the oldest first; those withdrawn too.

    Parameters
    ----------
    day
        The day as of which it is told. [Beijing]
    unit
        Of one unit; None = of all.
    """
    known = the_policy()
    until = end_of(day)
    rows = Fact.objects.filter(at__lt=until, day__lte=day).order_by("day", "id")
    changes: dict[int, list[Change]] = {}
    asked = Change.objects.filter(at__lt=until, day__lte=day).order_by("at", "id")
    if unit is not None:
        rows, asked = rows.filter(unit=unit), asked.filter(fact__unit=unit)
    for each in asked:
        changes.setdefault(each.fact_id, []).append(each)
    last = links(known, day)[-1] if rows else ""
    return [_info(known, day, last, row, changes.get(row.pk, ())) for row in rows]


def _info(known: Policy, day: date, last: str, row: Fact, changes: Iterable[Change]) -> FactInfo:
    said = tuple(change_info(each) for each in changes)
    ends = last if row.handed else MENDED
    return FactInfo(
        row.pk,
        row_of(row),
        row.day,
        row.due,
        _share(known, row, day) if row.kind == "shortfall" else None,
        row.by,
        row.name,
        row.at,
        tuple(row.files),
        said,
        next((each for each in said if each.what == ends), None),
        next((each for each in said if each.what == WITHDRAWN), None),
    )


def row_of(row: Fact) -> FactRow:
    """Write a fact as it was handed in."""
    return FactRow(
        row.kind,
        row.unit,
        row.type,
        row.place,
        row.day.isoformat(),
        "yes" if row.handed else "",
        row.due.isoformat() if row.due else "",
        row.source,
        row.clause,
        row.goal,
        row.result,
        row.base,
        row.better,
    )


def change_info(each: Change) -> ChangeInfo:
    """Tell what became of a fact."""
    return ChangeInfo(each.what, each.day, each.words, each.name, each.at, tuple(each.files))


def _share(known: Policy, row: Fact, day: date) -> Decimal:
    base = Decimal(row.base) if row.base else None
    way = known.decided(SHARE, day)
    return unmet(Decimal(row.goal), Decimal(row.result), base, better=row.better, way=way)


def counted(found: Iterable[FactInfo]) -> list[Counted]:
    """Write facts as the ladders count them; those withdrawn are left out."""
    return [
        Counted(
            f"{each.id:08}",
            each.row.source,
            each.row.unit,
            each.day,
            each.row.type,
            each.mended is not None,
            each.row.handed == "yes",
            each.due,
            each.row.kind,
            each.share,
        )
        for each in found
        if each.withdrawn is None
    ]


def decisions(day: date | None = None, unit: str | None = None) -> list[DecisionInfo]:
    """List what was decided until the end of a day (None = ever), the newest first."""
    rows = Decision.objects.select_related("paper").order_by("-at", "-pk")
    if day is not None:
        rows = rows.filter(at__lt=end_of(day))
    if unit is not None:
        rows = rows.filter(unit=unit)
    return [_decision(row) for row in rows]


def _decision(row: Decision) -> DecisionInfo:
    return DecisionInfo(
        row.act,
        row.paper_id,
        json.loads(row.paper.text),
        row.ladder,
        row.unit,
        row.turn,
        row.proposed,
        row.outcome,
        row.level,
        tuple(row.facts),
        row.by,
        row.name,
        row.at,
    )
