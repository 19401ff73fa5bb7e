"""Take a certificate back, as a signed act: the sheet is written, signed in the browser, then it counts.

The log holds the salted hash of the sheet and nothing of what it says; the record of the revocation
names the act.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from qingtian.ledger.acts import SALT_SIZE, Act, canonical, words_hash
from qingtian_platform.check.instruments.models import Record, Sheet
from qingtian_platform.check.instruments.standards import standards
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.signed import signed, words_of
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.people.api import Role
from qingtian_platform.record.acts.api import ActRefusedError

REVOKERS = (Role.DUTY, Role.ADMINISTRATOR)
"""Who takes certificates back."""
LONGEST = 300
"""Characters of a reason. [1]"""


class RevocationError(ValueError):
    """A certificate cannot be taken back so; the text says why."""


def write(
    number: str,
    since: date,
    reason: str,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    now: datetime | None = None,
) -> str:
    """Write the sheet by which a certificate is taken back from a day on.

    Parameters
    ----------
    number, since
        Which certificate, and the first day on which it no longer holds.
    reason
        Why.
    person
        Who will sign.
    now
        When; None = the present.

    Returns
    -------
    str
        The salted hash that the act names; nothing is taken back before the act comes in.

    Raises
    ------
    RevocationError
        No such certificate, a day before it, no reason, taken back already, or another role.
    """
    _refuse(number, since, person, now or datetime.now(UTC))
    why = words_of(reason, RevocationError, most=LONGEST)
    said = canonical({"certificate": number, "from": since.isoformat(), "reason": why}).decode()
    salt = os.urandom(SALT_SIZE)
    name = words_hash(salt, said)
    Sheet(hash=name, salt=salt, text=said, **signed(person, now)).save()
    return name


def _refuse(number: str, since: date, person: Any, now: datetime) -> None:  # noqa: ANN401
    known = standards()
    if getattr(person, "role", "") not in REVOKERS or getattr(person, "division", None):
        raise RevocationError(_("Only the city's duty officers take certificates back."))
    if number not in known.certificates:
        raise RevocationError(_("There is no such certificate."))
    if number in known.revocations:
        raise RevocationError(_("It is taken back already."))
    if since < known.register.links[number].day or since > beijing(now).date():
        raise RevocationError(_("Expected a day from the certificate's own to today."))


def mine(act: Act) -> bool:
    """Tell whether an act takes a certificate back."""
    return Sheet.objects.filter(hash=act.body.get("paper", "")).exists()


def check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401
    """Refuse a signature that does not hold, and write the revocation that it is under.

    Runs in the transaction that takes the act in.

    Raises
    ------
    ActRefusedError
        The sheet is another person's, or was overtaken.
    """
    del places
    sheet = Sheet.objects.get(hash=act.body["paper"])
    if sheet.by != person.get_username():
        raise ActRefusedError(_("Only who wrote the sheet signs it."))
    said = json.loads(sheet.text)
    number, since = said["certificate"], date.fromisoformat(said["from"])
    try:
        _refuse(number, since, person, datetime.fromtimestamp(act.at / 1e6, UTC))
    except RevocationError as error:
        raise ActRefusedError(str(error)) from None
    certificate = standards().certificates[number]
    moment = midnight(since)
    content = {"number": number, "what": said["reason"], "act": act.hash(), "paper": sheet.hash}
    Record(
        kind="revocation", mn=certificate.mn, code=certificate.code, start=moment, end=moment,
        content=content, author=person,
    ).save()  # fmt: skip


def sheet(paper: str) -> tuple[str, str] | None:
    """Give salt (hexadecimal) and text of a sheet by its hash; None where there is none."""
    row = Sheet.objects.filter(hash=paper).first()
    return None if row is None else (bytes(row.salt).hex(), row.text)
