"""What the workbench says in the reader's language: clocks, clauses, facts, who owes what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.cases import Paper, Procedure, Reason
from qingtian.cases.procedure import MACHINE, Ground
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints import api as complaints
from qingtian_platform.act.patrols import api as patrols
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people
from qingtian_platform.publish.desk.complaints.pages import reads as reads_complaint
from qingtian_platform.publish.desk.dossier import guard, subjects
from qingtian_platform.publish.desk.words import firms, language, lasting, said
from qingtian_platform.registry import api as registry

EVIDENCE = re.compile(r"\[K:([hml])\]")
"""Mark of how well known a source outside the gazette is: high, middle, low."""
SOON = 0.25
"""A deadline is near when less than this part of its time is left. [1]"""
ORIGINS: Mapping[str, Promise] = {
    "alarm": gettext_lazy("Alarm"),
    "exceedance": gettext_lazy("Over a limit"),
    "patrol": gettext_lazy("Patrol"),
    "inspection": gettext_lazy("Inspection"),
    "complaint": gettext_lazy("Complaint"),
    "transfer": gettext_lazy("Transfer"),
    "supervision": gettext_lazy("Supervision"),
    "csv": gettext_lazy("List handed in"),
    "call": gettext_lazy("Another case"),
    "legacy": gettext_lazy("Entered afterwards"),
}
SUBJECTS: Mapping[str, Promise] = {
    "firm": gettext_lazy("Enterprise"),
    "site": gettext_lazy("Construction site"),
    "outlet": gettext_lazy("Outlet"),
    "river": gettext_lazy("River"),
    "township": gettext_lazy("Township"),
    "plot": gettext_lazy("Plot of land"),
    "person": gettext_lazy("Person"),
    "unit": gettext_lazy("Unit"),
}
LINKS: Mapping[str, Promise] = {
    "calls": gettext_lazy("Opened by the case"),
    "called": gettext_lazy("Opened from here"),
    "same": gettext_lazy("The same problem"),
    "subject": gettext_lazy("The same subject"),
    "repeat": gettext_lazy("A repeat"),
    "follows": gettext_lazy("Follows from it"),
}
DEMANDS: Mapping[str, Promise] = {
    "party": gettext_lazy("the party's signature, or its refusal with a witness"),
    "times": gettext_lazy("begin and end"),
    "signature": gettext_lazy("signature"),
    "seal": gettext_lazy("seal of the unit"),
}


@dataclass(frozen=True)
class Clock:
    """A deadline as a page shows it.

    Attributes
    ----------
    due
        When it is late; None where nothing says when.
    words, look
        Remaining or overdue time; `late`, `soon`, `stopped` or nothing.
    used
        How much of the time is used. [%]
    """

    due: datetime | None
    words: str
    look: str
    used: int


def clock(since: datetime, due: datetime | None, now: datetime, *, stopped: bool = False) -> Clock:
    """Say how long there is until a deadline, and how much of its time is used.

    Parameters
    ----------
    since, due
        When it began to run, and the first moment at which it is late.
    now
        The present.
    stopped
        Whether the clock stands still.
    """
    if due is None:
        return Clock(None, _("no time named"), "", 0)
    if stopped:
        return Clock(due, _("the clock stands still"), "stopped", 0)
    if due <= now:
        return Clock(due, _("overdue by %(time)s") % {"time": lasting(due, now)}, "late", 100)
    left, whole = (due - now).total_seconds(), max(1.0, (due - since).total_seconds())
    look = "soon" if left < SOON * whole else ""
    text = _("%(time)s left") % {"time": lasting(now, due)}
    return Clock(due, text, look, round(100 * (1 - min(1.0, left / whole))))


def ground(it: Ground) -> dict[str, Any]:
    """Say where something stands: clauses as links, the law in words, and whether that is to be checked."""
    found = EVIDENCE.search(it.law)
    law = EVIDENCE.sub("", it.law).strip()
    return {"clauses": it.clauses, "law": law, "weak": bool(found and found[1] != "h")}


def party(one: Procedure, key: str) -> str:
    """Name a party of a procedure."""
    if key == MACHINE:
        return _("The platform")
    named = one.parties.get(key)
    return said(named) if named else key


def choice(word: str) -> str:
    """Name a word of a choice; one without a name stands as the pack writes it."""
    name = cases.choices().get(word)
    return said(name) if name else word


def value(it: object) -> str:
    """Write the value of a fact."""
    if isinstance(it, bool):
        return _("yes") if it else _("no")
    if isinstance(it, datetime):
        return f"{beijing(it):%Y-%m-%d %H:%M}"
    if isinstance(it, date):
        return it.isoformat()
    if isinstance(it, tuple | list):
        return _(", ").join(map(value, it))
    if isinstance(it, Decimal):
        return f"{it.normalize():f}"
    return choice(str(it))


def facts(one: Procedure, told: Mapping[str, object]) -> list[tuple[str, str]]:
    """Write what is known of a case, in the order of its procedure; not what settings decide."""
    known = [(n, told[n]) for n in one.fact_names if n in told and n not in one.given]
    return [(said(one.fact_names[name]), value(one.facts[name].take(it))) for name, it in known]


def reason(it: str) -> str:
    """Say why something is refused; a reason of another part of the platform is said already."""
    return it.say(language()) if isinstance(it, Reason) else it


def place(code: str) -> str:
    """Name a place; the city where there is no code."""
    known = cases.procedures().policy
    full = code.ljust(9, "0")
    found = known.divisions.by_code.get(full) if known and code else None
    if found is None:
        return code or _("Whole city")
    return found.name_en if language() == "en" and found.name_en else found.name


def names_of(every: Iterable[cases.Subject]) -> dict[cases.Subject, str]:
    """Name whom matters are about: on an English page by the English name, where registry or pack has one."""
    found = set(every)
    if language() != "en":
        return {each: each.name for each in found}
    things = registry.things()
    reaches = patrols.english_names() if any(one.kind == "river" for one in found) else {}
    named = firms()
    return {one: _in_english(one, things, named, reaches) or one.name for one in found}


def subject(it: cases.Subject) -> str:
    """Name whom a matter is about, as `names_of` does."""
    return names_of([it])[it]


def _in_english(
    it: cases.Subject,
    things: Mapping[int, registry.ThingInfo],
    named: Mapping[str, str],
    reaches: Mapping[str, str],
) -> str:
    if it.thing_id is not None and it.thing_id in things:
        return things[it.thing_id].name_en
    if it.kind in ("unit", "township"):
        return cases.unit_named(it.key, "", "en")
    return reaches.get(it.key, "") if it.kind == "river" else named.get(it.name, "")


def person(login: str) -> str:
    """Name who holds a matter; empty where nobody does."""
    found = people.account(login) if login else None
    return login if found is None else str(found)


def dossier(reader: Any, subject: cases.Subject) -> str:  # noqa: ANN401
    """Give the address of a subject's file; empty where there is none for the reader."""
    thing = registry.things().get(subject.thing_id) if subject.thing_id is not None else None
    asked = (thing.kind, thing.key) if thing else (subject.kind, subject.key)
    if not people.may_enter(reader, guard.READERS) or subjects.find(reader, *asked) is None:
        return ""
    return reverse("desk:dossier:subject", args=asked)


