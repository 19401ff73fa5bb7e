"""Chapter 7: plans of self-monitoring with what was done of them, and checks that passed, failed and run."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from qingtian.cases import Officer
from qingtian.quality.frequency import calendar, frequency
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.supervision import api as supervision
from qingtian_platform.check.plans import api as plans
from qingtian_platform.kit.times import BEIJING, beijing
from qingtian_platform.people.api import account
from qingtian_platform.project.demo import acting, writing
from qingtian_platform.project.demo.cast import cast
from qingtian_platform.project.demo.writing import Clerk
from qingtian_platform.registry import api as registry

_FILE = Path(__file__).with_name("overseeing.yaml")
_CREW = ("zhifa", "xieban")
_HANDED = timedelta(days=3)
"""A result of who keeps the plan comes so long after its sample."""


@cache
def told() -> dict[str, Any]:
    """Read what is planned, done and checked."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


@transaction.atomic
def prepare(now: datetime) -> None:
    """Hand in the plans and what was done of them this year, and make the checks.

    Parameters
    ----------
    now
        When the demo begins; what would be done later is left out.
    """
    for key in ("heat", "water"):
        _Firm(told()[key], now).hand_in()
    for each in told()["checks"]:
        _check(each, now)


class _Table(io.BytesIO):
    def __init__(self, name: str, lines: list[str]) -> None:
        super().__init__(("\n".join(lines) + "\n").encode())
        self.name = name


@dataclass(frozen=True)
class _Firm:
    """An enterprise of the demo, and when the demo begins."""

    said: Mapping[str, Any]
    now: datetime

    @property
    def owner(self) -> plans.Enterprise:
        """The enterprise that owns the first outlet."""
        thing = registry.thing(self.said["outlets"][0])
        found = None if thing is None else plans.enterprise_of(thing.id)
        if found is None:
            raise LookupError(f"the cast has no {self.said['outlets'][0]}")
        return found

    @property
    def first(self) -> date:
        """First day of the year."""
        return beijing(self.now).date().replace(month=1, day=1)

    def hand_in(self) -> None:
        """Hand in plan, monitoring body, results, reports, and why something was left out."""
        number, person = self.owner.number, account(self.said["by"])
        plans.hand_in_plan(
            number, list(self._items()), quality=self.said["quality"], valid_from=self.first,
            reason=self.said["reason"], person=person, now=self._before(self.first),
        )  # fmt: skip
        body = self._body(number, person)
        for item in self.said["manual"]:
            if "value" in item:
                self._results(item, number, person, body)
        if "report" in self.said:
            self._reports(number, person)
        if "absence" in self.said:
            why, day = self.said["absence"], beijing(self.now).date()
            plans.explain(
                number, self.said["outlets"][0], why["code"], day.replace(day=1), day,
                why["reason"], person=person, now=self.now,
            )  # fmt: skip

    def _before(self, day: date) -> datetime:
        """Let who keeps the plan speak at the time, and the other on the day of the demo alone."""
        if "body" in self.said:
            return self.now
        return datetime.combine(day, time(10), BEIJING)

    def _items(self) -> Iterator[plans.Item]:
        for key in self.said["outlets"]:
            for code, (limit, unit) in self.said["automatic"].items():
                yield plans.Item(
                    key, self.said["point"], code, plans.AUTOMATIC, self.said["cems"],
                    plans.CONTINUOUS, limit, unit,
                )  # fmt: skip
            for each in self.said["manual"]:
                yield plans.Item(
                    key, self.said["point"], each["code"], plans.MANUAL, each["method"],
                    each["frequency"], each["limit"], each["unit"],
                )  # fmt: skip

    def _body(self, number: int, person: Any) -> int | None:  # noqa: ANN401
        said = self.said.get("body")
        if said is None:
            return None
        until = self.first.replace(year=self.first.year + said["years"])
        return plans.enter_agency(
            number, said["agency"], certificate=said["certificate"], valid_until=until,
            scope=said["scope"], since=self.first, person=person, now=self.now,
        )  # fmt: skip

    def _results(self, item: Mapping[str, Any], number: int, person: Any, body: int | None) -> None:  # noqa: ANN401
        for n, day in enumerate(self._days(item["frequency"]), 1):
            if n % item.get("skip", 99) == 0:
                continue
            for key in self.said["outlets"]:
                plans.enter_result(
                    number, key, item["code"], day, item["value"], unit=item["unit"],
                    method=item["method"], agency=body, person=person,
                    now=min(self._before(day + _HANDED), self.now),
                )  # fmt: skip

    def _days(self, often: str) -> Iterator[date]:
        today = beijing(self.now).date()
        for turn in calendar(frequency(often), self.first, None, [], today).turns:
            day = turn.first + timedelta(days=self.said["day"])
            if turn.owed and day + _HANDED <= today:
                yield day

    def _reports(self, number: int, person: Any) -> None:  # noqa: ANN401
        today = beijing(self.now).date()
        for turn in calendar(frequency("1/quarter"), self.first, None, [], today).turns:
            if turn.last >= today:
                continue
            rows = plans.results(number, turn.first, turn.last)
            lines = [f"{each.sampled},{each.code},{each.value},{each.unit}" for each in rows]
            for kind in plans.KINDS:
                name = f"{turn.first:%Y-%m}-{kind}.csv"
                plans.hand_in_report(
                    number, kind, self.said["report"], turn.first, turn.last, person=person,
                    files=[_Table(name, ["sampled,code,value,unit", *lines])],
                    now=min(self._before(turn.last + _HANDED), self.now),
                )  # fmt: skip


def _officer(login: str) -> Officer:
    found = next(each for each in cast()["people"] if each["login"] == login)
    return Officer(str(found["name"]), str(found["certificate"]))


def _check(said: Mapping[str, Any], now: datetime) -> None:
    """Order a check; fill its sheet, write its papers and conclude it, unless it stays open."""
    thing, person = registry.thing(said["outlet"]), account(_CREW[0])
    if thing is None:
        raise LookupError(f"the cast has no {said['outlet']}")
    one = supervision.order(thing.id, said["means"], said["words"], person=person, now=now)
    if said.get("open"):
        return
    wrong = said.get("wrong", {})
    rows = supervision.standing(one.id).sheet
    answers = {
        row.question.key: ("no", wrong[row.question.key])
        if row.question.key in wrong
        else ("yes", "")
        for row in rows
    }
    supervision.fill_sheet(one.id, answers, person=person, now=now)
    crew = tuple(_officer(login) for login in _CREW)
    clerk = Clerk(person, crew[0].name, crew, now, now, acting.told()["texts"])
    kind = cases.matter(one.matter).kind
    for key in supervision.standing(one.id).papers:
        begun, paper = writing.begin(
            kind, key, one.matter, clerk, thing.owner, thing.district or ""
        )
        clerk.write(begun, paper, {}, [])
    supervision.conclude(one.id, person=person, now=now)
