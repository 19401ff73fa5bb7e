"""Judged hour by hour, some sites at a time, stands what one pass over the cut data says."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.quality.detectors.standing import LOOKBACK, compared, standing, window
from qingtian.quality.detectors.streams import DAY, HOUR, Stream, World
from qingtian.quality.finding import Finding

START = 1_700_006_400_000
HOURS = 24 * 60


def stream(key: str, site: str, seed: int, hours: int = HOURS) -> Stream:
    rng = np.random.default_rng(seed)
    value, level = np.empty(hours), 0.0
    for i in range(hours):
        level = 0.9 * level + rng.normal(0, 1)
        value[i] = round(30 + level, 1)
    if seed % 2:
        value[900:960] = 27.3
    marks = np.full(hours, ord("N"), dtype=np.uint8)
    return Stream(
        key,
        site,
        "cems",
        "so2",
        "measured",
        "mg/m3",
        step=HOUR,
        limit=np.nan,
        top=np.nan,
        lod=np.nan,
        ref_o2=np.nan,
        neighbours=(),
        start=START,
        value=value,
        mark=marks,
    )


@cache
def world() -> World:
    return World({f"{site}-so2": stream(f"{site}-so2", site, n) for n, site in enumerate("abc")})


def key(found: list[Finding]) -> list[object]:
    return [(f.rule, f.datastream, f.start, f.end, f.score, repr(f.evidence)) for f in found]


@settings(max_examples=12, deadline=None)
@given(st.integers(930, HOURS), st.sets(st.sampled_from("abc")))
def test_neither_the_future_nor_other_sites_change_what_is_said(hour: int, sites: set[str]) -> None:
    at = START + hour * HOUR
    asked = standing(world(), at, sites)
    assert key(asked) == key(standing(world().until(at), at, sites))
    everything = standing(world(), at)
    assert key(asked) == key([f for f in everything if f.datastream[0] in sites])


def test_what_lies_before_the_window_does_not_matter() -> None:
    long = stream("x-so2", "x", 3, 24 * 150)
    at = long.at(len(long))
    first = window(at)[0]
    assert START < first <= at - LOOKBACK
    odd = replace(
        long, value=np.where(np.arange(len(long)) * HOUR + START < first, 1.0, long.value)
    )
    assert key(standing(World({"x-so2": long}), at)) == key(standing(World({"x-so2": odd}), at))


def test_hour_by_hour_leaves_what_one_pass_says() -> None:
    stands: list[Finding] = []
    said = withdrawn = 0
    for hour in range(902, 972, 3):
        at = START + hour * HOUR
        change = compared(stands, standing(world(), at), window(at)[0])
        stands = [new for _, new in change.kept] + list(change.said)
        said, withdrawn = said + len(change.said), withdrawn + len(change.withdrawn)
        assert key(sorted(stands, key=lambda f: f.datastream)) == key(
            standing(world().until(at), at)
        )
    assert (said, withdrawn) == (1, 0)
    (held,) = stands
    assert (held.rule, held.datastream) == ("FD-101", "b-so2")


def test_what_late_data_contradict_is_withdrawn_and_what_is_out_of_sight_is_left() -> None:
    at = START + 970 * HOUR
    (held,) = standing(world(), at)
    honest = replace(world().streams["b-so2"], value=world().streams["a-so2"].value)
    now = standing(World({"b-so2": honest}), at)
    assert compared([held], now, window(at)[0]).withdrawn == (held,)
    assert compared([held], now, START + 990 * HOUR).withdrawn == ()


def test_a_world_without_data_says_nothing() -> None:
    empty = world().until(START)
    assert standing(empty, START) == []
    assert standing(World({}), START + DAY) == []
