"""What the review desk says: states, steps, reasons, how late."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.publish.deeds.terms import CAUSES
from qingtian_platform.publish.desk import words

STATES: dict[str, Promise] = {
    "waiting": gettext_lazy("waiting"),
    "first": gettext_lazy("first review done"),
    "second": gettext_lazy("second review done"),
    "issued": gettext_lazy("issued"),
    "returned": gettext_lazy("sent back"),
    "reopened": gettext_lazy("opened again"),
}
#: What each step is called while it is still to come.
OWED: dict[str, Promise] = {
    "first": gettext_lazy("first review"),
    "second": gettext_lazy("second review"),
    "issued": gettext_lazy("issue"),
}
#: How a state looks; the word stands beside it.
LOOKS = {
    "waiting": "missing",
    "first": "invalid",
    "second": "invalid",
    "issued": "normal",
    "returned": "abnormal",
    "reopened": "over",
}


def state(now: reviews.DayState) -> str:
    """Say how a day stands, and why it is open again."""
    said = str(STATES[now.state])
    return f"{said} ({CAUSES.get(now.cause, now.cause)})" if now.cause else said


def owed(now: reviews.DayState) -> str:
    """Name the step that is to come; empty = none."""
    return str(OWED[now.owed]) if now.owed else ""


def late(by: timedelta) -> str:
    """Say how late a day is or was."""
    minutes = int(by.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return _("%(n)s days late") % {"n": hours // 24}
    return _("%(h)s h %(m)s min late") % {"h": hours, "m": rest}


def choices(outcome: str, day: date) -> list[tuple[str, str]]:
    """List the reasons of an outcome for a form: key and words."""
    listed = reviews.reasons(outcome, day)
    return [(each.key, words.said({"zh": each.zh, "en": each.en})) for each in listed]
