"""The register of objects, inspectors and experts out of which pools are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.draw.pool import OBJECT, PERSON, Object, Person, Pool
from qingtian.ledger.errors import FormError
from qingtian.ledger.kinds import shaped
from qingtian_platform.act.draws.errors import DrawRefusedError
from qingtian_platform.act.draws.models import Listed
from qingtian_platform.kit.signed import signed
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as accounts

SHAPES: Final = {"object": OBJECT, "person": PERSON}


@transaction.atomic
def enter(
    rows: Sequence[tuple[str, Mapping[str, Any]]],
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    logins: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> int:
    """Enter or change objects and persons, all or none; what stood before stays in the history.

    Parameters
    ----------
    rows
        `object` or `person`, and what `spec/draw.md` says of each.
    person
        Who enters them.
    logins
        Accounts of inspectors and experts by their key: who is told that he was drawn, and hands in
        what was found. They stand in no pool.
    now
        The present.

    Raises
    ------
    DrawRefusedError
        A row is not of its form, or there is no such account; all reasons at once.
    """
    reasons = []
    for kind, said in rows:
        try:
            shaped(dict(said), SHAPES[kind])
        except FormError as error:
            reasons.append(f"{said.get('key', '?')}: {error}")
    known = {key: login for key, login in (logins or {}).items() if login}
    reasons += [
        _("Expected the login of an account; there is none %(x)s.") % {"x": login}
        for login in known.values()
        if accounts.account(login) is None
    ]
    if reasons:
        raise DrawRefusedError(*reasons)
    for kind, said in rows:
        login = known.get(said["key"], "") if kind == "person" else ""
        row = Listed(
            kind=kind, key=said["key"], content=dict(said), login=login, **signed(person, now)
        )
        row.save(force_insert=True)
    return len(rows)


def strike(
    kind: str,
    key: str,
    person: Any,  # noqa: ANN401
    *,
    now: datetime | None = None,
) -> None:
    """Take an object or person out of the register; the rows stay.

    Raises
    ------
    DrawRefusedError
        There is none of that key.
    """
    row = _standing(kind).get(key)
    if row is None:
        raise DrawRefusedError(_("Expected an entry that stands in the register."))
    Listed(kind=kind, key=key, content=row.content, on=False, **signed(person, now)).save(
        force_insert=True
    )


def _standing(kind: str) -> dict[str, Listed]:
    newest = {row.key: row for row in Listed.objects.filter(kind=kind).order_by("pk")}
    return {key: row for key, row in sorted(newest.items()) if row.on}


def objects() -> list[Object]:
    """List the objects that stand in the register, by key."""
    return [Object(**row.content) for row in _standing("object").values()]


def people() -> list[Person]:
    """List the inspectors and experts that stand in the register, by key."""
    return [Person.of(row.content) for row in _standing("person").values()]


def logins() -> dict[str, str]:
    """Give the accounts of those inspectors and experts that have one, by key."""
    return {key: row.login for key, row in _standing("person").items() if row.login}


def pool(now: datetime) -> Pool:
    """Make the pool of the moment."""
    return Pool(beijing(now).date().isoformat(), tuple(objects()), tuple(people()))
