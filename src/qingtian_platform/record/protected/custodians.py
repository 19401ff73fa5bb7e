"""Who can open the protected store: two groups of persons, whose private keys are never here."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from qingtian_platform.kit.places import Places
from qingtian_platform.record import durable
from qingtian_platform.record.errors import RecordError
from qingtian_platform.record.protected.slots import POSITIONS

GROUPS: Final = ("supervision", "discipline")
"""环保督察 and 纪检监察: one person of each is needed to open anything."""
PERIOD: Final = 3_600
"""One commitment in each. [s]."""


class ProtectedError(RecordError, ValueError):
    """The protected store cannot do what was asked; the message says why."""


@dataclass(frozen=True)
class Custodian:
    """Someone who holds a key of the store.

    Attributes
    ----------
    login
        Of the account.
    group
        One of `GROUPS`.
    public
        Public key. [32 bytes]
    """

    login: str
    group: str
    public: bytes


@dataclass(frozen=True)
class Custody:
    """Who holds the keys, and at which cadence the store commits.

    Attributes
    ----------
    custodians
        Everyone who holds a key.
    period
        One commitment in each. [s]
    """

    custodians: tuple[Custodian, ...] = ()
    period: int = PERIOD

    def groups(self, without: Collection[str] = ()) -> list[list[bytes]]:
        """Give the keys of both groups, without some persons.

        Raises
        ------
        ProtectedError
            A group would have nobody.
        """
        found = [
            [c.public for c in self.custodians if c.group == group and c.login not in without]
            for group in GROUPS
        ]
        if not all(found):
            raise ProtectedError("each group needs a custodian who is not named in the record")
        return found


def read(places: Places) -> Custody:
    """Read who holds keys; nobody where the store is not set up."""
    try:
        found = json.loads((places.protected / "custodians.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Custody()
    people = [
        Custodian(each["login"], each["group"], base64.b64decode(each["public"]))
        for each in found["custodians"]
    ]
    return Custody(tuple(people), found["period"])


def add(places: Places, custodian: Custodian, period: int = PERIOD) -> None:
    """Add a custodian; what is sealed from now on opens to his key too.

    Raises
    ------
    ProtectedError
        The group is not known or full, or the person holds a key already.
    """
    custody = read(places)
    if custodian.group not in GROUPS:
        raise ProtectedError(f"expected one of {', '.join(GROUPS)}, got {custodian.group!r}")
    if any(each.login == custodian.login for each in custody.custodians):
        raise ProtectedError(f"{custodian.login} holds a key already: nobody holds two")
    if sum(each.group == custodian.group for each in custody.custodians) == POSITIONS:
        raise ProtectedError(f"a group has at most {POSITIONS} custodians")
    people = (*custody.custodians, custodian)
    kept = Custody(people, custody.period if custody.custodians else period)
    _write(places, kept)


def _write(places: Places, custody: Custody) -> None:
    people = [
        {
            "group": each.group,
            "login": each.login,
            "public": base64.b64encode(each.public).decode("ascii"),
        }
        for each in custody.custodians
    ]
    text = json.dumps({"custodians": people, "period": custody.period}, indent=1) + "\n"
    places.protected.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.write(places.protected / "custodians.json", (text.encode(),), mode=0o600)


def ready(places: Places) -> bool:
    """Tell whether both groups have somebody, so that something can be recorded."""
    groups = {each.group for each in read(places).custodians}
    return groups == set(GROUPS)
