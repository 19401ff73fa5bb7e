"""Every sign is in exactly one item, none is lost, and neither order nor batches play a part."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingtian_platform.act.alarms import raising, rules
from qingtian_platform.act.alarms.grouping import Stretch, components
from qingtian_platform.act.alarms.models import Alarm, Member
from qingtian_platform.registry import api as registry
from support.alarming import HOUR, NOON, sign

CAUSES = (rules.FALSIFICATION, rules.INSTRUMENT, rules.SILENCE, rules.REMARK, rules.EXCEEDANCE)


@st.composite
def _signs(draw):
    found = {}
    for _ in range(draw(st.integers(1, 14))):
        start, hours = draw(st.integers(0, 30)), draw(st.sampled_from([1, 2, 5, 200]))
        one = sign(
            draw(st.integers(1, 7)),
            start,
            hours,
            draw(st.sampled_from(CAUSES)),
            code=draw(st.sampled_from(["a21026", "a21002"])),
        )
        found[one.key] = one
    return list(found.values())


def _partition() -> set[frozenset[str]]:
    items = defaultdict(set)
    for row in Member.objects.select_related("alarm"):
        items[row.alarm.into_id or row.alarm_id].add(row.key)
    return {frozenset(keys) for keys in items.values()}


def _raised(batches) -> set[frozenset[str]]:
    """Raise signs in batches and give the partition; the records are as before afterwards."""
    with transaction.atomic():
        for batch in batches:
            raising.take(batch, {}, NOON)
        found = _partition()
        roots = Alarm.objects.filter(into=None)
        assert not roots.filter(count=0).exists()
        assert sum(row.count for row in roots) == Member.objects.count()
        for row in roots:
            assert (row.start, row.end) == raising.reach(row.pk)
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(signs=_signs(), data=st.data())
def test_the_order_and_the_batches_of_signs_play_no_part(db, signs, data):
    once = _raised([signs])
    other = data.draw(st.permutations(signs))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(signs)))))
    batches = [other[a:b] for a, b in pairwise([0, *cuts, len(signs)])]
    assert _raised(filter(None, batches)) == once
    keys = [key for group in once for key in group]
    assert sorted(keys) == sorted(one.key for one in signs), "each in one, and none lost"


@given(
    spans=st.lists(st.tuples(st.integers(0, 100), st.integers(1, 20)), min_size=1, max_size=25),
    join=st.integers(0, 5),
)
def test_what_is_together_is_what_steps_of_the_allowed_length_connect(spans, join):
    stretches = [Stretch(NOON + a * HOUR, NOON + (a + n) * HOUR) for a, n in spans]
    found = components(stretches, join * HOUR)
    assert sorted(map(len, found)) == sorted(map(len, _reference(stretches, join * HOUR)))
    assert sum(map(len, found)) == len(stretches)


def _reference(stretches, join):
    """Connect each with each, by the definition, and follow the connections."""
    left, groups = list(range(len(stretches))), []
    while left:
        group, todo = set(), [left[0]]
        while todo:
            a = todo.pop()
            group.add(a)
            todo += [
                b
                for b in left
                if b not in group
                and stretches[a].start - stretches[b].end <= join
                and stretches[b].start - stretches[a].end <= join
            ]
        groups.append(group)
        left = [each for each in left if each not in group]
    return groups


@pytest.mark.django_db
@pytest.mark.parametrize("units", [4, 5])
def test_silences_of_one_district_are_an_outage_from_five_units_on(units):
    for unit in range(1, units + 1):
        begin = timedelta(minutes=10 * unit) / HOUR
        one = sign(unit, begin, 2, rules.SILENCE, "missing", organisations=(unit,))
        raising.take([one], {}, NOON)
    (*rest, first) = Alarm.objects.filter(into=None).order_by("-pk")
    if units < 5:
        assert {row.cause for row in (first, *rest)} == {"silence"}
    else:
        assert (first.cause, first.count, first.things, rest) == ("outage", 5, [1, 2, 3, 4, 5], [])
        assert first.district == "110108"


@pytest.mark.django_db
def test_outages_of_districts_are_one_outage_of_the_city():
    for n in range(20):
        district = ("110108", "110111", "110112", "110113")[n % 4]
        raising.take([sign(n + 1, 0, 2, rules.SILENCE, "missing", district=district)], {}, NOON)
    (row,) = Alarm.objects.filter(into=None)
    assert (row.lane, row.count, len(row.things)) == ("outage/city", 20, 20)
    late = sign(99, 0.2, 3, rules.SILENCE, "missing", district="110108")
    raising.take([late], {}, NOON)
    row.refresh_from_db()
    assert (Alarm.objects.filter(into=None).count(), row.count) == (1, 21)


@pytest.mark.django_db
def test_remarks_of_a_day_are_one_item_of_who_maintains(city):
    things = registry.things()
    owner, maintainer = things[city.outlet].organisations
    remarks = [
        sign(thing, hour, 1, rules.REMARK, "spike", organisations=things[thing].organisations)
        for thing in (city.outlet, city.other)
        for hour in (-5, 0, 5, 11, 13)
    ]
    raising.take(remarks, things, NOON)
    rows = Alarm.objects.order_by("start")
    assert [(row.count, row.organisations, row.severity) for row in rows] == [
        (8, [maintainer], 4),
        (2, [maintainer], 4),
    ], "13 hours after noon is the next day in Beijing"
    assert owner != maintainer


@pytest.mark.django_db
def test_what_is_raised_twice_is_raised_once():
    one = sign(1)
    raising.take([one, one], {}, NOON)
    assert raising.take([one], {}, NOON) == set()
    assert Member.objects.count() == 1
