"""What the pages of duties say: states, stages, days, units, and who may see and write what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qingtian.policy import NotThereError, Policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.people.api import Role, account
from qingtian_platform.publish.desk.words import language, said
from qingtian_platform.publish.gazette import length
from qingtian_platform.publish.sentences import joined

READERS = (
    Role.ASSESSOR, Role.DUTY, Role.LEGAL, Role.REVIEWER, Role.ENFORCEMENT, Role.HEAD,
)  # fmt: skip
STATES: dict[str, Promise] = {
    "no record": gettext_lazy("day passed, no record"),
    "soon": gettext_lazy("near its day"),
    "open": gettext_lazy("under way"),
    "late": gettext_lazy("done, after its day"),
    "done": gettext_lazy("done"),
}
SIGNS = {"no record": "○", "soon": "◔", "open": "·", "late": "◑", "done": "●"}
"""Shapes beside the words, so that no state is told by colour alone."""
STAGES: dict[str, Promise] = {
    "before": gettext_lazy("before its day"),
    "day": gettext_lazy("on its day"),
    "after": gettext_lazy("after its day"),
}


@dataclass(frozen=True)
class Row:
    """A duty as a line of a table."""

    key: str
    name: str
    unit: str
    unit_name: str
    due: date
    left: str
    state: str
    slug: str
    sign: str
    word: str
    clauses: tuple[str, ...]
    person: str
    done: duties.DoneInfo | None
    many: str = ""
    """Address of the list of its units, where the line stands for many of them."""
    by_pack: str = ""
    """That the pack alone names who owes it; empty where the text or an assignment does."""


def slug(state: str) -> str:
    """Write a state as it stands in an address."""
    return state.replace(" ", "-")


def unit(known: Policy, key: str) -> str:
    """Name a unit; where the text names nobody that is said."""
    return duties.unit_name(known, key, language()) if key else _("the text names nobody")


def by_pack(known: Policy, owners: Collection[str], ids: Collection[str]) -> str:
    """Say that the pack alone names who owes something, and whom the text names; empty where it does."""
    if not duties.unnamed(known, owners, ids):
        return ""
    names = [unit(known, each) for each in duties.named(known, ids)]
    if not names:
        return _("by the pack, the text names nobody")
    return _("by the pack; the text names %(names)s") % {"names": joined(tuple(names))}


def owners(known: Policy, duty: duties.DutyInfo) -> tuple[str, ...]:
    """List who owes a duty by a row of the pack: the actor of its clock, the reporter of its target."""
    one = duty.duty
    if one.kind == "clock":
        return (known.clocks[one.subject].actor,)
    target = known.targets.get(one.subject)
    return (one.unit,) if target is not None and target.reporter == one.unit else ()


def left(due: date, today: date) -> str:
    """Say how long there is until a day, or how long ago it was."""
    days = (due - today).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
    return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}


def row(known: Policy, each: duties.DutyInfo, today: date) -> Row:
    """Put a duty into the reader's language."""
    duty = each.duty
    return Row(
        duty.key,
        duties.duty_name(known, duty, language()),
        duty.unit,
        unit(known, duty.unit),
        duty.due,
        left(duty.due, today),
        each.state,
        slug(each.state),
        SIGNS[each.state],
        str(STATES[each.state]),
        duty.clauses,
        each.person.person if each.person else "",
        each.done,
        by_pack=by_pack(known, owners(known, each), duty.clauses),
    )


def named(known: Policy, key: str) -> str:
    """Name a duty by its key, as `clock:annual-plan.7@110101000`; a key that is none stays."""
    kind, _colon, rest = key.partition(":")
    subject = rest.split("@")[0].rpartition(".")[0] if kind == "clock" else rest.split("@")[0]
    if kind == "clock" and subject in known.clocks:
        return said(known.clocks[subject].name)
    found = known.clauses.get(subject) or known.clauses.get(subject.rpartition(".")[0])
    return found.text if found else key


