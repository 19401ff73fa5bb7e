"""What a simulated data logger tells of its analysers: serials, parameters, states and logs.

A pure function of the unit, its faults and the time: serials when it starts, parameters once a day and
whenever one changes, a log and a state when an analyser is calibrated or serviced.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from qingtian.protocols.hj212.moments import BEIJING
from qingtian_platform.collect.simulator import faults
from qingtian_platform.collect.simulator.chance import chance
from qingtian_platform.collect.simulator.fleet import Fault, Unit

MINUTE = timedelta(minutes=1)
LOGS = {"C": ("自动校准", "3"), "M": ("现场维护", "1")}
"""What an analyser logs under a mark, and the state that it then has (HJ 212-2017, i12001)."""
_EDITIONS = ("2017", "2025")  # HJ/T 212-2005 knows neither 3019 nor 3020


@dataclass(frozen=True)
class Word:
    """One upload: command, time, and items of its data area."""

    cn: str
    at: datetime
    items: tuple[bytes, ...]

    @property
    def lead(self) -> bytes:
        """What its data area begins with."""
        return f"DataTime={self.at:%Y%m%d%H%M%S}".encode()


class Telling:
    """What one device tells of its analysers.

    Parameters
    ----------
    unit, seed
        Who it is, and the fleet's seed.
    now
        Where live data begin.
    backfill
        How far back before that it has something to tell.
    """

    def __init__(self, unit: Unit, seed: int, now: datetime, backfill: timedelta) -> None:
        self.unit, self.seed = unit, seed
        self._at = (now - backfill).astimezone(BEIJING).replace(second=0, microsecond=0)
        self._begun = False
        self._standing = self._active(self._at)
        self._speaks = unit.tells and unit.edition in _EDITIONS

    def due(self, now: datetime) -> Iterator[Word]:
        """Yield what there is to tell up to now, each once."""
        if not self._speaks:
            return
        if not self._begun:
            self._begun = True
            yield from (self._serial(code, self._at) for code in self.codes)
            yield from (self.parameters(code, self._at) for code in self.codes)
        while self._at + MINUTE <= now:
            self._at += MINUTE
            yield from self._minute(self._at)

    @property
    def codes(self) -> tuple[str, ...]:
        """Factors that it has analysers for."""
        return tuple(self.unit.shape["factors"])

    def _minute(self, at: datetime) -> Iterator[Word]:
        before, now = self._standing, self._active(at)
        self._standing = now
        daily = (at.hour, at.minute) == (0, 0)
        if before == now and not daily:
            return
        for code in self.codes:
            yield from self._logs(code, at, _mark(code, before), _mark(code, now))
            changed = self.slope(code, at) != self.slope(code, at - MINUTE)
            if changed or daily:
                yield self.parameters(code, at)

    def _active(self, at: datetime) -> tuple[Fault, ...]:
        """List what is being done to its analysers."""
        kinds = ("slope", "mark")
        return tuple(
            each
            for each in self.unit.faults
            if each.kind in kinds and faults.holds(each, self.unit, self.seed, at)
        )

    def _logs(self, code: str, at: datetime, before: str, now: str) -> Iterator[Word]:
        """Tell of a calibration or a visit when it begins, and of its end."""
        if before == now:
            return
        if now in LOGS:
            text, state = LOGS[now]
            yield self._info(code, at, f"i11001-Info=//{text}//", f"i12001-Info={state}")
        elif before in LOGS:
            yield self._info(code, at, "i12001-Info=0")

    def slope(self, code: str, at: datetime) -> float:
        """Give the slope that is set in an analyser: the usual one, times what somebody made of it."""
        usual = round(0.97 + 0.06 * chance(self.seed, self.unit.mn, code, "slope"), 2)
        return round(usual * scale(self.unit, self.seed, code, at), 4)

    def parameters(self, code: str, at: datetime) -> Word:
        """Tell the parameters of an analyser."""
        top = _top(abs(self.unit.shape["factors"][code]["level"]) * 6)
        intercept = round((chance(self.seed, self.unit.mn, code, "intercept") - 0.5) * top / 500, 4)
        values = {
            "i13001": top,
            "i13007": intercept,
            "i13008": self.slope(code, at),
            "i13009": top / 500,
        }
        return self._info(code, at, *(f"{k}-Info={v:g}" for k, v in values.items()))

    def asked(self, code: str, info: str, now: datetime) -> bytes | None:
        """Answer a request for one parameter (CN 3020); None where it is another thing."""
        word = self.parameters(code, now.astimezone(BEIJING))
        values = dict(item.split(b"=") for item in word.items[1:])
        name = f"{info}-Info".encode()
        if name not in values:
            return None
        return b";".join((word.lead, word.items[0], name + b"=" + values[name]))

    def _serial(self, code: str, at: datetime) -> Word:
        number = int(chance(self.seed, self.unit.mn, code, "serial") * 16**12)
        return self._word("3019", code, at, f"{code}-SN={number:024X}")

    def _info(self, code: str, at: datetime, *texts: str) -> Word:
        return self._word("3020", code, at, *texts)

    def _word(self, cn: str, code: str, at: datetime, *texts: str) -> Word:
        """Each analyser has a second of its own: no two tell one thing at one moment."""
        own = at + timedelta(seconds=self.codes.index(code))
        return Word(cn, own, tuple(text.encode() for text in (f"PolId={code}", *texts)))


def _mark(code: str, standing: tuple[Fault, ...]) -> str:
    """Say under which mark of `LOGS` an analyser stands; empty: under none."""
    marks = (f.mark for f in standing if not f.codes or code in f.codes)
    return next((mark for mark in marks if mark in LOGS), "")


def scale(unit: Unit, seed: int, code: str, at: datetime) -> float:
    """Say how many times its usual slope an analyser is set to; its readings follow."""
    found = faults.active(unit, seed, at, "slope")
    return math.prod(each.times for each in found if not each.codes or code in each.codes)


def _top(level: float) -> float:
    """Give the next round number above a level, as the top of a range."""
    power = 10.0 ** math.floor(math.log10(level)) if level > 0 else 1.0
    return next(n * power for n in (1, 2, 5, 10) if n * power >= level)
