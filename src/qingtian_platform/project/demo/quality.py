"""Chapter 4: what persons of the demo mark, answer and decide about its data, each at its own time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import yaml
from django.db import close_old_connections, transaction

from qingtian.ledger import kinds
from qingtian.ledger.acts import words_hash
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.check.declared import api as declared
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.places import Places
from qingtian_platform.people.api import account
from qingtian_platform.project import keyfiles
from qingtian_platform.project.demo import draws
from qingtian_platform.project.demo.assessing import correct
from qingtian_platform.project.demo.cast import moment_of
from qingtian_platform.project.demo.evidence import KEYS
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts import table
from qingtian_platform.registry import api as registry

_FILE = Path(__file__).with_name("quality.yaml")
_LOOK = 2.0  # between two looks for what somebody waits for [s]
log = structlog.get_logger()


@cache
def told() -> dict[str, Any]:
    """Read what they say and decide."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


def _outlet() -> registry.ThingInfo:
    found = registry.thing(told()["outlet"])
    if found is None:
        raise LookupError(f"the cast has no {told()['outlet']}")
    return found


def _person(login: str) -> Any:  # noqa: ANN401 - the account model is private to its app
    found = account(login)
    if found is None:
        raise LookupError(f"the cast has no {login}")
    return found


@transaction.atomic
def prepare(now: datetime) -> None:
    """Enter an older check of the instrument from paper, and let the enterprise mark its hours.

    Parameters
    ----------
    now
        When the demo begins.
    """
    thing, check, mark = _outlet(), told()["check"], told()["mark"]
    (mn,) = {each.mn for each in registry.datastreams(thing.id)}
    done = now - timedelta(days=check["days"])
    draft = instruments.Draft(
        "zero_span", mn, check["code"], done, done, check["given"], thing.owner
    )
    instruments.write(_person(check["by"]), draft)
    today = now.date()
    span = (moment_of(mark["begins"], today), moment_of(mark["ends"], today))
    declared.mark(thing.id, mark["kind"], [span], mark["reason"], person=_person(mark["by"]), mn=mn)


def answer() -> bool:
    """Let the enterprise answer the alarm about its copied hours; False while there is none."""
    said = told()["answer"]
    found = [
        each
        for each in alarms.alarms(open=False, thing=_outlet().id)
        if each.due is not None
        and any(member.kind == "copied_history" for member in alarms.members(each.id))
    ]
    for each in found:
        if not alarms.answers_to(each.id):
            alarms.answer(each.id, _person(said["by"]), said["cause"], said["text"])
    return bool(found)


def decide(places: Places, first: date) -> bool:
    """Let the reviewer reject an implausible hour; False while it is not there.

    Parameters
    ----------
    places
        The demo's data directory.
    first
        The demo's first day.
    """
    said = told()["decision"]
    thing, at = registry.thing(said["thing"]), moment_of(said["at"], first)
    if thing is None:
        raise LookupError(f"the cast has no {said['thing']}")
    day = at.date()
    found = reviews.table(thing, day).readings
    mine = [each for each in found if each.code == said["code"] and each.start == at]
    for reading in (each for each in mine if not each.acted):
        why = next(each for each in reviews.reasons("reject", day) if each.key == said["reason"])
        _sign(places, said["by"], reviews.decision(reading, "reject", why, day), said["words"])
    return bool(mine)


def _sign(places: Places, login: str, body: dict[str, Any], words: str) -> None:
    """Sign a decision as its person would, with the key in the demo's drawer."""
    pen = keyfiles.read(places.data / KEYS / f"{login}.key").pen
    salted = (os.urandom(32), words)
    body = {**body, "words": words_hash(*salted)}
    act = pen.sign(kinds.DECISION, acts.origin(places), table.now(), body)
    acts.submit(act.to_bytes(), _person(login), salted, places)


class Persons:
    """The persons of chapters 4 and 5, who wait for what they answer and decide.

    Parameters
    ----------
    places
        The demo's data directory.
    first
        The demo's first day.
    say
        Takes one line for the person at the terminal.
    """

    def __init__(self, places: Places, first: date, say: Callable[[str], None]) -> None:
        self._stopping = threading.Event()
        self._owed: dict[str, Callable[[], bool]] = {
            "the reviewer has rejected an hour of 石泉站": lambda: decide(places, first),
            "the enterprise has answered the alarm about 青云供热2号锅炉": answer,
            "the station has mended a figure after the list was closed": lambda: correct(first),
            "a double-random draw was held; the parties have revealed": lambda: draws.hold(places),
            "a second draw is void: the outside party did not commit": lambda: draws.spoil(places),
        }
        self._say = say
        self._thread = threading.Thread(target=self._wait, daemon=True)

    def start(self) -> None:
        """Begin to wait."""
        self._thread.start()

    def stop(self) -> None:
        """Wait no longer."""
        self._stopping.set()
        self._thread.join()

    def _wait(self) -> None:
        while self._owed and not self._stopping.wait(_LOOK):
            for line in [line for line, act in self._owed.items() if self._done(act)]:
                del self._owed[line]
                self._say(line)
        close_old_connections()

    @staticmethod
    def _done(act: Callable[[], bool]) -> bool:
        try:
            return act()
        except Exception:  # a person of the demo tries again; the demo goes on
            log.exception("demo.person_failed")
            return False
