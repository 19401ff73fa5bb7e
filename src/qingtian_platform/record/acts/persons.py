"""Keys of persons: appointed by the registrar, revoked by whoever holds them or the registrar."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from qingtian.ledger import kinds
from qingtian.ledger.acts import SALT_SIZE, Act, canonical, key_name, words_hash
from qingtian.ledger.note import encoded
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import registrar, table
from qingtian_platform.record.errors import ActRefusedError
from qingtian_platform.record.models import KeyHolder, Words


@dataclass(frozen=True)
class Appointed:
    """What was said of who holds a key, when it was appointed.

    Attributes
    ----------
    name, organisation, role
        At that time; the role of the platform's own keys is `platform`.
    erased
        Whether what was said has been erased.
    """

    name: str
    organisation: str
    role: str
    erased: bool = False


def keep_words(text: str, salt: bytes | None = None) -> str:
    """Keep words beside an act, and give the hash that the act names them by."""
    salt = salt or os.urandom(SALT_SIZE)
    name = words_hash(salt, text)
    Words.objects.create(hash=name, salt=salt, text=text)
    return name


def _first(places: Places) -> None:
    """Write the entry that everything begins with: the registrar's own."""
    roll = table.roll(places)
    if roll.signers:
        return
    pen = registrar.pen(places)
    moment = table.now()
    body = _body(keep_words("registrar"), pen.public, pen.possession(roll.log), moment, None)
    act = pen.sign(kinds.SIGNER, roll.log, moment, {**body, "appoints": True})
    table.add(places, act)


def _body(
    holder: str, public: bytes, possession: str, since: int | None, until: int | None
) -> dict[str, Any]:
    return {
        "acts": [],
        "appoints": False,
        "duties": [],
        "holder": holder,
        "key": encoded(public),
        "possession": possession,
        "since": since,
        "until": until,
    }


@transaction.atomic
def appoint(
    places: Places,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    public: bytes,
    possession: str,
    *,
    acts: Sequence[str] | None = None,
    duties: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Register a person's public key.

    Parameters
    ----------
    places
        Where the data lives.
    person
        The account of who holds the key.
    public
        The key. [32 bytes]
    possession
        The key's own signature that it is held, base64 (`spec/acts.md`).
    acts, duties
        What it may sign; None = as the person's role has it.
    since
        When the appointment begins; None = now.
    until
        When the appointment ends: a delegation of duty; None = open.

    Returns
    -------
    int
        Number of the act.

    Raises
    ------
    ActRefusedError
        Nobody has shown to hold the key, it is registered already, or the end is past.
    """
    if not person.is_active:
        raise ActRefusedError("expected an account that is open")
    _first(places)
    usual = registrar.USUAL.get(person.role, ((), ()))
    moment = table.now()
    begin = moment if since is None else _micro(since)
    body = _body(keep_words(_said_of(person)), public, possession, begin, _micro(until))
    body["acts"] = sorted(usual[0] if acts is None else acts)
    body["duties"] = sorted(usual[1] if duties is None else duties)
    number = _by_registrar(places, kinds.SIGNER, body, moment)
    KeyHolder.objects.create(
        key=key_name(public),
        person=person,
        name=str(person),
        organisation=str(person.organisation or ""),
        since=datetime.fromtimestamp(moment / 1e6, UTC),
    )
    return number


def appoint_platform(places: Places, pen: Any, acts: Sequence[str], what: str) -> None:  # noqa: ANN401
    """Appoint a key that the platform itself holds, where it is not appointed yet."""
    _first(places)
    roll = table.roll(places)
    if pen.name in roll.signers:
        return
    moment = table.now()
    body = _body(keep_words(what), pen.public, pen.possession(roll.log), moment, None)
    _by_registrar(places, kinds.SIGNER, {**body, "acts": sorted(acts)}, moment)


def revoke(places: Places, key: str, reason: str) -> int:
    """Revoke a key in the name of the registrar.

    Raises
    ------
    ActRefusedError
        The key was never appointed, or is revoked already.
    """
    return _by_registrar(places, kinds.REVOCATION, {"key": key, "reason": reason}, table.now())


def _by_registrar(places: Places, schema: str, body: dict[str, Any], moment: int) -> int:
    origin = table.roll(places).log
    try:
        act = registrar.pen(places).sign(schema, origin, moment, body)
    except ValueError as error:
        raise ActRefusedError(str(error)) from error
    return table.add(places, act)


def _said_of(person: Any) -> str:  # noqa: ANN401
    said = {
        "login": person.username,
        "name": str(person),
        "organisation": str(person.organisation or ""),
        "role": person.role,
    }
    return canonical(said).decode()


def _micro(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1_000_000)


def holder(key: str) -> KeyHolder | None:
    """Tell who holds a key; None where it is the platform's own or not known."""
    return KeyHolder.objects.filter(key=key).select_related("person").first()


def appointed(named: str) -> Appointed:
    """Read what was said of a holder, by the hash that the appointment names it by."""
    words = Words.objects.filter(hash=named).first()
    if words is None or words.erased_at is not None:
        return Appointed("", "", "", erased=True)
    if not words.text.startswith("{"):
        return Appointed("", "", "platform")
    said = json.loads(words.text)
    return Appointed(said["name"], said["organisation"], said["role"])


def named(text: str) -> list[Any]:
    """List the accounts whose login, name, or name at the time of a key is this.

    Who signed years ago is found by the name that he had then, too.
    """
    from django.contrib.auth import get_user_model

    then = KeyHolder.objects.filter(name=text).values_list("person_id", flat=True)
    now = Q(username=text) | Q(name=text) | Q(pk__in=list(then))
    return list(get_user_model().objects.filter(now).order_by("pk"))


def keys_of(person: Any) -> list[KeyHolder]:  # noqa: ANN401
    """List the keys that a person ever held, the newest first."""
    return list(KeyHolder.objects.filter(person=person).order_by("-pk"))


def acts_of(person: Any) -> list[tuple[int, Act]]:  # noqa: ANN401
    """List everything that a person ever signed, whatever post he held."""
    names = [each.key for each in keys_of(person)]
    return [(row.number, act) for row, act in table.found(by__in=names)]
