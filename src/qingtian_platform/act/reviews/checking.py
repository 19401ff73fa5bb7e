"""Refuse an act of review that does not hold: whose day, which table, which three persons."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

from qingtian.ledger.acts import Act
from qingtian.ledger.reviewing import SIGNED, signed_round
from qingtian_platform.act.reviews import results, states, tables
from qingtian_platform.act.reviews.models import Issue, Signed
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role
from qingtian_platform.record.acts.api import ActRefusedError, persons_behind, roll
from qingtian_platform.registry import api as registry

ASKED: Final = "request"
"""The cause for which a person opens a day again; all others are the platform's."""


def check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401 - private to its app
    """Refuse an act of a person that does not hold, and keep what he signs.

    Runs in the transaction that takes the act in. Which step comes after which is checked there by
    the roll, and each names the step before it: of two that come at once, one holds.

    Raises
    ------
    ActRefusedError
        It is no own station's day, not over, not the table of now, or the person has signed before.
    """
    body = act.body
    thing, day = _whose(body["thing"], body["day"], person)
    if body["step"] == "reopened" and body["cause"] != ASKED:
        raise ActRefusedError(f"a person opens a day again for the cause {ASKED!r} alone")
    if body["step"] in {"returned", "reopened"} and body["words"] is None:
        raise ActRefusedError("expected a reason in words")
    if body["step"] not in SIGNED:
        return
    if body["step"] != "first":
        _check_other(places, act, person)
    now = tables.table(thing, day, places)
    if now.digest != body["table"]:
        raise ActRefusedError("the values have changed since the page was read: read it again")
    Signed.objects.get_or_create(
        digest=now.digest, defaults={"thing": thing.key, "day": day, "text": now.text}
    )
    if body["step"] == "issued":
        text = json.dumps(results.both(thing, day, places), ensure_ascii=False)
        Issue.objects.create(act=act.hash(), thing=thing.key, day=day, text=text)


def _whose(key: str, text: str, person: Any) -> tuple[registry.ThingInfo, date]:  # noqa: ANN401
    thing = registry.thing(key)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ActRefusedError(f"no such day: {text}") from error
    if person.role != Role.REVIEWER:
        raise ActRefusedError("expected a reviewer")
    if thing is None or not states.own(thing, day) or not people.may_see(person, thing):
        raise ActRefusedError("expected a station or section of the authority's own in your part")
    if not states.over(day):
        raise ActRefusedError("the day is not over")
    return thing, day


def _check_other(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401
    """Refuse who has signed a step of this round, with whichever of his keys."""
    chain = roll(places).reviews(act.body["thing"], act.body["day"])
    if not chain or chain[-1].hash() != act.body["previous"]:
        raise ActRefusedError("the review names another step before it")
    if person.pk in persons_behind(signed_round(chain)):
        raise ActRefusedError("first review, second review and issue are of three persons")