def public_page(subject: cases.Subject) -> str:
    """Give the address of what the public sees of a subject; empty where it is no place of the registry."""
    thing = registry.things().get(subject.thing_id) if subject.thing_id is not None else None
    return reverse("portal:station", args=[thing.key]) if thing else ""


def demands(paper: Paper) -> list[str]:
    """Say what a paper must bear."""
    found = []
    if paper.officers:
        found.append(_("%(n)s officers with certificates") % {"n": paper.officers})
    found += [str(DEMANDS[each]) for each in paper.demands]
    return [*found, _("number")] if paper.numbered else found


def owes(info: cases.MatterInfo, one_party: str, holder: str, about: str = "") -> tuple[str, str]:
    """Name who owes a duty, and as which party, where the name does not say that.

    Parameters
    ----------
    info
        The matter: the subject itself owes what its party owes, else its unit and who holds it.
    one_party
        Key of the party.
    holder
        Name of who holds the matter; empty for nobody.
    about
        Name of the subject in the reader's language; empty = it is looked up.
    """
    called = party(info.kind, one_party)
    if cases.is_subject(info.kind, one_party):
        return about or subject(info.subject), called
    who = " · ".join(filter(None, (holder, info.unit_in(language()))))
    return (who, "" if called in who else called) if who else (called, "")


def origin(it: cases.Origin) -> str:
    """Give the address of what a matter came from; empty where it has no page, or several."""
    number = it.ref.removeprefix("handover-")
    if it.kind in ("alarm", "exceedance") and number.isdecimal():
        return reverse("desk:handover", args=[int(number)])
    return ""


def complained(reader: Any, matter: int) -> list[tuple[str, str]]:  # noqa: ANN401
    """Give number and address of each complaint of a matter, also of one that joined it later.

    Parameters
    ----------
    reader
        Who asks: none for who does not read complaints.
    matter
        Number of the matter.
    """
    found = complaints.of_matters([matter])
    numbers = [each.number for each in found if reads_complaint(reader, each.division)]
    return [(each, reverse("desk:complaint", args=[each])) for each in numbers]
