"""The demo's senders: history at speed over the wire, and a live fleet in processes of its own."""

from __future__ import annotations

import asyncio
import csv
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from qingtian.protocols.hj212.moments import BEIJING
from qingtian_platform.collect.importers.stations import known
from qingtian_platform.collect.simulator.fleet import Unit, units
from qingtian_platform.collect.simulator.replay import Hour, Replay, push
from qingtian_platform.collect.simulator.run import Fleet, Plan
from qingtian_platform.collect.simulator.tally import Tally, total
from qingtian_platform.project.address import Address
from qingtian_platform.project.demo import history
from qingtian_platform.project.demo.cast import REALTIME, Speaker

BACKFILL = 48.0  # what the live fleet has to send when it starts [h]
AHEAD = 72  # hours after the start for which it has values to follow [h]
PATIENCE = 60.0  # for the last answers to the replayed history, when told to stop [s]
SEED = 2018


def earlier(now: datetime) -> timedelta:
    """Say how far back the days lie that the live stations follow.

    Parameters
    ----------
    now
        Time of the start.

    Returns
    -------
    timedelta
        Whole days: to the same day of the year within the packaged history where it has that day,
        else to its first week.
    """
    first = datetime.combine(history.FIRST, datetime.min.time(), BEIJING)
    today = now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    for year in (history.FIRST.year, history.LAST.year):
        if (today.month, today.day) == (2, 29):
            break
        same = today.replace(year=year)
        if first + timedelta(days=3) <= same <= first + timedelta(days=85):
            return today - same
    return today - (first + timedelta(days=3))


def write_following(folder: Path, speakers: Sequence[Speaker], now: datetime) -> dict[str, Path]:
    """Write the hours that each live station follows.

    Returns
    -------
    dict
        CSV file (start in Beijing time, code, value) by MN.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    shift = earlier(now)
    by_station: dict[str, list[Hour]] = {}
    for hour in history.hours():
        by_station.setdefault(hour.mn, []).append(hour)
    written = {}
    for speaker in (each for each in speakers if each.like):
        path = folder / f"{speaker.key}.csv"
        _write(path, by_station[known()[speaker.like].mn], shift, now)
        written[speaker.mn] = path
    return written


def _write(path: Path, hours: Sequence[Hour], shift: timedelta, now: datetime) -> None:
    first, last = now - timedelta(hours=BACKFILL + 2), now + timedelta(hours=AHEAD)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("start", "code", "value"))
        for hour in hours:
            start = hour.start + shift
            if first <= start <= last:
                writer.writerows((start.isoformat(), code, v) for code, v, _ in hour.values if v)


def members(speakers: Sequence[Speaker], following: dict[str, Path]) -> list[Unit]:
    """Make the live fleet of the cast."""
    return units(
        [
            {
                "mn": speaker.mn,
                "st": speaker.st,
                "password": speaker.password,
                "edition": speaker.edition,
                "key": speaker.sm4_key,
                "minutes": speaker.minutes,
                "realtime": REALTIME,
                "intervals": ("minute", "hour"),
                "follow": str(following.get(speaker.mn, "")),
                "tells": True,
                **speaker.habits,
            }
            for speaker in speakers
        ]
    )


class Senders:
    """All that sends in the demo.

    Parameters
    ----------
    gateway
        Where to.
    replaying
        Password by MN of the stations that replay history.
    live
        The live fleet.
    truth
        Where it is told what they measured.
    more
        Gives hours that are sent before the replayed ones.
    """

    def __init__(
        self,
        gateway: Address,
        replaying: dict[str, str],
        live: Sequence[Unit],
        truth: Path,
        more: Callable[[], Sequence[Hour]] = list,
    ) -> None:
        self._how = Replay(gateway.host, gateway.port, replaying)
        self._live, self._truth, self._gateway, self._more = live, truth, gateway, more
        self._replayed = Tally()
        self._stopping = threading.Event()
        self._replay = threading.Thread(target=self._push, daemon=True)
        self._fleet: Fleet | None = None

    def start(self) -> None:
        """Begin to send."""
        plan = Plan(
            self._gateway.host,
            self._gateway.port,
            seed=SEED,
            backfill=BACKFILL,
            truth=self._truth,
            processes=2,
        )
        self._fleet = Fleet(self._live, plan)
        self._replay.start()

    def _push(self) -> None:
        hours = [*self._more(), *history.hours()]
        self._replayed = asyncio.run(push(hours, self._how, self._stopping.is_set))

    @property
    def replaying(self) -> bool:
        """Say whether history is still being sent."""
        return self._replay.is_alive()

    def stop(self) -> Tally:
        """Stop sending, wait for the last answers, and count.

        Returns
        -------
        Tally
            What all of them did.
        """
        assert self._fleet is not None
        self._stopping.set()
        self._fleet.stop()
        tally = self._fleet.wait()
        self._replay.join(PATIENCE)
        self._fleet.end()
        return total([tally.plain(), self._replayed.plain()])
