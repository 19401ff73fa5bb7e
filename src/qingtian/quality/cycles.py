"""Cycles of analysers that take longer than an hour for a sample: which hours owe one value together."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime, timedelta

ONE_HOUR = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC) - 8 * ONE_HOUR
"""A midnight of Beijing, from which cycles are counted."""


def sample_hours(at: datetime, cycle: int) -> list[datetime]:
    """List the hours that owe one value together with an hour: those of its analyser's cycle.

    Parameters
    ----------
    at
        Start of the hour, with its zone.
    cycle
        Hours that the analyser takes for a sample; one that divides a day. [h]

    Returns
    -------
    list of datetime
        Their starts on Beijing's clock, ascending, in the zone given; the hour itself among them.
    """
    begun = (at - EPOCH) % (cycle * ONE_HOUR) // ONE_HOUR
    return [at + (n - begun) * ONE_HOUR for n in range(cycle)]


def between_samples(at: datetime, cycle: int, came: Container[datetime], until: datetime) -> bool:
    """Tell whether an hour owes no value: the one of its cycle came in another hour, or is not due.

    Parameters
    ----------
    at, cycle
        As of `sample_hours`.
    came
        Starts of the hours of which a value came.
    until
        The present, or where one stops looking; cycles that end later are not due.
    """
    hours = sample_hours(at, cycle)
    return hours[-1] + ONE_HOUR > until or any(each in came for each in hours)