def when(known: Policy, clock: str) -> str:
    """Say how often a clock turns, or how long its limit is."""
    one = known.clocks[clock]
    period = one.cycle or one.limit
    assert period is not None, "a clock has one of the two"
    text = f"P{period.months}M" if period.months else f"P{period.days}D"
    if period.hours:
        text = f"PT{period.hours}H"
    if period.months and period.months % 12 == 0:
        text = f"P{period.months // 12}Y"
    elif period.days and period.days % 7 == 0:
        text = f"P{period.days // 7}W"
    words = _("every %(period)s") if one.cycle else _("within %(period)s of the event")
    return words % {"period": length(text)}


def who_owes(known: Policy, clock: str, day: date) -> str:
    """Say who owes a clock: its actor, and how many units where each owes it."""
    one = known.clocks[clock]
    name = unit(known, one.actor)
    if not one.each:
        return name
    return _("%(name)s: %(n)s units") % {"name": name, "n": len(duties.owing(known, one, day))}


def own_district(request: HttpRequest, known: Policy) -> str:
    """Give the code of the reader's district in the pack; empty for the city's people."""
    division = getattr(request.user, "division", None)
    if division is None:
        return ""
    code = str(division.code)[:6]
    found = (e.code for e in known.divisions.all if e.kind == "district" and e.code[:6] == code)
    return next(found, "")


def seen_units(request: HttpRequest, known: Policy) -> Collection[str] | None:
    """List the units that a reader sees: his district and what lies in it; None for all."""
    district = own_district(request, known)
    if not getattr(request.user, "division", None):
        return None
    return {each.code for each in known.divisions.all if district in (each.code, each.parent)}


def own_unit(request: HttpRequest, known: Policy) -> str:
    """Give the unit that a reader works for: his district, his organisation, or what he answers for."""
    district = own_district(request, known)
    if district:
        return district
    organisation = getattr(request.user, "organisation", None)
    if organisation is not None:
        try:
            return known.organisations.named(str(organisation.name)).key
        except NotThereError:
            pass
    mine = duties.units_of(request.user.get_username())
    return mine[0] if mine else ""


def written(request: HttpRequest, known: Policy) -> Collection[str] | None:
    """Give the units for which a reader may say that something was done; `None` is all.

    An assessor for all that he sees, anybody else for those for which he answers.
    """
    shown = seen_units(request, known)
    if getattr(request.user, "role", "") in (Role.ASSESSOR, Role.ADMINISTRATOR):
        return shown
    own = duties.units_of(request.user.get_username())
    return [each for each in own if each and (shown is None or each in shown)]


def may_write(request: HttpRequest, known: Policy, owing: str) -> bool:
    """Say whether a reader may say that something was done for a unit."""
    units = written(request, known)
    return units is None or owing in units


def may_assign(request: HttpRequest) -> bool:
    """Say whether a reader may say who answers."""
    return getattr(request.user, "role", "") == Role.ADMINISTRATOR


def organisations(known: Policy) -> list[tuple[str, str]]:
    """List the organisations of the pack by name."""
    found = [(key, said(each.name)) for key, each in known.organisations.by_key.items()]
    return sorted(found, key=lambda pair: pair[1])


def places(known: Policy, day: date, kinds: Collection[str]) -> list[tuple[str, str]]:
    """List the places of a day by code, with their names."""
    return [(each.code, unit(known, each.code)) for each in known.divisions.on(day, kinds)]


def counts(found: Iterable[duties.DutyInfo]) -> dict[str, int]:
    """Count duties by state."""
    made: dict[str, int] = dict.fromkeys(map(slug, STATES), 0)
    for each in found:
        made[slug(each.state)] += 1
    return {key.replace("-", "_"): n for key, n in made.items()}


def papers(done: duties.DoneInfo | None) -> list[Any]:
    """List the papers of what was done."""
    return list(duties.papers(done.files).values()) if done else []


def reminded(one: duties.ReminderInfo) -> str:
    """Name who was reminded; the login where the account is gone, empty where nobody is assigned."""
    return str(account(one.login) or one.login) if one.login else ""
