"""What a person ever signed: found by any name that he had, whatever post he holds now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from qingtian.ledger import kinds
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.deeds.shown import Line, line
from qingtian_platform.publish.deeds.terms import duty_word
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.record.acts import api as acts

WHO = (Role.DUTY, Role.REVIEWER, Role.ENFORCEMENT, Role.LEGAL)


@desk_required(*WHO)
@never_cache
def signed(request: HttpRequest) -> HttpResponse:
    """Find a person by login or name, and list his keys and everything that he signed."""
    who = request.GET.get("who", "").strip()[:150]
    context: dict[str, Any] = {
        "who": who,
        "persons": [_person(each) for each in acts.named(who)] if who else [],
    }
    return page(request, "signed.html", "samples", context)


def _person(person: Any) -> dict[str, Any]:  # noqa: ANN401 - the account model is private to its app
    found = [acts.act(number) for number, _ in acts.acts_of(person)]
    done = [each for each in found if each is not None]
    sheets = [each for each in done if each.act.schema == kinds.SIGNOFF]
    return {
        "name": str(person),
        "login": person.username,
        "open": person.is_active,
        "keys": [key_row(held) for held in acts.keys_of(person)],
        "sheets": [(duty_word(e.act.body["duty"]), e.act.body["sample"], e) for e in sheets],
        "acts": _others(done),
    }


def _others(done: list[acts.ActInfo]) -> list[Line]:
    return [line(each) for each in reversed(done) if each.act.schema != kinds.SIGNOFF]


def key_row(held: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of the record
    """Show a key with its duties, and from when to when it signed."""
    body = acts.roll().signers[held.key].act.body
    return {
        "key": held.key,
        "name": held.name,
        "organisation": held.organisation,
        "duties": [duty_word(each) for each in body["duties"]],
        "state": acts.key_state(held.key),
    }
