"""Which side of an interval the stamps of a domain name: nobody guesses it from the stamp.

Ambient bulletins name the end of the hour: 14时 is 13:00 to 14:00. HJ 212, stacks (CEMS) and on-line
water name the start.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from qingtian.quantities.periods import Interval, Side


class Domain(StrEnum):
    """Where a stamp comes from.

    Attributes
    ----------
    AMBIENT
        Bulletins and exports of ambient air: the end.
    HJ212
        DataTime of frames: the start.
    CEMS
        Continuous monitoring of stacks: the start.
    WATER
        On-line monitoring of water: the start.
    """

    AMBIENT = "ambient"
    HJ212 = "hj212"
    CEMS = "cems"
    WATER = "water"

    @property
    def side(self) -> Side:
        """The side of an interval that its stamps name."""
        return "end" if self is Domain.AMBIENT else "start"

    def interval(self, stamp: datetime, length: timedelta) -> Interval:
        """Read a stamp as the interval that it names.

        Parameters
        ----------
        stamp
            With a zone.
        length
            Of the interval: an hour, ten minutes, a day.

        Returns
        -------
        Interval
            Of that length.

        Raises
        ------
        ValueError
            If the stamp has no zone, the length is not above zero, or the stamp is no multiple of
            the length within its day.
        """
        if stamp.tzinfo is None:
            raise ValueError(f"expected a time with a zone; got {stamp.isoformat()}")
        if length <= timedelta():
            raise ValueError(f"expected a length above zero; got {length}")
        midnight = stamp.replace(hour=0, minute=0, second=0, microsecond=0)
        if length <= timedelta(days=1) and (stamp - midnight) % length:
            raise ValueError(
                f"expected a multiple of {length} from midnight; got {stamp.isoformat()}"
            )
        start = stamp if self.side == "start" else stamp - length
        return Interval(start, start + length)

    def stamp(self, interval: Interval) -> datetime:
        """Name an interval as the domain does; undoes `interval`."""
        return interval.label(self.side)
