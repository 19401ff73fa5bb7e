"""A wrong and an honest stretch for each rule, as `scripts/make_twins.py` wrote them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from qingtian_platform.publish.desk.alarms import courses, plots

START = datetime(2024, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Twin:
    """One example: whether it is the wrong one, what it shows, its plot where it is a series."""

    wrong: bool
    what: str
    plot: plots.Plot | None


@cache
def examples() -> dict[str, dict[str, Any]]:
    """Read all examples, by number of the rule."""
    place = resources.files("qingtian_platform.publish.desk.alarms").joinpath("twins.json")
    found: dict[str, dict[str, Any]] = json.loads(place.read_text(encoding="utf-8"))
    return found


def twins(number: str) -> list[Twin]:
    """Draw the examples of a rule, the wrong one first."""
    known = examples().get(number, {})
    return [
        _twin(known[which], wrong=which == "forged")
        for which in ("forged", "honest")
        if which in known
    ]


def _twin(given: dict[str, Any], *, wrong: bool) -> Twin:
    what = _(given["what"])
    if "values" not in given:
        return Twin(wrong, what, None)
    hours = np.array(given["hours"], float)
    seconds = START.timestamp() + hours * 3600
    beside = [
        plots.Trace(
            _beside(line["name"]), seconds[: len(line["values"])], _numbers(line["values"]), "grey"
        )
        for line in given["beside"]
    ]
    own = plots.Trace(_("What the rule looks at"), seconds, _numbers(given["values"]))
    limit = given.get("limit")
    shades = [
        plots.Shade(n, _at(a), _at(b), _("What the rule objects to"))
        for n, (a, b) in enumerate(given["spans"], 1)
    ]
    span = (START, _at(float(hours.max()) + 1 if len(hours) else 1.0))
    levels = [plots.Level(limit, _("Limit"))] if limit else []
    title = f"{_('Wrong') if wrong else _('Honest')}: {what}"
    plot = courses.course(
        title, [*_once(beside), own], span, levels=levels, shades=shades, dated=False
    )
    return Twin(wrong, what, plot)


def _once(traces: list[plots.Trace]) -> list[plots.Trace]:
    """Name each kind of line but once in the key."""
    named: set[str] = set()
    found = []
    for trace in traces:
        name = "" if trace.name in named else trace.name
        named.add(trace.name)
        found.append(plots.Trace(name, trace.times, trace.values, trace.look))
    return found


def _beside(key: str) -> str:
    return {
        "neighbours": _("Neighbours"),
        "whole": _("What contains it"),
        "load": _("Load"),
    }.get(key, key)


def _numbers(values: list[float | None]) -> plots.Floats:
    return np.array([np.nan if v is None else v for v in values], float)


def _at(hour: float) -> datetime:
    return START + timedelta(hours=hour)
