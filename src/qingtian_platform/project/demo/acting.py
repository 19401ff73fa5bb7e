"""Chapter 6 before it begins: matters that a bureau enters on its first day, with the dates of their papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from qingtian.cases import Officer, Procedure
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases.api import MatterInfo, Origin, Subject
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.papers.api import PaperInfo
from qingtian_platform.act.patrols import api as patrols
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.people.api import account
from qingtian_platform.project.demo import writing
from qingtian_platform.project.demo.cast import cast
from qingtian_platform.project.demo.writing import Clerk
from qingtian_platform.registry import api as registry

_FILE = Path(__file__).with_name("acting.yaml")


@cache
def told() -> dict[str, Any]:
    """Read what the bureaus enter."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


@dataclass(frozen=True)
class Step:
    """One deed of a plan.

    Attributes
    ----------
    at
        When it was done.
    base
        First day, from which the days of its facts count.
    deed
        As the file says it.
    of
        Which matter of the plan does it: 0 is the plan's own, others are called.
    opens
        Number of the matter that it calls; None where it calls none that goes on.
    """

    at: datetime
    base: date
    deed: Mapping[str, Any]
    of: int
    opens: int | None


@transaction.atomic
def prepare(now: datetime) -> list[MatterInfo]:
    """Enter all matters, each with the deeds of its papers.

    Parameters
    ----------
    now
        When the demo begins; what would be done later is left out.
    """
    for each in told()["reaches"]:
        _appoint(each, now)
    numbers = count(1)
    return [_enter(entry, now, numbers) for entry in told()["matters"]]


def _appoint(said: Mapping[str, Any], now: datetime) -> None:
    """Give a reach its chief, from a day before the demo's first."""
    since = (now + timedelta(days=said["since"])).astimezone(BEIJING).date()
    patrols.ensure_reach(
        said["key"], said["name"], name_en=said["name_en"], division=said["place"], now=now
    )
    patrols.appoint(said["key"], said["level"], said["chief"], since, now=now)


def _enter(entry: Mapping[str, Any], now: datetime, numbers: Iterator[int]) -> MatterInfo:
    began = now.astimezone(BEIJING).date() + timedelta(days=entry["began"])
    offices = told()["offices"][entry["place"][:6]]
    ids: dict[int, int] = {}
    for step in sorted(_plan(entry["deeds"], began, 0, count(1)), key=lambda each: each.at):
        desk = _Desk(offices, step, now, numbers)
        if step.of not in ids:
            ids[0] = desk.open(entry).id
        else:
            desk.do(ids[step.of], entry)
        if step.opens is not None:
            ids[step.opens] = _called(ids[step.of])
    for number in ids.values():
        cases.entered(number, now)
    return cases.matter(ids[0])


def _plan(
    deeds: list[Mapping[str, Any]], base: date, of: int, others: Iterator[int]
) -> Iterator[Step]:
    """Write the deeds of a matter, and of those that it calls, with their times."""
    for deed in deeds:
        at = _moment(deed["at"], base)
        opens = next(others) if "then" in deed else None
        yield Step(at, base, deed, of, opens)
        if opens is not None:
            yield from _plan(deed["then"], at.date(), opens, others)


def _called(matter: int) -> int:
    """Give the number of the matter that was called last."""
    found = [each.other for each in cases.links(matter) if each.kind == "called"]
    return max(each.id for each in found)


def _day(text: str, base: date) -> date:
    return base + timedelta(days=int(text))


def _moment(text: str, base: date) -> datetime:
    days, clock = text.split()
    return datetime.combine(_day(days, base), time.fromisoformat(clock), BEIJING)


@dataclass(frozen=True)
class _Desk:
    """Who does a deed, where, and with which papers."""

    offices: Mapping[str, str]
    step: Step
    now: datetime
    numbers: Iterator[int]

    def open(self, entry: Mapping[str, Any]) -> MatterInfo:
        """Open the matter of a plan."""
        kind = cases.in_force(entry["procedure"], self.step.at)
        made = self._papers(kind, None, entry)
        matter = cases.open_matter(
            entry["procedure"],
            self.step.deed["act"],
            subject=_subject(entry["subject"]),
            division=entry["place"],
            origin=Origin("legacy", f"{told()['source']} {entry['ref']}"),
            legacy=True,
            **self._given(kind, made),
        )
        papers.lay([each.id for each in made], matter.id, self.clerk.person)
        return matter

    def do(self, matter: int, entry: Mapping[str, Any]) -> None:
        """Do the deed in its matter."""
        kind = cases.case(matter, self.step.at).procedure
        given = self._given(kind, self._papers(kind, matter, entry))
        if "act" in self.step.deed:
            cases.do(matter, given.pop("person"), self.step.deed["act"], **given)

    def _given(self, kind: Procedure, made: list[PaperInfo]) -> dict[str, Any]:
        deed = self.step.deed
        return {
            "person": self.clerk.person,
            "facts": dict(self._facts(kind)),
            "papers": tuple(each.handed() for each in made),
            "reason": deed.get("reason", ""),
            "at": self.step.at,
            "now": self.now,
        }

    def _facts(self, kind: Procedure) -> Iterator[tuple[str, object]]:
        base = self.step.base
        for name, value in self.step.deed.get("facts", {}).items():
            match kind.facts[name].kind:
                case "day":
                    yield name, _day(value, base)
                case "days":
                    yield name, ", ".join(_day(each, base).isoformat() for each in value)
                case "moment":
                    yield name, _moment(value, base)
                case _:
                    yield name, value

    def _papers(
        self, kind: Procedure, matter: int | None, entry: Mapping[str, Any]
    ) -> list[PaperInfo]:
        """Write the papers of the deed; a record of service serves those beside it, or the last."""
        said = self.step.deed.get("papers", ())
        made: list[PaperInfo] = []
        for name in said:
            bears = dict(said[name]) if isinstance(said, dict) else {}
            if matter is not None:
                bears["number"] = f"演〔{self.step.at.year}〕{next(self.numbers)}号"
            begun, paper = writing.begin(
                kind, name, matter, self.clerk, _subject(entry["subject"]).name, entry["place"]
            )
            beside = [each.id for each in made] or _unserved(matter)
            made.append(self.clerk.write(begun, paper, bears, beside))
        return made

    @property
    def clerk(self) -> Clerk:
        """Who writes the papers."""
        login = self.offices[self.step.deed["by"]]
        crew = tuple(_officer(self.offices[office]) for office in ("officer", "second"))
        texts = told()["texts"] | self.step.deed.get("texts", {})
        return Clerk(account(login), _name(login), crew, self.step.at, self.now, texts)


def _unserved(matter: int | None) -> list[int]:
    """Give the last paper of a matter that counts only once it is served, if it was not."""
    found = [] if matter is None else papers.papers(matter)
    waiting = [each.id for each in found if papers.form_of(each).served and each.served is None]
    return waiting[-1:]


def _entry(login: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(each for each in cast()["people"] if each["login"] == login)
    return found


def _name(login: str) -> str:
    return str(_entry(login)["name"])


def _officer(login: str) -> Officer:
    return Officer(_name(login), str(_entry(login)["certificate"]))


def _subject(said: Mapping[str, str]) -> Subject:
    if "thing" not in said:
        return Subject(said["kind"], said["key"], said["name"])
    thing = registry.thing(said["thing"])
    if thing is None:
        raise LookupError(f"the cast has no {said['thing']}")
    return Subject(said["kind"], thing.key, thing.name, thing.id)
