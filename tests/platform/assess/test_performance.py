"""The yearly assessment: three dimensions from three places, the veto, and a year that is frozen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.performance import api as performance
from qingtian_platform.assess.performance.models import Entered
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.people.models import Person

pytestmark = pytest.mark.django_db
YEAR = 2020
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
EAST = "110101000"


@pytest.fixture
def assessor():
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


def unit(key):
    return next(each for each in performance.draft(YEAR) if each.key == key)


def entered(person, key=EAST, **given):
    for fact, value in given.items():
        performance.enter(YEAR, key, fact, str(value), "市统计局函", person, now=NOON)


def test_a_year_needs_every_fact_and_says_which_is_missing(assessor):
    assert unit(EAST).missing == ("targets", "quality", "satisfaction", "unmet", "exceeded")
    entered(assessor, targets=50, quality=50, satisfaction=90, unmet=1)
    assert unit(EAST).missing == ("exceeded",)
    entered(assessor, exceeded=0)
    came = unit(EAST).performance
    assert (str(came.score), came.grade, came.consequence) == (
        "58.00",
        "failed",
        "no promotion, no commendation",
    )


def test_targets_of_a_department_are_counted_from_the_ledger(assessor):
    from qingtian_platform.assess.performance import facts

    owed = facts.due(YEAR, date(YEAR, 12, 31))
    who = max((k for k in performance.units(YEAR) if k in owed), key=lambda k: len(owed[k]))
    targets = [policy().targets[each.clause] for each in owed[who]]
    one = next(each for each in targets if each.goal is not None)
    ledger.report(
        one.clause.id,
        date(YEAR, 12, 31),
        str(one.goal),
        "年报",
        assessor,
        now=datetime(2020, 12, 31, 4, tzinfo=UTC),
    )
    found = unit(who).facts
    assert found["targets"].value == round(Decimal(100) / len(targets), 2)
    assert found["targets"].rows == tuple(each.clause.id for each in targets)
    assert (found["unmet"].value, found["exceeded"].value) == (0, 0)


def test_a_figure_of_the_year_that_is_handed_in_after_it_counts(assessor):
    """The numbers of a year are known in the next one, not on its last evening."""
    from qingtian_platform.assess.performance import facts

    handed = datetime(YEAR + 1, 2, 20, 4, tzinfo=UTC)
    ledger.report("D3-4.1-12", date(YEAR, 12, 31), "44.4", "年报", assessor, now=handed)

    def forest(today):
        owed = facts.due(YEAR, today)["forestry"]
        return next(each for each in owed if each.clause == "D3-4.1-12")

    assert forest(date(YEAR + 1, 2, 19)).met is None
    assert (forest(date(YEAR + 1, 2, 20)).met, forest(date(YEAR + 1, 2, 20)).exceeded) == (
        True,
        True,
    )


def test_what_was_short_in_the_year_before_is_no_miss_of_the_year(assessor):
    """One without a record of its day is unknown here as on the wall: no veto rests on it."""
    ledger.report("D3-4.1-12", date(YEAR - 1, 12, 31), "43", "年报", assessor, now=NOON)
    assert unit("forestry").facts["unmet"].value == 0


def test_a_number_of_each_year_is_owed_in_each_year_of_its_time(assessor):
    from qingtian_platform.assess.performance import facts

    def years(clause, *when):
        named = {y: facts.due(y, date(y, 12, 31)) for y in when}
        return [
            y
            for y, owed in named.items()
            if any(clause in {d.clause for d in each} for each in owed.values())
        ]

    assert years("D3-6.3-23", 2018, 2019, 2025) == [2019, 2025]
    assert years("D2-3.2-07", 2018, 2020, 2023, 2024) == [2020, 2023]


def test_the_state_of_a_district_comes_from_the_closed_lists_of_its_townships(assessor):
    first = date(YEAR, 3, 1)
    towns = [
        t for t in policy().assessed("township-air", date(YEAR, 3, 31)) if t.startswith("110101")
    ]
    rows = [
        closing.FigureRow(indicator, who, first, str(40 + n), "", "监测中心")
        for n, who in enumerate(towns)
        for indicator in (
            "township-pm25",
            "township-tsp",
            "air-work",
            "township-water",
            "water-work",
        )
    ]
    closing.hand_in(rows, assessor, now=NOON)
    assert "quality" not in unit(EAST).facts
    for ranking in ("township-air", "township-water"):
        closing.close(ranking, first, assessor, now=NOON)
    found = unit(EAST).facts["quality"]
    assert (found.value, len(found.rows), found.computed) == (Decimal("50.00"), 2, True)


def test_a_year_is_frozen_and_a_correction_is_an_edition_of_its_own(assessor):
    with pytest.raises(performance.PerformanceRefusedError):
        performance.close(YEAR, assessor, now=NOON)
    entered(assessor, targets=95, quality=95, satisfaction=95, unmet=0, exceeded=1)
    one = performance.close(YEAR, assessor, now=NOON)
    first = next(each for each in one.content["units"] if each["unit"] == EAST)
    assert first["consequence"] == "first in promotion and commendation"
    with pytest.raises(performance.PerformanceRefusedError):
        performance.close(YEAR, assessor, "again", now=NOON)
    entered(assessor, satisfaction=10)
    with pytest.raises(performance.PerformanceRefusedError):
        performance.close(YEAR, assessor, now=NOON)
    two = performance.close(YEAR, assessor, "调查更正", now=NOON)
    assert [each.number for each in performance.editions(YEAR)] == [2, 1]
    assert one == performance.editions(YEAR)[1]
    assert two.digest != one.digest
    assert Entered.objects.filter(unit=EAST, fact="satisfaction").count() == 2


@pytest.mark.parametrize(
    ("fact", "value"),
    [("targets", "101"), ("targets", "-1"), ("unmet", "1.5"), ("exceeded", "2"), ("quality", "good"),
     ("weather", "1"), ("quality", "NaN")],
)  # fmt: skip
def test_what_is_no_fact_is_refused(assessor, fact, value):
    with pytest.raises(performance.PerformanceRefusedError):
        entered(assessor, **{fact: value})


def test_a_year_that_runs_is_not_closed(assessor):
    with pytest.raises(performance.PerformanceRefusedError, match="2026"):
        performance.close(2026, assessor, now=NOON)
