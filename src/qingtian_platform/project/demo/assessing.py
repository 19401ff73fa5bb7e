"""Chapter 5: what persons of the demo hand in, assign and report, and a correction that comes late."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.assess.accounts.infos import FactRow
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.closing import signing
from qingtian_platform.assess.closing.api import FigureRow
from qingtian_platform.assess.closing.figures import figures
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.kit.places import Places
from qingtian_platform.people.api import account
from qingtian_platform.project.demo import towns
from qingtian_platform.project.demo.evidence import sign_paper
from qingtian_platform.project.demo.senders import SEED
from qingtian_platform.project.demo.story import month_before

_FILE = Path(__file__).with_name("assessing.yaml")
_WEEK = timedelta(days=7)


@cache
def told() -> dict[str, Any]:
    """Read what they hand in and say."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


def person(login: str) -> Any:  # noqa: ANN401 - the account model is private to its app
    """Give a person of the cast.

    Raises
    ------
    LookupError
        If the cast has nobody of that login.
    """
    found = account(login)
    if found is None:
        raise LookupError(f"the cast has no {login}")
    return found


def months(today: date, count: int) -> list[tuple[date, date]]:
    """Give the first and last days of the last months that have ended, the newest first."""
    found = [month_before(today)]
    while len(found) < count:
        found.append(month_before(found[-1][0]))
    return found


def weeks(today: date, count: int) -> list[date]:
    """Give the Mondays of the last weeks that have ended, the newest first."""
    monday = today - timedelta(days=today.weekday())
    return [monday - n * _WEEK for n in range(1, count + 1)]


@dataclass(frozen=True)
class Drawn:
    """How figures of an indicator are drawn, as the file says it.

    Attributes
    ----------
    indicator
        Its key.
    said
        `low`, `high`, `digits`; `last`, `more`, `pool`, `pair` and `same` for townships.
    """

    indicator: str
    said: dict[str, Any]

    def usual(self, random: Random) -> Decimal:
        """Draw a figure between the lowest and the highest."""
        scale = 10 ** int(self.said["digits"])
        low, high = (round(self.said[end] * scale) for end in ("low", "high"))
        return Decimal(random.randint(low, high)).scaleb(-int(self.said["digits"]))

    def last(self, place: int) -> Decimal:
        """Give the figure of one that is placed last on purpose: 0 is the least bad."""
        if place in (1, 2) and self.said.get("pair"):
            place = 3 - place
        elif place == 2 and self.said.get("same"):
            place = 1
        return Decimal(str(self.said["last"])) + place * Decimal(str(self.said["more"]))


def pool(towns: Sequence[str], name: str) -> list[str]:
    """List the townships that are placed last on purpose: by their codes, so that it means nothing."""
    said = told()["pools"][name]
    return list(towns[said["begin"] :: said["step"]][: said["count"]])


def without(towns: Sequence[str]) -> set[str]:
    """List the townships of which nobody hands in a figure."""
    return {*towns[told()["without"]["begin"] :: told()["without"]["step"]]}


def townships(first: date, last: date, measured: Collection[str] = ()) -> Iterator[FigureRow]:
    """Draw the figures of a month of every township.

    Parameters
    ----------
    first, last
        Days of the month.
    measured
        Codes of townships with stations: what those measure is not handed in.
    """
    known = policy()
    for indicator, said in told()["townships"].items() if known else ():
        every = known.assessed("township-air", last) if known else ()
        drawn, random = Drawn(indicator, said), _random(indicator, first)
        worst = {code: n for n, code in enumerate(pool(every, said["pool"]))}
        values = {c: drawn.last(worst[c]) if c in worst else drawn.usual(random) for c in every}
        lacking, left = without(every), {*measured} if said.get("measured") else set()
        for code in sorted({*every} - left):
            if code in lacking:
                yield _row(indicator, code, first, "", told()["without"]["reason"])
            else:
                yield _row(indicator, code, first, format(values[code], "f"))


def _random(indicator: str, first: date) -> Random:
    return Random(f"{SEED} {indicator} {first}")  # noqa: S311 - figures of a story


def districts(first: date, cycle: str) -> Iterator[FigureRow]:
    """Draw the figures of a week or month of every district."""
    known = policy()
    if known is None:
        return
    codes = [each.code for each in known.divisions.on(first, ["district"])]
    for indicator, said in told()["districts"].items():
        random = _random(indicator, first)
        for code in codes if said["cycle"] == cycle else ():
            value = Drawn(indicator, said).usual(random)
            yield _row(indicator, code, first, format(value, "f"))


