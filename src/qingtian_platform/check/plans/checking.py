"""What is refused of what an enterprise hands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from django.utils.translation import gettext as _

from qingtian.quality.frequency import frequency, period
from qingtian_platform.check.plans.errors import PlanRefusedError
from qingtian_platform.check.plans.infos import AUTOMATIC, CONTINUOUS, MANUAL, Item
from qingtian_platform.kit.numbers import plain_number
from qingtian_platform.registry import api as registry


def thing_of(organisation: int, key: str) -> registry.ThingInfo:
    """Find an outlet of the enterprise."""
    thing = registry.thing(key)
    if thing is None or organisation not in thing.organisations:
        raise PlanRefusedError(_("The enterprise has no outlet “%(x)s”.") % {"x": key[:40]})
    return thing


def check_turns(before: Sequence[Item], after: Sequence[Item], valid_from: date) -> None:
    """Refuse to end a turn that runs: what it owes is owed until it is over."""
    kept = {(each.key, each.frequency) for each in after}
    for each in before:
        counted = each.frequency not in ("", CONTINUOUS)
        if not counted or (each.key, each.frequency) in kept:
            continue
        first, last = period(frequency(each.frequency).unit, valid_from)
        if valid_from != first:
            raise PlanRefusedError(
                _("A turn of “%(x)s” runs until %(day)s; begin the next day, or leave that row.")
                % {"x": f"{each.code} {each.frequency}", "day": last.isoformat()}
            )


def check_item(organisation: int, item: Item) -> None:
    """Refuse a row of a plan that says what cannot be."""
    if item.thing:
        thing_of(organisation, item.thing)
    if item.way not in (MANUAL, AUTOMATIC):
        raise PlanRefusedError(_("Expected a manual or an automatic row."))
    if item.frequency and (item.way, item.frequency) != (AUTOMATIC, CONTINUOUS):
        try:
            frequency(item.frequency)
        except ValueError:
            said = {"x": item.frequency[:20]}
            message = _("Expected a frequency as 1/month, 1/quarter, 2/year; got “%(x)s”.")
            raise PlanRefusedError(message % said) from None
    if any(len(text) > 160 for text in asdict(item).values()):
        raise PlanRefusedError(_("A cell of the plan is too long."))


def value_of(text: str) -> str:
    """Take a result as it was typed: a number, or `<` and a limit of detection."""
    found = text.strip()
    try:
        plain_number(found.removeprefix("<"))
        known = len(found) <= 24
    except ValueError:
        known = False
    if not known:
        raise PlanRefusedError(
            _("Expected a number as 4.2, or <0.05; got “%(x)s”.") % {"x": text[:20]}
        )
    return found
