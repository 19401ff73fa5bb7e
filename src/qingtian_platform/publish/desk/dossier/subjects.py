"""Whom a file is about: found in the registry, among the divisions, or by its matters alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from qingtian_platform.act.cases import api as cases
from qingtian_platform.people import api as people
from qingtian_platform.publish.desk import words
from qingtian_platform.registry import api as registry

KINDS: dict[str, Promise] = {
    "firm": gettext_lazy("Firm"),
    "outlet": gettext_lazy("Outlet"),
    "site": gettext_lazy("Building site"),
    "station": gettext_lazy("Station"),
    "section": gettext_lazy("River section"),
    "township": gettext_lazy("Township"),
    "river": gettext_lazy("River"),
    "plot": gettext_lazy("Plot of land"),
    "person": gettext_lazy("Natural person"),
    "unit": gettext_lazy("Unit"),
}
THINGS = ("outlet", "site", "station", "section")
FOUND = 60
"""Subjects that a search lists at most. [1]"""


@dataclass(frozen=True)
class Found:
    """A subject with what the registry knows of it.

    Attributes
    ----------
    kind, key, name
        One of `KINDS`, its key there, and its name in the reader's language.
    things
        Its units that the reader may see.
    where
        District, or what else places it.
    """

    kind: str
    key: str
    name: str
    things: tuple[registry.ThingInfo, ...] = ()
    where: str = ""

    @property
    def word(self) -> str:
        """Name its kind."""
        return str(KINDS[self.kind])

    @property
    def subjects(self) -> list[cases.Subject]:
        """List under which subjects its matters stand."""
        if self.kind in THINGS:
            one = self.things[0]
            kind = {"section": "river", "station": "unit"}.get(self.kind, self.kind)
            return [cases.Subject(kind, one.key, one.name, one.id)]
        own = [cases.Subject(self.kind, self.key, self.name)]
        if self.kind == "firm":
            names = {name for one in self.things for name in _bodies(one).values()}
            own += [cases.Subject("firm", name, name) for name in sorted(names & {self.name})]
            own += [cases.Subject(one.kind, one.key, one.name, one.id) for one in self.things]
        return own


def find(person: Any, kind: str, key: str) -> Found | None:  # noqa: ANN401
    """Give a subject that a person may see; None where there is none.

    Parameters
    ----------
    person
        Who asks.
    kind, key
        Which; a thing by its key, a firm by its number or name, a township by its code.
    """
    seen = people.scope(person).holds
    if kind in THINGS:
        return _thing(kind, key, seen)
    if kind == "firm" and (number := _number(key)) is not None:
        found = _firm(number, seen)
    elif kind == "township":
        found = _township(person, key, seen)
    else:
        found = None
    return found or _by_matters(person, kind, key)


def _thing(kind: str, key: str, seen: Any) -> Found | None:  # noqa: ANN401
    one = next((t for t in registry.things().values() if t.key == key and t.kind == kind), None)
    if one is None or not seen(one):
        return None
    return Found(kind, key, words.name(one), (one,), words.district(one))


def _number(key: str) -> int | None:
    """Read which firm is meant: a number, or the name of one that owns or looks after a thing."""
    if key.isdecimal():
        return int(key)
    named = (
        zip(t.organisations, (t.owner, t.maintainer), strict=False)
        for t in registry.things().values()
    )
    return next((n for bodies in named for n, name in bodies if name == key), None)


def _firm(number: int, seen: Any) -> Found | None:  # noqa: ANN401
    own = [t for t in registry.things().values() if number in t.organisations and seen(t)]
    if not own:
        return None
    name = _bodies(own[0]).get(number) or people.organisation_name(number)
    places = sorted({words.district(each) for each in own})
    return Found("firm", str(number), name, tuple(own), ", ".join(places[:3]))


def _bodies(thing: registry.ThingInfo) -> dict[int, str]:
    """Name owner and maintainer by their numbers, in the reader's language."""
    english = words.english()
    owner = (thing.owner_en if english else "") or thing.owner
    keeper = (thing.maintainer_en if english else "") or thing.maintainer
    names = [name for name in (owner, keeper) if name]
    return dict(zip(thing.organisations, names, strict=False))