def _row(indicator: str, code: str, first: date, value: str, reason: str = "") -> FigureRow:
    return FigureRow(indicator, code, first, value, reason, told()["source"])


@transaction.atomic
def prepare(places: Places, now: datetime) -> None:
    """Hand in figures of months and weeks that have ended, close all but the last, and keep the ledger.

    Parameters
    ----------
    places
        The demo's data directory.
    now
        When the demo begins; everything carries that time.
    """
    today, by = now.date(), person(told()["by"])
    ended = months(today, told()["months"])
    rows = [row for first, last in ended[1:] for row in townships(first, last)]
    rows += townships(*ended[0], measured=towns.codes())
    rows += [row for first, _last in ended for row in districts(first, "month")]
    rows += [row for first in weeks(today, told()["weeks"]) for row in districts(first, "week")]
    closing.hand_in(rows, by, now=now)
    _keep_ledger(by, now)
    _hand_facts_in(now)
    _keep_duties(by, now)
    _close(places, by, today)


def _close(places: Places, by: Any, today: date) -> None:  # noqa: ANN401 - as `person` gives it
    """Close the lists of the turns before the last, each under the signature of who closes it."""
    said = told()["closed"]
    turns = [
        (name, first)
        for first, _last in months(today, told()["months"])[1:]
        for name in said["months"]
    ]
    turns += [
        (name, first) for first in weeks(today, told()["weeks"])[1:] for name in said["weeks"]
    ]
    for name, first in turns:
        sign_paper(places, told()["by"], signing.write(name, first, by))


def _keep_ledger(by: Any, now: datetime) -> None:  # noqa: ANN401 - as `person` gives it
    ledger.began(now)
    for said in told()["assigned"]:
        ledger.assign(said["clause"], said["owner"], said["reason"], by, now=now)
    for said in told()["done"]:
        ledger.record_done(said["task"], said["day"], said["words"], by, now=now)
    for said in told()["reminded"]:
        ledger.remind(said["clause"], said["to"], by, now=now)
    for clause, values in told()["figures"].items():
        for day, value in ((d, v) for d, v in values.items() if d <= now.date()):
            ledger.report(clause, day, value, told()["source"], by, now=now)
    bulletins = told()["bulletins"]
    for clause, values in bulletins["figures"].items():
        for day, value in values.items():
            ledger.report(clause, day, value, bulletins["source"], by, now=now)
    for clause, value in bulletins["baselines"].items():
        ledger.report_baseline(clause, value, bulletins["source"], by, now=now)


def _hand_facts_in(now: datetime) -> None:
    facts = told()["facts"]
    rows = [_fact(said, now.date()) for said in facts["rows"]]
    accounts.hand_in(rows, person(facts["by"]), now=now)


def _fact(said: dict[str, Any], today: date) -> FactRow:
    """Write a fact as it stands on paper, with its day."""
    given = dict(said)
    day = date(today.year - given.pop("year", 0), 12, 31)
    if "days" in given:
        day = today - timedelta(days=given.pop("days"))
    due = f"{day + timedelta(days=given['due'])}" if "due" in given else ""
    blank = {"place": "", "handed": "", "clause": "", "source": told()["source"]}
    return FactRow(**{**blank, **given, "day": f"{day}", "due": due})


def _keep_duties(by: Any, now: datetime) -> None:  # noqa: ANN401 - as `person` gives it
    for said in told()["speaks"]:
        reach, reason = said["reach"], said["reason"]
        duties.assign(duties.UNIT, said["unit"], said["login"], "", reach, reason, by, now=now)
    for said in told()["limits"]:
        event = now - timedelta(hours=said["hours"])
        duties.start(said["clock"], said["unit"], event, said["words"], by, now=now)
    for said in told()["published"]:
        paper = SimpleUploadedFile("page.txt", said["words"].encode())
        key = (said["item"], said["unit"], said["due"])
        duties.prove(*key, said["since"], said["address"], paper, said["words"], by, now=now)


def correct(today: date) -> bool:
    """Let the station mend a figure of the last month once its list is closed; False before.

    Parameters
    ----------
    today
        The demo's first day.
    """
    said, known = told()["correction"], policy()
    first, last = month_before(today)
    if known is None or not closing.editions(said["list"], first):
        return False
    whose = pool(known.assessed(said["list"], last), "air")[2]
    row = FigureRow(said["indicator"], whose, first, said["value"], "", said["source"])
    if figures(row.indicator, first, last)[whose].handed != row:
        closing.hand_in([row], person(said["by"]))
    return True
