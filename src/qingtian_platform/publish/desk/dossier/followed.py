"""Parts of a file about what follows: alarms, findings, matters, penalties, credit, complaints, accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian.quality import RULES
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints import api as complaints
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.check import api as check
from qingtian_platform.kit.times import beijing
from qingtian_platform.kit.words import side
from qingtian_platform.people.api import may_see
from qingtian_platform.publish.decisions.shown import published
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.accounts import words as account_words
from qingtian_platform.publish.desk.alarms import rows as alarm_rows
from qingtian_platform.publish.desk.cases import words as case_words
from qingtian_platform.publish.desk.complaints.pages import reads as reads_complaint
from qingtian_platform.publish.desk.dossier.registered import seen
from qingtian_platform.publish.desk.dossier.row import (
    ASSESSED,
    DESK,
    ENDED,
    OPEN,
    SENDER,
    Part,
    Public,
    Row,
)
from qingtian_platform.publish.desk.dossier.subjects import Found

MOST = 40
"""Units of a subject whose alarms and findings a file reads. [1]"""
EVER = date(1970, 1, 1)
CREDIT = "joint-punishment"
"""Key of the procedure by which a firm is entered in the credit systems."""


def matters(person: Any, found: Found, now: datetime) -> list[cases.MatterInfo]:  # noqa: ANN401
    """List all matters about a subject that a person may see, each once, the newest first."""
    if not cases.has_procedures():
        return []
    every = {
        each.id: each
        for subject in found.subjects
        for each in cases.matters_of(subject, person, now)
    }
    return sorted(every.values(), key=lambda each: (each.opened_at, each.id), reverse=True)


def of_matters(every: Sequence[cases.MatterInfo], now: datetime) -> Part:
    """Tell how matters stand: those that run first, by what is due first."""
    open_, ended = [m for m in every if m.ended_at is None], [m for m in every if m.ended_at]
    open_.sort(key=lambda m: (m.next_due is None, m.next_due or m.opened_at))
    return Part(
        "matters",
        _("Matters"),
        tuple(matter_row(each, now) for each in (*open_, *ended)),
        _("A matter stands here once something was found, reported or handed over."),
    )


def matter_row(each: cases.MatterInfo, now: datetime) -> Row:
    """Write a matter as a row."""
    late = each.ended_at is None and each.next_due is not None and each.next_due < now
    parts = [
        each.state_name(words.language()),
        each.unit_in(words.language()),
        case_words.person(each.holder),
    ]
    parts += [_("recorded afterwards")] if each.legacy else []
    return Row(
        each.opened_at,
        f"{each.number} · {each.kind.name[words.language()]}",
        " · ".join(filter(None, parts)),
        OPEN if each.ended_at is None else ENDED,
        reverse("desk:cases:case", args=[each.id]),
        "late" if late else "",
        each.next_due if each.ended_at is None else None,
    )


def penalties(found: Found, every: Sequence[cases.MatterInfo], now: datetime) -> Part:
    """List the penalties that were served; only these count."""
    known = {each.id: each for each in every}
    served = {
        one.matter.id: one
        for subject in (found.subjects if known else ())
        for one in cases.penalties(subject, EVER, beijing(now).date())
        if one.matter.id in known
    }
    public = published(list(served), now)
    rows = [
        Row(
            one.served,
            f"{one.matter.number} · {one.matter.kind.name[words.language()]}",
            _penalty(one),
            _told(public.get(one.matter.id)),
            reverse("desk:cases:case", args=[one.matter.id]),
        )
        for one in sorted(served.values(), key=lambda one: one.served, reverse=True)
    ]
    return Part(
        "penalties",
        _("Penalties served: %(n)s") % {"n": len(rows)},
        tuple(rows),
        _("A penalty counts from the day on which it is served; none was."),
    )


def _told(key: str | None) -> Public:
    """Say where the public reads a decision."""
    if key is None:
        return Public(why=_("to be published by the register of what must be public"))
    return Public(_("the decision"), reverse("decisions:one", args=[key]))


def _penalty(one: cases.Penalty) -> str:
    amount = one.facts.get("amount")
    parts = [_("served")]
    parts += [_("CNY %(n)s") % {"n": amount}] if amount is not None else []
    if one.called_by:
        kind = cases.in_force(one.called_by, one.matter.opened_at)
        parts.append(kind.name[words.language()])
    return " · ".join(parts)


def credit(every: Sequence[cases.MatterInfo], now: datetime) -> Part:
    """List what was entered in the credit systems, or is to be."""
    rows = [matter_row(each, now) for each in every if each.kind.key == CREDIT]
    return Part(
        "credit",
        _("Credit and joint punishment"),
        tuple(rows),
        _("Nothing was entered in a credit system."),
    )


def complained(person: Any, every: Sequence[cases.MatterInfo]) -> Part:  # noqa: ANN401
    """List the complaints that became its matters; never who sent them."""
    rows = [
        Row(
            each.at,
            each.number,
            _("answered") if each.answers else _("not answered yet"),
            SENDER,
            _complaint(person, each),
            "" if each.answers else "soon",
        )
        for each in reversed(complaints.of_matters([m.id for m in every]))
    ]
    return Part(
        "complaints",
        _("Complaints"),
        tuple(rows),
        _("No complaint about it became a matter."),
        _("Who sent a complaint stands nowhere on this page."),
    )


def _complaint(person: Any, each: complaints.ComplaintInfo) -> str:  # noqa: ANN401
    """Give the address of a complaint; empty for who does not read it."""
    if not reads_complaint(person, each.division):
        return ""
    return reverse("desk:complaint", args=[each.number])


def alarmed(person: Any, found: Found, now: datetime) -> Part:  # noqa: ANN401
    """List alarms with the answers that were given, those that wait first."""
    every = {
        each.id: each
        for one in found.things[:MOST]
        for each in alarms.alarms(open=False, thing=one.id, now=now)
        if may_see(person, each)
    }
    lines = alarm_rows.lines(every.values())
    rows = [_alarm(found, line) for line in lines]
    rows.sort(key=lambda row: (row.look != "late", not row.due, -_stamp(row)))
    return Part(
        "alarms",
        _("Alarms and answers"),
        tuple(rows),
        _("Alarms about it, and causes that were given, stand here."),
    )


def _alarm(found: Found, line: alarm_rows.Row) -> Row:
    info = line.info
    answers = alarms.answers_to(info.id)
    one = next((t for t in found.things if t.id == info.thing_id), None)
    state = " · ".join([line.state, *(f"{each.word} ({each.person})" for each in answers[-1:])])
    public = DESK
    if answers and one is not None and one.kind in ("outlet", "site"):
        public = seen(one, _("the cause and its time"))
    return Row(
        info.start,
        f"{line.what} · {line.where}" if len(found.things) > 1 else line.what,
        state,
        public,
        reverse("desk:alarm", args=[info.id]),
        "late" if info.open and info.overdue else "",
        info.due if info.state == "open" else None,
    )


def _stamp(row: Row) -> float:
    return row.when.timestamp() if isinstance(row.when, datetime) else 0.0


def findings(found: Found) -> Part:
    """List the findings of rules and detectors that stand, the surest first."""
    rows = [
        Row(
            each.start,
            f"{each.rule} {words.said(RULES[each.rule].name)}",
            each.say(words.language()),
            DESK,
            reverse("desk:rule", args=[each.rule]),
        )
        for one in found.things[:MOST]
        for each in sorted(
            check.findings(thing=one.id), key=lambda f: (f.category != "falsification", -f.score)
        )
    ]
    return Part(
        "findings",
        _("Findings"),
        tuple(rows),
        _("What rules and detectors find in its data stands here."),
    )


def accounted(found: Found, now: datetime) -> Part | None:
    """List what is counted about a township on the ladders; None where there is nothing to count by."""
    day = beijing(now).date()
    try:
        facts = accounts.facts(day, found.key[:9])
    except accounts.AccountRefusedError:
        return None
    rows = [
        Row(
            each.day,
            str(account_words.KINDS.get(each.row.kind, each.row.kind)),
            " · ".join(filter(None, (each.row.place, side(each.row.source)))),
            ASSESSED,
            reverse("desk:account", args=[each.row.unit]),
        )
        for each in reversed(facts)
        if each.withdrawn is None
    ]
    return Part(
        "accounts",
        _("Held to account"),
        tuple(rows),
        _("Facts that count on a ladder stand here."),
    )
