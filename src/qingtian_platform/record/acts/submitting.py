"""Take in an act of a person who is signed in: his key, his role, his part of the registry."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act, words_hash
from qingtian.ledger.errors import LedgerError
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.record.acts import persons, readings, table
from qingtian_platform.record.acts.answering import answering
from qingtian_platform.record.errors import ActRefusedError
from qingtian_platform.record.models import Words
from qingtian_platform.registry import api as registry

_ABOUT_READINGS = frozenset({kinds.CORRECTION, kinds.RETRACTION, kinds.DECISION})
REVIEWED: Final = ("station", "section")
"""Whose values the authority reviews: its own. Those of outlets and building sites it does not."""
_BY_PLATFORM = frozenset({kinds.SIGNER, kinds.REGISTRY, kinds.COVER})


def submit(
    places: Places,
    entry: bytes,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    words: tuple[bytes, str] | None = None,
) -> int:
    """Check an act and keep it.

    Parameters
    ----------
    places
        Where the data lives.
    entry
        The act as the person signed it (`spec/acts.md`).
    person
        The account of who is signed in.
    words
        Salt and text that the act's `words` commits to; None where it names none.

    Returns
    -------
    int
        Number of the act; `record.api.log_act_proof` proves it.

    Raises
    ------
    ActRefusedError
        It does not hold: the message says why.
    """
    try:
        act = Act.from_bytes(entry)
    except LedgerError as error:
        raise ActRefusedError(str(error)) from error
    if act.schema in _BY_PLATFORM:
        raise ActRefusedError(f"{act.schema} is no act of a person at the desk")
    _check_person(act, person)
    _check_words(act, words)
    _check_part(act, person)
    if act.schema in _ABOUT_READINGS:
        readings.check_there(places, act)
    if act.schema == kinds.SIGNOFF:
        _check_sheet(act)
        _check_crew(places, act, person)
    if act.schema == kinds.RELEASE:
        _check_release(places, act, person)
    with transaction.atomic():
        _check_answered(places, act, person)
        number = table.add(places, act)
        if words is not None:
            Words.objects.create(hash=act.body["words"], salt=words[0], text=words[1])
    return number


def _check_answered(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401
    check = answering(act)
    if check is not None:
        check(places, act, person)
    elif act.schema == kinds.REVIEW:
        raise ActRefusedError("nobody here reviews days")
    elif act.schema == kinds.PAPER:
        raise ActRefusedError("nobody here keeps papers")


def _check_person(act: Act, person: Any) -> None:  # noqa: ANN401
    holder = persons.holder(act.by)
    if holder is None or person is None or holder.person_id != person.pk:
        raise ActRefusedError("the act is signed with a key that is not yours")
    if not person.is_active:
        raise ActRefusedError("the account is closed")


def _check_words(act: Act, words: tuple[bytes, str] | None) -> None:
    named = act.body.get("words")
    found = None if words is None else words_hash(*words)
    if named != found:
        raise ActRefusedError("the words are not those that the act commits to")


def _check_part(act: Act, person: Any) -> None:  # noqa: ANN401
    """Refuse acts about what the person may not see at the desk."""
    if act.schema == kinds.MEANING:
        thing = registry.thing(act.body["thing"])
        if thing is None or not people.may_see(person, thing):
            raise ActRefusedError("the place is not in your part of the registry")
    target = act.body.get("target", {})
    if "entry" in target:
        target = _reading_behind(target["entry"])
    if "mn" in target:
        logger = registry.loggers().get(target["mn"])
        thing = None if logger is None else registry.things().get(logger.thing_id)
        if thing is None or not people.may_see(person, thing):
            raise ActRefusedError("the device is not in your part of the registry")
        if act.schema == kinds.DECISION and thing.kind not in REVIEWED:
            raise ActRefusedError("nobody reviews the values of a source but its own unit")


def _check_sheet(act: Act) -> None:
    """Refuse a signature under another sheet than its duty signs, or under one that was changed."""
    from qingtian_platform.record.samples import sheets

    due = sheets.UNDER[act.body["duty"]]
    found = [each for each in sheets.sheets(act.body["sample"]) if each.stage == due]
    if not found or found[0].hash != act.body["sheet"]:
        raise ActRefusedError(f"the {act.body['duty']} signs the {due} sheet, not another")


def _check_crew(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401
    """Refuse a review or an authorisation by who has signed before, with whichever of his keys."""
    if act.body["duty"] not in {"reviewer", "signatory"}:
        return
    before = table.roll(places).signatures(act.body["sample"])
    holders = [persons.holder(each.by) for each in before]
    if person.pk in {each.person_id for each in holders if each is not None}:
        raise ActRefusedError("nobody reviews or authorises what is his own, or does both")


def _check_release(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401
    from qingtian_platform.record.releases import api as releases

    releases.check(act, person, places)


def _reading_behind(name: str) -> dict[str, Any]:
    for _row, act in table.found(hash=name):
        return dict(act.body.get("target", {}))
    return {}
