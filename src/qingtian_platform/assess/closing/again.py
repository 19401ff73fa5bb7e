"""What an edition needs to be made again from itself: its figures and its rules, as they were on its day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from qingtian.policy import Policy, placing
from qingtian.policy.assessments import Assessment, Part, assess
from qingtian.policy.placing import Figure, Listing, Measure
from qingtian.policy.rankings import Ranking
from qingtian_platform.assess.closing.figures import FigureInfo

ABSENT = "no figure was handed in"
STRANGE = "not on the list of those ranked"
Held = Mapping[str, Mapping[str, FigureInfo]]


def kept(known: Policy, one: Ranking, day: Any, held: Held) -> dict[str, Any]:  # noqa: ANN401
    """Write down figures, measures and answers of settings that a list rests on.

    Parameters
    ----------
    known
        The policy as it stands.
    one
        The ranking.
    day
        Last day of the turn.
    held
        Figures of each indicator, by subject.
    """
    made = known.assessments.get(one.indicator)
    used = [one.ties, one.missing, one.rounding, *([made.weights, made.missing] if made else [])]
    used += [each.how for each in (known.indicators[name].counted for name in held) if each]
    return {
        "figures": {name: [_figure(each) for each in rows.values()] for name, rows in held.items()},
        "form": one.form,
        "assessed": list(known.assessed(one.key, day)),
        "measures": {name: _measure(known, name) for name in _names(one, held)},
        "cut": _cut(one),
        "assessment": _assessment(made) if made else None,
        "settings": {
            word: {"since": decision.since.isoformat(), "value": decision.value}
            for word in used
            if word in known.settings
            for decision in [known.settings[word].on(day)]
        },
        "ways": {"ties": one.ties, "missing": one.missing, "rounding": one.rounding},
    }


def _names(one: Ranking, held: Held) -> list[str]:
    return sorted({*held, one.indicator, *([one.then] if one.then else [])})


def _figure(each: FigureInfo) -> list[str]:
    row = each.stands
    return [row.subject, row.value, row.reason, row.source, each.name]


def _measure(known: Policy, name: str) -> list[Any]:
    found = known.measure(name)
    return [found.better, found.digits]


def _cut(one: Ranking) -> dict[str, Any] | None:
    if one.cut is None:
        return None
    if one.cut.bottom_n is not None:
        return {"bottom_n": one.cut.bottom_n}
    return {"bottom_pct": format(one.cut.bottom_pct or Decimal(0), "f")}


def _assessment(made: Assessment) -> dict[str, Any]:
    return {
        "parts": {part.key: list(part.indicators) for part in made.parts},
        "weights": made.weights,
        "missing": made.missing,
    }


def again(text: str) -> Listing | None:
    """Make a list again from an edition alone: from its own figures, under its own rules.

    Parameters
    ----------
    text
        Of the edition.

    Returns
    -------
    Listing or None
        None where the edition is older than what it needs for that.
    """
    content = json.loads(text, parse_float=Decimal)
    if "figures" not in content:
        return None
    measures = {name: Measure(*each) for name, each in content["measures"].items()}
    main, then = _main(content, measures), content["then"]
    second = {each.subject: each.value for each in _of(content, then)} if then else {}
    figures = [Figure(f.subject, f.value, second.get(f.subject), f.reason) for f in main]
    ranked, measure = _ranked(content["assessed"], figures), measures[content["indicator"]]
    other = measures[then] if then else None
    if content["form"] == "feedback":
        return placing.fed_back(ranked, measure, then=other)
    ties = _said(content, content["ways"]["ties"])
    return placing.listing(
        ranked,
        measure,
        then=other,
        cut=_cut_of(content),
        ties=cast("placing.Ties", "include" if ties == "next" and not then else ties),
        missing=cast("placing.Missing", _said(content, content["ways"]["missing"])),
    )


def _said(content: Mapping[str, Any], word: str) -> Any:  # noqa: ANN401 - whatever was decided
    found = content["settings"].get(word)
    return word if found is None else found["value"]


def _of(content: Mapping[str, Any], indicator: str) -> list[Figure]:
    return [
        Figure(who, Decimal(value) if value else None, reason=reason)
        for who, value, reason, _source, _name in content["figures"].get(indicator, ())
    ]


def _main(content: Mapping[str, Any], measures: Mapping[str, Measure]) -> list[Figure]:
    made = content["assessment"]
    if made is None:
        return _of(content, content["indicator"])
    parts = tuple(Part(key, tuple(names), municipal=False) for key, names in made["parts"].items())
    figures = {}
    for name in (each for part in parts for each in part.indicators):
        held = {each.subject: each for each in _of(content, name)}
        absent = [held.get(who, Figure(who, None, reason=ABSENT)) for who in content["assessed"]]
        figures[name] = absent
    scores = assess(
        Assessment(content["indicator"], {}, parts, made["weights"], made["missing"], ()),
        figures,
        measures,
        {key: Decimal(each) for key, each in _said(content, made["weights"]).items()},
        missing=cast("placing.Missing", _said(content, made["missing"])),
        digits=measures[content["indicator"]].digits,
    )
    return [Figure(each.subject, each.total, reason=each.reason) for each in scores]


def _ranked(assessed: Iterable[str], figures: Iterable[Figure]) -> list[Figure]:
    """Take those who are assessed, and leave out who is not, with the reason."""
    given, places = {each.subject: each for each in figures}, list(assessed)
    if not places:
        return list(given.values())
    others = [
        Figure(each.subject, each.value or Decimal(0), reason=STRANGE)
        for each in given.values()
        if each.subject not in set(places)
    ]
    return [*(given.get(who, Figure(who, None, reason=ABSENT)) for who in places), *others]


def _cut_of(content: Mapping[str, Any]) -> placing.Cut | None:
    cut, rounding = content["cut"], content["ways"]["rounding"]
    if cut is None:
        return None
    if "bottom_n" in cut:
        return placing.Cut(bottom_n=cut["bottom_n"])
    how = cast("placing.Rounding", _said(content, rounding) if rounding else "up")
    return placing.Cut(bottom_pct=Decimal(cut["bottom_pct"]), rounding=how)
