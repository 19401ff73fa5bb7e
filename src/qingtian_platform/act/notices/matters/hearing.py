"""Hear what happens to matters, in its transaction, and put what is to be told into the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qingtian_platform.act.cases.api import Told
from qingtian_platform.act.notices import telling
from qingtian_platform.act.notices.matters import letters, recipients, reminding, words
from qingtian_platform.act.notices.matters.letters import TOPIC
from qingtian_platform.act.notices.matters.words import Words
from qingtian_platform.people import api as people


def hear(told: Told) -> None:
    """Take one thing that happened; called by `act.cases` inside its transaction.

    Parameters
    ----------
    told
        What happened.
    """
    _systems(told)
    match told.kind:
        case "deed":
            _deed(told)
        case "expired":
            _expired(told)
        case "assigned" if told.to:
            _assigned(told)
        case "handed" if told.receipt is not None:
            unit = recipients.office(told.receipt.organisation)
            _tell(unit, told, f"handed {told.at}", words.handed(told.matter))
        case "received" if told.receipt is not None:
            said = words.received(told.matter, told.receipt.number)
            _tell(recipients.heads(told.matter), told, told.receipt.number, said)


def _deed(told: Told) -> None:
    matter, case, deed = told.matter, told.case, told.deed
    if case is None or deed is None:
        return
    reminding.follow(matter, case)
    name = f"deed {deed.seq}"
    mine = recipients.subject_parties(matter)
    for duty in case.open_duties:
        kind = case.procedure.duties[duty.kind]
        if kind.owed_by in mine and duty.since == deed.at:
            said = words.to_party(matter, kind, duty.due)
            _tell(recipients.concerned(matter), told, f"{name} {duty.kind}", said)
        elif kind.waits and mine & set(kind.owed_to) and duty.since == deed.at:
            said = words.served(matter, kind, duty.due)
            _tell(recipients.concerned(matter), told, f"{name} {duty.kind}", said)
    if not case.ended:
        return
    persons = recipients.once([*recipients.holder(matter), *recipients.heads(matter)])
    _tell(persons, told, name, words.ended(matter), what="ended")
    if recipients.asked(matter, case):
        said = words.party_ended(matter)
        _tell(recipients.concerned(matter), told, name, said, what="ended")


def _expired(told: Told) -> None:
    matter, duty, due = told.matter, told.duty, told.due
    if duty is None or due is None or told.case is None:
        return
    reminding.follow(matter, told.case)
    if duty.waits:
        return
    persons = recipients.once([*recipients.holder(matter), *recipients.heads(matter)])
    name = f"expired {duty.key} {due.isoformat()}"
    _tell(persons, told, name, words.expired(matter, duty, due), pressing=True)


def _assigned(told: Told) -> None:
    person = people.account(told.to)
    if person is None:
        return
    late = told.matter.late > 0
    said = words.escalated(told.matter) if late else words.assigned(told.matter)
    _tell([person], told, f"assigned {told.at.isoformat()}", said, pressing=late)


def _tell(
    persons: Iterable[Any],
    told: Told,
    name: str,
    said: Words,
    *,
    pressing: bool = False,
    what: str = "",
) -> None:
    letters.send(
        persons, told.matter, name, said, told.at, what=what or told.kind, pressing=pressing
    )


def _systems(told: Told) -> None:
    """Tell the desk's systems, and those of the unit that has the matter."""
    if told.kind == "noted":
        return
    organisations = {None, told.matter.unit}
    if told.receipt is not None:
        organisations.add(told.receipt.organisation)
    name = f"{told.matter.id} {told.kind} {_which(told)}"
    telling.send_to_hooks(
        name, TOPIC, _content(told), told.at, number=told.matter.id, organisations=organisations
    )


def _which(told: Told) -> str:
    """Name an event apart from the others of its kind in the matter."""
    if told.deed is not None:
        return str(told.deed.seq)
    if told.duty is not None:
        return f"{told.duty.key} {told.due}"
    return f"{told.at.isoformat()} {told.words}"


def _content(told: Told) -> dict[str, object]:
    """Say what another system may know: states and times; no words of persons, no findings."""
    matter = told.matter
    content: dict[str, object] = {
        "event": told.kind,
        "at": told.at.isoformat(),
        "matter": matter.number,
        "id": matter.id,
        "procedure": matter.procedure,
        "version": matter.version,
        "state": {
            "key": matter.state,
            "zh": matter.state_name("zh"),
            "en": matter.state_name("en"),
        },
        "ended_at": None if matter.ended_at is None else matter.ended_at.isoformat(),
        "next_due": None if matter.next_due is None else matter.next_due.isoformat(),
    }
    if told.deed is not None:
        content |= {"act": told.deed.act, "party": told.deed.party, "seq": told.deed.seq}
    if told.duty is not None and told.due is not None:
        content |= {"duty": told.duty.key, "due": told.due.isoformat()}
    if told.receipt is not None:
        content |= {"unit": told.receipt.organisation, "receipt": told.receipt.number}
    return content
