"""The words of what is told of a matter, Chinese above English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from qingtian.cases import DutyKind
from qingtian_platform.act.cases.api import MatterInfo
from qingtian_platform.kit.times import beijing

CODES = {"zh": "zh-hans", "en": "en"}
Words = tuple[str, str]
"""Subject, and body."""


def _both(head: Callable[[], str], lines: Callable[[str], list[str]]) -> Words:
    """Write the subject in Chinese and the body in both languages."""
    with override(CODES["zh"]):
        subject = head()
    blocks = []
    for language, code in CODES.items():
        with override(code):
            blocks.append("\n".join(filter(None, [head(), *lines(language)])))
    return subject, "\n\n".join(blocks) + "\n"


def _head(word: str, matter: MatterInfo) -> str:
    return f"[{word}] {matter.number} {matter.subject.name}"


def _state(matter: MatterInfo, language: str) -> list[str]:
    due = ""
    if matter.next_due is not None:
        due = _("Due next: %(due)s") % {"due": _time(matter.next_due)}
    return [
        matter.title(language),
        _("State: %(state)s") % {"state": matter.state_name(language)},
        _("Open: %(open)s, late: %(late)s") % {"open": matter.open, "late": matter.late},
        due,
    ]


def _time(moment: datetime) -> str:
    return f"{beijing(moment):%Y-%m-%d %H:%M}"


def assigned(matter: MatterInfo) -> Words:
    """Tell who holds a matter now."""
    return _both(lambda: _head(_("Assigned to you"), matter), lambda code: _state(matter, code))


def escalated(matter: MatterInfo) -> Words:
    """Tell the head to whom a late matter was sent up."""
    return _both(
        lambda: _head(_("Late, sent up to you"), matter), lambda code: _state(matter, code)
    )


def handed(matter: MatterInfo) -> Words:
    """Tell the organisation that has a matter now."""
    return _both(
        lambda: _head(_("Handed over to your unit"), matter),
        lambda code: [*_state(matter, code), _("Give a receipt: it is not received until then.")],
    )


def received(matter: MatterInfo, number: str) -> Words:
    """Tell that a matter was received."""
    return _both(
        lambda: _head(pgettext("head of a notice", "Received"), matter),
        lambda code: [*_state(matter, code), _("Receipt %(number)s") % {"number": number}],
    )


def ended(matter: MatterInfo) -> Words:
    """Tell that a matter ended."""
    return _both(lambda: _head(_("Ended"), matter), lambda code: _state(matter, code))


def soon(matter: MatterInfo, duty: DutyKind, due: datetime) -> Words:
    """Remind of what is due soon; what is owed to others is feedback."""
    return _both(
        lambda: _head(_("Feedback due soon") if duty.owed_to else _("Due soon"), matter),
        lambda code: [_owed(matter, duty, due, code), *_to(matter, duty, code), matter.title(code)],
    )


def expired(matter: MatterInfo, duty: DutyKind, due: datetime) -> Words:
    """Tell that something was not done in its time, and who owes it."""
    return _both(
        lambda: _head(_("Late"), matter),
        lambda code: [_owed(matter, duty, due, code), *_state(matter, code)],
    )


def _owed(matter: MatterInfo, duty: DutyKind, due: datetime, language: str) -> str:
    said = {
        "who": matter.kind.parties[duty.owed_by][language],
        "duty": duty.name[language],
        "due": _time(due),
    }
    return _("%(who)s owes by %(due)s: %(duty)s") % said


def _to(matter: MatterInfo, duty: DutyKind, language: str) -> list[str]:
    if not duty.owed_to:
        return []
    names = ", ".join(matter.kind.parties[each][language] for each in duty.owed_to)
    return [_("Owed to: %(names)s") % {"names": names}]


def to_party(matter: MatterInfo, duty: DutyKind, due: datetime | None) -> Words:
    """Tell whom a matter is about what it owes: number, duty and time, and nothing that was found."""

    def lines(language: str) -> list[str]:
        by = "" if due is None else _("By %(due)s") % {"due": _time(due)}
        return [duty.name[language], by, _("Sign in to read what was served, and to answer.")]

    return _both(lambda: f"[{_('Something is due from you')}] {matter.number}", lines)


def served(matter: MatterInfo, duty: DutyKind, due: datetime | None) -> Words:
    """Tell whom a matter is about that a paper was served, and until when it may answer."""

    def lines(language: str) -> list[str]:
        until = "" if due is None else _("You may answer until %(due)s") % {"due": _time(due)}
        return [duty.name[language], until, _("Sign in to read what was served, and to answer.")]

    return _both(lambda: f"[{_('Served on you')}] {matter.number}", lines)


def party_ended(matter: MatterInfo) -> Words:
    """Tell whom a matter is about that it ended, and no more."""
    return _both(
        lambda: f"[{_('Ended')}] {matter.number}",
        lambda _language: [_("Sign in to read what was served.")],
    )
