"""What a department is told of its feeds, in both languages, at the mailbox of its agreement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian_platform.act.notices.api import MAIL, Letter, both
from qingtian_platform.collect.feeds import api as feeds
from qingtian_platform.kit.times import beijing, moment_text

TOPIC: Final = "feed"
_BACK: Final = timedelta(days=7)
"""A refusal that is older is told no more."""
_LINES: Final = 40
"""Reasons that a letter says. [1]"""


def due(now: datetime) -> list[Letter]:
    """Give the letters whose time has come; the outbox sends each name once.

    Parameters
    ----------
    now
        The present.
    """
    standing = {each.agreement.key: each for each in feeds.standing(now)}
    late = [letter for each in standing.values() for letter in _late(each, now)]
    refused = feeds.deliveries(start=now - _BACK, end=now, states=("refused",))
    known = (each for each in refused if each.agreement in standing)  # others are agreed no more
    return late + [_refused(standing[each.agreement], each) for each in known]


def _late(one: feeds.FeedStanding, now: datetime) -> Iterator[Letter]:
    """Remind of what is missing: by the last of the agreed times that has come."""
    since = one.turns.late_since
    if since is None:
        return
    came = [each for each in one.agreement.terms.reminders if each.after(since) <= now]
    if came:
        last = max(came, key=lambda each: each.after(since))
        name = f"{one.agreement.key} late {since.isoformat()} {last.after(since).isoformat()}"
        subject, body = both(lambda: _late_words(one, beijing(since)))
        yield _letter(one, name, "late", subject, body, None)


def _late_words(one: feeds.FeedStanding, since: datetime) -> tuple[str, str]:
    name = feeds.named(one.agreement.name)
    subject = _("Not delivered in time: %(name)s") % {"name": name}
    said = ngettext(
        "%(n)s turn of “%(name)s” is missing; the first was due %(when)s.",
        "%(n)s turns of “%(name)s” are missing; the first was due %(when)s.",
        one.turns.missing,
    )
    body = said % {"n": one.turns.missing, "name": name, "when": moment_text(since)}
    return subject, f"{body}\n" + _("Deliver what is missing, or say why it cannot come.")


def _refused(one: feeds.FeedStanding, batch: feeds.Delivery) -> Letter:
    subject, body = both(lambda: _refused_words(one, batch))
    return _letter(one, f"refused {batch.id}", "refused", subject, body, batch.id)


def _refused_words(one: feeds.FeedStanding, batch: feeds.Delivery) -> tuple[str, str]:
    told = {"name": feeds.named(one.agreement.name), "file": batch.name, "n": batch.count}
    subject = _("Batch refused: %(name)s, %(file)s") % told
    said = ngettext(
        "“%(file)s” was refused whole, for %(n)s reason; nothing of it was taken.",
        "“%(file)s” was refused whole, for %(n)s reasons; nothing of it was taken.",
        batch.count,
    )
    lines = [said % told, *(_reason(each) for each in batch.faults[:_LINES])]
    if batch.count > _LINES:
        lines.append(_("The others stand on the page of the batch."))
    return subject, "\n".join([*lines, _("Mend it and send it again.")])


def _reason(fault: feeds.Fault) -> str:
    said = _("Row %(row)s, %(column)s: expected %(expected)s; came “%(came)s”. Fault: %(whose)s.")
    return said % {
        "row": fault.row or "–",
        "column": fault.column or "–",
        "expected": fault.words,
        "came": fault.came,
        "whose": fault.whose,
    }


def _letter(
    one: feeds.FeedStanding, name: str, what: str, subject: str, body: str, number: int | None
) -> Letter:
    return Letter(name, TOPIC, number, what, MAIL, one.agreement.terms.mail, subject, body)
