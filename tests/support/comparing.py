"""Run a law case of two owners at one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from qingtian.quality import comparison

Case = Mapping[str, Any]


def compared(given: Case, day: date) -> dict[str, Any]:
    """Compare two series of hours that differ by a constant, or lie on a line, without any noise."""
    hours = np.arange(int(given["pairs"]))
    level = float(given["level"])
    first = level + np.where(hours % 48 < 24, -10.0, 10.0)
    second = float(given.get("slope", 1)) * (first - level) + level
    second += float(given["apart"])
    times = np.datetime64(day, "us") - np.timedelta64(8, "h") + hours * np.timedelta64(1, "h")
    rules, margin = comparison.rules(day), comparison.margin(given["domain"], given["kind"], day)
    assert margin is not None
    told = given.get("reference")
    against = [
        comparison.against(
            kind,
            *(
                comparison.Pairs(times[:n], reading - float(told[side]), reading)
                for n in (int(told["readings"]),)
                for side, reading in (("first", first[:n]), ("second", second[:n]))
            ),
            margin,
            rules,
        )
        for kind in comparison.references(day)
        if told and kind.key == told["kind"]
    ]
    two = comparison.Pairs(times, first, second)
    said = comparison.verdict(
        comparison.statistics(two, rules),
        margin,
        rules,
        against,
        asked=comparison.line(given["domain"], given["kind"], day),
        days=comparison.statistics(two.daily(24), rules),
    )
    return {**vars(said), "cleared": list(said.cleared), "allowed": round(said.allowed, 6)}
