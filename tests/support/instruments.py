"""Three data loggers whose frames come through the inbox, for tests of their instruments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from qingtian.protocols.hj212 import build
from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

NOON = midnight(beijing(datetime.now(UTC)).date() - timedelta(days=3)) + timedelta(hours=12)
"""Noon three days ago: a record of the next day is still written down in time."""
STACK, OUTFALL, STATION = "QTINST31", "QTINST32", "QTINST22"
CODES = {
    STACK: ("a21026", "a21002", "a19001", "a05024"),
    OUTFALL: ("w01018",),
    STATION: ("a21026",),
}


@dataclass
class Line:
    """What loggers send, in order; each frame is sealed when asked."""

    places: Places
    frames: list[tuple[int, str, str, bytes]] = field(default_factory=list)

    def say(self, cn: str, area: str, at: datetime, mn: str = STACK) -> None:
        """Send a frame at a moment."""
        st = mn[-2:]
        segment = f"QN={at:%Y%m%d%H%M%S}000;ST={st};CN={cn};PW=123456;MN={mn};Flag=5;CP=&&{area}&&"
        micros = int(at.timestamp() * 1e6)
        frame = build.frame(segment.encode())
        self.frames.append((micros, "192.0.2.1:40000", "hj212", frame))

    def told(
        self, at: datetime, *, code: str = "a21026", mn: str = STACK, **values: object
    ) -> None:
        """Tell parameters, states or logs (CN 3020)."""
        items = ",".join(f"{name}-Info={value}" for name, value in values.items())
        self.say("3020", f"DataTime={at:%Y%m%d%H%M%S};PolId={code};{items}", at, mn)

    def hour(self, start: datetime, value: float, code: str = "a21026", mn: str = STACK) -> None:
        """Send an hourly mean."""
        area = f"DataTime={start:%Y%m%d%H%M%S};{code}-Avg={value},{code}-Flag=N"
        self.say("2061", area, start + timedelta(minutes=61), mn)

    def seal(self) -> None:
        """Seal what was sent since the last time."""
        with Inbox(self.places) as inbox:
            inbox.append(sorted(self.frames))
        self.frames.clear()
        record.drain(self.places)


def register() -> dict[str, int]:
    """Register the outlets of a plant and a station; give their numbers by data logger."""
    found = {}
    for mn, kind in ((STACK, "outlet"), (OUTFALL, "outlet"), (STATION, "station")):
        thing = registry.ensure_thing(
            {"outlet": f"北苑供热厂{mn[-2:]}", "station": "林荷公园"}[kind],
            kind=kind,
            key=mn.lower(),
            name_en={"outlet": f"Beiyuan Heating {mn[-2:]}", "station": "Linhe Park"}[kind],
            district="朝阳区",
            station_kind="assessment" if kind == "station" else "",
            parties=registry.Parties(owner="北苑供热厂", maintainer="蓝天运维公司"),
            origin="simulated",
            opened=date(2017, 1, 1),
        )
        registry.ensure_logger(
            mn,
            thing_id=thing,
            st=mn[-2:],
            password="123456",
            intervals=["hour"],
            codes=CODES[mn],
            origin="simulated",
            opened=date(2017, 1, 1),
        )
        found[mn] = thing
    return found
