"""What the law's cases of all areas share: enough of them, none twice, each cited clause hit."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import _lru_cache_wrapper

import pytest

from qingtian import law
from qingtian.law import Provision
from qingtian.law.book import Law
from support.lawcases import BORDERS, FOLDER, Case, areas, cases, runner, shape

LEAST = {"air": 170, "consequences": 150, "emissions": 180, "quality": 90, "water": 160}
"""Areas of the law, and how many cases each has at least."""

PROVISIONS = law.provisions(sorted((FOLDER.parents[1] / "packs").glob("*/")))
"""The law of the library and of the packs beside it."""

EVERY = [each for area in areas() for each in cases(area)]


@pytest.mark.parametrize("area", LEAST)
def test_an_area_has_enough_cases(area: str) -> None:
    assert len(list(cases(area))) >= LEAST[area]


def test_every_area_of_the_law_has_cases_and_there_are_enough_in_all() -> None:
    assert set(LEAST) == {path.split(".")[0] for path in PROVISIONS} == set(areas())
    assert len(EVERY) >= 600


def test_names_are_unique_and_tell_something() -> None:
    names = Counter(each.name for each in EVERY)
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if len(name) < 12] == []


def test_a_case_has_a_day_and_an_expectation() -> None:
    for each in EVERY:
        assert isinstance(each.case.get("day"), date), each
        assert each.case.get("expect"), each
        assert each.case.get("border", BORDERS[0]) in BORDERS, each


def test_no_two_cases_differ_in_a_number_only() -> None:
    seen: dict[object, Case] = {}
    twins = []
    for each in EVERY:
        if other := seen.setdefault(shape(each), each):
            twins += [(other.name, each.name)] if other is not each else []
    assert twins == []


def uncached() -> None:
    """Forget what standards and checks remember, so that each case asks the law itself."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("qingtian.standards", "qingtian.quality")):
            for each in list(vars(module).values()):
                if isinstance(each, _lru_cache_wrapper):
                    each.cache_clear()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[tuple[str, str]]]:
    """What was asked for: clauses as (standard, clause), and provisions as ("path", path)."""
    found: set[tuple[str, str]] = set()
    ask = Law.__getitem__

    def recording(self: Law, path: str) -> Provision:
        stage = ask(self, path)
        found.update((clause(stage), ("path", path)))
        return stage

    monkeypatch.setattr(Law, "__getitem__", recording)
    uncached()
    yield found
    uncached()


def clause(stage: Provision) -> tuple[str, str]:
    """Name a clause; where its number is not recorded, the provision stands for it."""
    recorded = any(sign.isdigit() for sign in stage.clause)
    return stage.standard, stage.clause if recorded else stage.path


@pytest.mark.parametrize("area", LEAST)
def test_each_cited_clause_and_each_limit_is_hit_by_a_case(
    area: str, asked: set[tuple[str, str]]
) -> None:
    run = runner(area)
    for each in cases(area):
        run(each.file, each.case)
    stages = [
        stage
        for path, found in PROVISIONS.items()
        if path.startswith(f"{area}.")
        for stage in found
    ]
    limits = {("path", stage.path) for stage in stages if stage.kind == "limit"}
    assert sorted({clause(stage) for stage in stages} - asked) == []
    assert sorted(limits - asked) == []