@cache
def _townships() -> dict[str, tuple[str, str, str]]:
    """Give name, English name and code of the district of every township, by its code."""
    rows = list(people.packaged_divisions())
    return {
        row["code"]: (row["name"], row.get("name_en", ""), row["code"][:6])
        for row in rows
        if row["level"] == "township"
    }


def _township(person: Any, key: str, seen: Any) -> Found | None:  # noqa: ANN401
    code = next((each for each in _townships() if each == key or each[:9] == key[:9]), None)
    if code is None or not _own_place(person, code):
        return None
    own = [t for t in registry.things().values() if t.township == code and seen(t)]
    name, name_en, _district = _townships()[code]
    shown = name_en if words.english() and name_en else name
    return Found("township", code, shown, tuple(own), code[:6])


def _own_place(person: Any, code: str) -> bool:  # noqa: ANN401
    scope = people.scope(person)
    if scope.nothing or scope.bodies is not None or scope.township not in (None, code):
        return False
    return scope.district in (None, code[:6])


def _by_matters(person: Any, kind: str, key: str) -> Found | None:  # noqa: ANN401
    """Give a subject that no register holds, and that a matter is about."""
    if kind not in cases.SUBJECTS or not cases.has_procedures():
        return None
    asked = cases.Subject(kind, key, "")
    rows = cases.queue(person, subject=asked, ended=None, order="opened", size=1).rows
    return Found(kind, key, rows[0].subject.name) if rows else None


def search(person: Any, text: str) -> list[Found]:  # noqa: ANN401
    """List subjects by a part of their name, permit or the number of a data logger (MN).

    Parameters
    ----------
    person
        Who asks: what lies outside the own part of the city is not found.
    text
        What to look for; empty = all.

    Returns
    -------
    list of Found
        Firms first, then their units, then townships; at most `FOUND` and one more.
    """
    asked = text.strip().casefold()
    seen = people.scope(person).holds
    things = [t for t in registry.things().values() if seen(t)]
    hit = [t for t in things if _hits(t, asked)]
    found = [*_firms(things, asked), *(_of(t) for t in hit)]
    if asked:
        found += _named_townships(person, asked)
    return found[: FOUND + 1]


def _of(thing: registry.ThingInfo) -> Found:
    return Found(thing.kind, thing.key, words.name(thing), (thing,), words.district(thing))


def _hits(thing: registry.ThingInfo, asked: str) -> bool:
    texts = (thing.name, thing.name_en, thing.key, thing.permit)
    if any(asked in text.casefold() for text in texts):
        return True
    loggers = registry.all_loggers(None)
    return len(asked) >= 4 and any(
        asked in mn.casefold() for mn, one in loggers.items() if one.thing_id == thing.id
    )


def _firms(things: Iterable[registry.ThingInfo], asked: str) -> list[Found]:
    firms: dict[int, tuple[str, list[registry.ThingInfo]]] = {}
    for thing in things:
        if thing.kind in ("outlet", "site"):
            for number, name in list(_bodies(thing).items())[:1]:
                firms.setdefault(number, (name, []))[1].append(thing)
    return [
        Found("firm", str(number), name, tuple(own), words.district(own[0]))
        for number, (name, own) in sorted(firms.items(), key=lambda each: each[1][0])
        if asked in name.casefold() or (asked and asked in own[0].owner.casefold())
    ]


def _named_townships(person: Any, asked: str) -> list[Found]:  # noqa: ANN401
    return [
        Found("township", code, name_en if words.english() and name_en else name, (), district)
        for code, (name, name_en, district) in _townships().items()
        if (asked in name or asked in name_en.casefold() or asked == code)
        and _own_place(person, code)
    ][:20]
