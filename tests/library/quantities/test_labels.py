"""The label of each domain: ambient air names the end of an interval, all others the start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.quantities import BEIJING, Domain, one_hour

HOUR = timedelta(hours=1)
TWO = datetime(2026, 3, 1, 14, tzinfo=BEIJING)


def test_fourteen_hours_of_a_bulletin_began_at_thirteen() -> None:
    assert Domain.AMBIENT.interval(TWO, HOUR).start == TWO - HOUR


@pytest.mark.parametrize("domain", [Domain.HJ212, Domain.CEMS, Domain.WATER])
def test_fourteen_hours_of_a_frame_begin_at_fourteen(domain: Domain) -> None:
    assert domain.interval(TWO, HOUR).start == TWO


def test_one_stamp_of_two_domains_is_two_hours() -> None:
    ambient, frame = Domain.AMBIENT.interval(TWO, HOUR), Domain.HJ212.interval(TWO, HOUR)
    assert ambient.end == frame.start
    assert Domain.AMBIENT.stamp(frame) == TWO + HOUR


def test_midnight_of_a_bulletin_closes_the_day_before() -> None:
    midnight = datetime(2026, 3, 2, tzinfo=BEIJING)
    day = Domain.AMBIENT.interval(midnight, timedelta(days=1))
    assert day.start == datetime(2026, 3, 1, tzinfo=BEIJING)
    assert Domain.AMBIENT.interval(midnight, HOUR).start.hour == 23


@given(
    st.sampled_from(list(Domain)),
    st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - zone follows
    st.sampled_from([5, 10, 60, 120, 1440]),
)
def test_a_stamp_names_the_interval_that_it_was_read_as(
    domain: Domain, moment: datetime, minutes: int
) -> None:
    length = timedelta(minutes=minutes)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    stamp = (midnight + (moment - midnight) // length * length).replace(tzinfo=BEIJING)
    found = domain.interval(stamp, length)
    assert found.end - found.start == length
    assert domain.stamp(found) == stamp
    if minutes == 60:
        assert found == one_hour(stamp, domain.side)


def test_what_names_no_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="multiple of 1:00:00"):
        Domain.CEMS.interval(TWO + timedelta(minutes=5), HOUR)
    with pytest.raises(ValueError, match="zone"):
        Domain.CEMS.interval(TWO.replace(tzinfo=None), HOUR)
    with pytest.raises(ValueError, match="above zero"):
        Domain.CEMS.interval(datetime(2026, 1, 1, tzinfo=UTC), timedelta())
