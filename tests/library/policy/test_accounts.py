"""Where units stand on the ladders: cases that a jurist can read, and what holds for all facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qingtian.policy import Policy, open_policy
from qingtian.policy.accounts import (
    NEEDED,
    Answer,
    Standing,
    kind_of,
    lacking,
    standings,
    stands_on,
    unmet,
)
from qingtian.policy.errors import NotThereError
from qingtian.policy.ladders import Fact

CASES = Path(__file__).parents[2] / "policy" / "accounts.yaml"
Case = Mapping[str, Any]
DAY = date(2024, 6, 30)


def cases() -> list[Any]:
    found = yaml.safe_load(CASES.read_text("utf-8"))
    return [pytest.param(each, id=str(each["name"])) for each in found]


@cache
def beijing() -> Policy:
    return open_policy("beijing2018")


def answered(changes: Mapping[str, Any]) -> Policy:
    """Open Beijing's policy with other answers to its open questions."""
    policy = beijing()
    settings = dict(policy.settings)
    for key, value in changes.items():
        assert value in settings[key].choices, key
        decisions = tuple(replace(each, value=value) for each in settings[key].decisions)
        settings[key] = replace(settings[key], decisions=decisions)
    return replace(policy, settings=settings)


def facts(rows: list[Case]) -> list[Fact]:
    found: list[Fact] = []
    for row in rows:
        for _ in range(row.get("n", 1)):
            share = row.get("share")
            found.append(
                Fact(
                    str(len(found) + 1),
                    "inspection",
                    "here",
                    row["found"],
                    row.get("type", "dust"),
                    row.get("mended", False),
                    row.get("handed", False),
                    row.get("due"),
                    row.get("kind", "violation"),
                    None if share is None else Decimal(share),
                )
            )
    return found


def told(standing: Standing) -> dict[str, Any]:
    above = standing.next
    return {
        **vars(standing),
        "share": str(standing.share),
        "facts": sorted(map(int, standing.facts)),
        "fresh": sorted(map(int, standing.fresh)),
        "heavier": sorted(map(int, standing.heavier)),
        "next": "none"
        if above is None
        else [above.level, above.threshold, above.lacking, above.unfinished],
    }


@pytest.mark.parametrize("case", cases())
def test_a_standing(case: Case) -> None:
    answers = [
        Answer(frozenset(map(str, each["facts"])), each["level"], each.get("turn", ""))
        for each in case.get("answers", ())
    ]
    policy, given_facts = answered(case.get("settings", {})), facts(case["facts"])
    others = [replace(each, subject="elsewhere", id=f"x{each.id}") for each in given_facts]
    every = [*given_facts, *others]
    found = standings(policy, case["ladder"], "here", every, case["day"], answers)
    if case["expect"] == "none":
        assert found == ()
        return
    got = told(found[0])
    assert {key: got[key] for key in case["expect"]} == case["expect"]


SHARES = (
    ("low", "of-target", "35", "42", None, "20"),
    ("low", "of-target", "35", "35", None, "0"),
    ("low", "of-target", "35", "34", None, "0"),
    ("high", "of-target", "80", "60", None, "25"),
    ("low", "of-path", "35", "40", "45", "50"),
    ("high", "of-path", "80", "60", "40", "50"),
    ("low", "of-path", "35", "50", "45", "150"),
)


@pytest.mark.parametrize(("better", "way", "target", "result", "base", "expect"), SHARES)
def test_the_share_unmet(better, way, target, result, base, expect):
    start = None if base is None else Decimal(base)
    found = unmet(Decimal(target), Decimal(result), start, better=better, way=way)
    assert found == Decimal(expect)


def test_a_share_of_nothing_is_refused():
    with pytest.raises(ValueError, match="not 0"):
        unmet(Decimal(0), Decimal(1), None, better="low", way="of-target")
    with pytest.raises(ValueError, match="began"):
        unmet(Decimal(35), Decimal(40), None, better="low", way="of-path")


def test_who_can_be_called_to_account():
    kinds = {"110101000": "district", "110101001": "township", "housing": "department"}
    for unit, kind in {**kinds, "drainage": "firm"}.items():
        assert kind_of(beijing(), unit, DAY) == kind
    for unit in ("110000000", "cadres", "polluters", "nobody"):
        with pytest.raises(NotThereError, match=unit):
            kind_of(beijing(), unit, DAY)


def test_another_city_has_ladders_of_its_own_and_hears_what_it_lacks():
    small = open_policy(Path(__file__).parents[2] / "packs" / "small")
    day = date(2031, 6, 1)
    town = small.divisions.on(day, ("town",))[0].code
    two = [Fact(str(n), "s", town, day, "smoke", mended=False) for n in range(2)]
    (found,) = standings(small, "towns", town, two, day)
    assert (found.proposed, found.next.lacking) == ("deputy", 2)
    assert stands_on(small, town, small.ladders["towns"], day)
    assert lacking(small) == NEEDED
    assert lacking(beijing()) == ()


SOME = st.lists(
    st.builds(
        lambda back, kind, mended, handed, due: (back, kind, mended, handed, due),
        st.integers(0, 900),
        st.sampled_from(("violation", "sham", "falsified")),
        st.booleans(),
        st.booleans(),
        st.one_of(st.none(), st.integers(-30, 30)),
    ),
    max_size=16,
)
LADDERS = ("problem-places", "problem-departments", "sham-rectification", "interview-districts")


@given(SOME, st.randoms(use_true_random=False), st.sampled_from(LADDERS), st.booleans())
def test_the_order_of_facts_does_not_matter(rows, random, ladder, rolling):
    window = {"accountability.problem.window": "rolling-year"} if rolling else {}
    policy = answered(window)
    every = [
        Fact(
            f"{n:03}", "s", "here", DAY - timedelta(days=back), "dust" if n % 2 else "waste",
            mended, handed, None if due is None else DAY + timedelta(days=due), kind,
        )
        for n, (back, kind, mended, handed, due) in enumerate(rows)
    ]  # fmt: skip
    found = standings(policy, ladder, "here", every, DAY)
    random.shuffle(every)
    assert standings(policy, ladder, "here", every, DAY) == found
    for each in found:
        decided = Answer(frozenset(each.facts), each.proposed or each.level, each.turn)
        again = standings(policy, ladder, "here", every, DAY, [decided])
        same = next(s for s in again if s.turn == each.turn)
        if window or set(same.facts) != set(each.facts):
            continue
        assert same.proposed == "", "a decision was proposed again for the same facts"
        assert same.level == each.level
