"""Two draws of the demo: one that is held, one that is void because the outside party does not commit."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qingtian.draw import commitment
from qingtian.draw.secrets import SIZE
from qingtian_platform.act.draws import api as draws
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.api import account
from qingtian_platform.project import keyfiles
from qingtian_platform.project.demo.evidence import KEYS, key_of, sign_paper

_FILE = Path(__file__).with_name("draws.yaml")
_SOON, _LONG = timedelta(seconds=45), timedelta(hours=2)


@cache
def told() -> dict[str, Any]:
    """Read register and draws."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


@dataclass(frozen=True)
class Party:
    """A person of the demo who takes part: signs with the key of a file, and keeps secrets in files."""

    places: Places
    login: str

    def commit(self, draw: str) -> None:
        """Make a secret, keep it, and commit to it."""
        salt, secret = os.urandom(SIZE), os.urandom(SIZE)
        kept = {"salt": salt.hex(), "secret": secret.hex()}
        keyfiles.write(self._secret(draw), json.dumps(kept).encode())
        made = commitment(draw, key_of(self.places, self.login).pen.name, salt, secret)
        paper = draws.write_commitment(draw, account(self.login), made)
        sign_paper(self.places, self.login, paper)

    def reveal(self, draw: str) -> None:
        """Reveal what was committed to."""
        kept = json.loads(self._secret(draw).read_text(encoding="ascii"))
        person = account(self.login)
        paper = draws.write_reveal(draw, person, kept["salt"], kept["secret"])
        sign_paper(self.places, self.login, paper)

    def _secret(self, draw: str) -> Path:
        return self.places.data / KEYS / f"{self.login}.secret-{draw[:12]}"


def prepare(places: Places) -> None:
    """Fill the register and announce the first draw; its checkpoint is fixed once the log runs.

    Parameters
    ----------
    places
        The demo's data directory; its cast is registered.
    """
    said, now = told(), datetime.now(UTC)
    rows = [("object", each) for each in said["objects"]]
    rows += [("person", _person(each, now)) for each in said["people"]]
    logins = {each["key"]: each.get("login", "") for each in said["people"]}
    draws.enter(rows, account(said["announcer"]), logins=logins, now=now)
    _begin(places, said["first"])


def _person(said: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Write a row of the register; earlier service ended so many years before the demo."""
    today = beijing(now).date()
    served = [
        {
            "object": each["object"],
            "until": f"{today.replace(year=today.year - each['years'], day=1)}",
        }
        for each in said.get("served", ())
    ]
    blank: dict[str, Any] = {"district": "", "employers": [], "family": []}
    entry = {key: each for key, each in said.items() if key != "login"}
    return {**blank, **entry, "served": served}


def _parties(places: Places) -> list[Party]:
    return [Party(places, login) for login in (told()["announcer"], *told()["parties"])]


def _begin(places: Places, title: str) -> None:
    """Announce a draw, let all parties commit, and commit to the pool."""
    parties, name = _announced(places, title), _known(title).name
    for each in parties:
        each.commit(name)
    draws.commit_pool(name, places)


def _announced(places: Places, title: str) -> list[Party]:
    """Announce a draw, and give its parties, each with a key."""
    parties = _parties(places)
    for each in parties:
        key_of(places, each.login)
    now = datetime.now(UTC)
    soon = now + _SOON
    draws.announce(
        title,
        [each.login for each in parties],
        account(told()["announcer"]),
        times=(soon, soon, soon + _LONG),
        places=places,
        now=now,
    )
    return parties


def hold(places: Places) -> bool:
    """Let all parties reveal once the first draw's checkpoint is fixed, and hand in what was found; False before.

    Parameters
    ----------
    places
        The demo's data directory.
    """
    found = _named(told()["first"])
    if found is None or found.state not in {"revealing", "drawn"}:
        return False
    if found.state == "revealing":
        for each, party in zip(_parties(places), found.parties, strict=True):
            if party.revealed_at is None:
                each.reveal(found.name)
        return False
    assert found.drawn is not None
    key, said = found.drawn.teams[0].object.key, told()["finding"]
    if not draws.findings(found.name):
        person = account(told()["parties"][0])
        draws.hand_in(found.name, key, said["item"], said["outcome"], said["words"], person)
    return True


def spoil(places: Places) -> bool:
    """Announce a second draw once the first is over, in which the outside party does not commit; False before.

    Parameters
    ----------
    places
        The demo's data directory.
    """
    first, second = _named(told()["first"]), _named(told()["void"])
    if first is None or not first.over:
        return False
    if second is None:
        _announced(places, told()["void"])[0].commit(_known(told()["void"]).name)
        return False
    return second.over


def _named(title: str) -> draws.DrawInfo | None:
    found = (draws.info(name) for name in draws.draws())
    return next((each for each in found if each.title == title), None)


def _known(title: str) -> draws.DrawInfo:
    found = _named(title)
    assert found is not None, "it was announced"
    return found
