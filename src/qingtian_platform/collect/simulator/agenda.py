"""What a data logger has to send and when: live, back-filled, or kept back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta

from qingtian_platform.collect.simulator import faults
from qingtian_platform.collect.simulator.instrument import Content, Instrument

Due = tuple[str, datetime]
"""Interval and start of a period."""


class Agenda:
    """The periods of one device, each due once.

    Parameters
    ----------
    instrument
        What it measures.
    now
        Where live data begin.
    backfill
        How far back before that it sends what it has, newest first.
    """

    def __init__(self, instrument: Instrument, now: datetime, backfill: timedelta) -> None:
        self.instrument = instrument
        unit = instrument.unit
        self._intervals = [n for n in unit.intervals if n != "minute" or unit.minutes]
        self._next = {name: instrument.floor(name, now) for name in self._intervals}
        self._realtime = timedelta(seconds=unit.realtime) if unit.realtime else None
        self._next_realtime = now
        self.live_realtime = True
        past = [due for name in self._intervals for due in self._past(name, now, backfill)]
        self.backlog: deque[Due] = deque(sorted(past, key=lambda due: due[1], reverse=True))

    def _past(self, name: str, now: datetime, backfill: timedelta) -> Iterator[Due]:
        length = self.instrument.length(name)
        start = self.instrument.floor(name, now - backfill)
        while start < now - backfill:
            start += length
        while start < self._next[name]:
            yield name, start
            start += length

    def every_realtime(self, seconds: int) -> None:
        """Set the interval of real-time data."""
        self._realtime = timedelta(seconds=seconds)

    def due(self, now: datetime) -> Iterator[Due]:
        """Yield the live periods that have ended, and the moment of real-time data.

        Parameters
        ----------
        now
            What the device's clock shows.
        """
        for name in self._intervals:
            while self._next[name] + self.instrument.length(name) <= now:
                start = self._next[name]
                self._next[name] = start + self.instrument.length(name)
                yield name, start
        if self._realtime is not None and self.live_realtime and now >= self._next_realtime:
            self._next_realtime = max(self._next_realtime + self._realtime, now)
            yield "realtime", now.replace(microsecond=0)

    def withheld(self, due: Due) -> str:
        """Say why a period is not sent when it is due: `outage`, `silence`, or empty."""
        name, start = due
        unit, seed = self.instrument.unit, self.instrument.seed
        if not self.instrument.measured(name, start):
            return "outage"
        end = start + (timedelta(0) if name == "realtime" else self.instrument.length(name))
        return "silence" if faults.any_active(unit, seed, end, "silence") else ""

    def history(self, name: str, begin: datetime, end: datetime, now: datetime) -> list[Content]:
        """List what was measured of a range, whether it was sent or not.

        Parameters
        ----------
        name
            `minute`, `hour` or `day`.
        begin, end
            Starts of the first and last period asked for.
        now
            What the device's clock shows.
        """
        if name not in self._intervals:
            return []
        length = self.instrument.length(name)
        start = self.instrument.floor(name, begin)
        found = []
        while start <= end and start + length <= now:
            if start >= begin and self.instrument.measured(name, start):
                found.append(self.instrument.content(name, start))
            start += length
        return found
