"""What the gateway and its conversations tell the desk, through `collect.api`."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from qingtian.protocols.hj212.deviations import DEVIATIONS
from qingtian_platform.collect import api as collect
from qingtian_platform.publish.desk import kept

#: Why a frame stands in quarantine.
REASONS: dict[str, Promise] = {
    "unknown": gettext_lazy("MN not registered"),
    "password": gettext_lazy("Wrong password"),
    "address": gettext_lazy("Address not on the list"),
    "checksum": gettext_lazy("Wrong checksum"),
    "strict": gettext_lazy("Breaks the standard, strict mode"),
    "noise": gettext_lazy("No frame"),
    "no-mn": gettext_lazy("No MN"),
}
Device = collect.DeviceState


@dataclass(frozen=True)
class Deviation:
    """How often a data logger departed from the standard in one way.

    Attributes
    ----------
    id, clause, message
        Stable name, what it breaks, what was expected.
    times
        How often. [1]
    """

    mn: str
    id: str
    clause: str
    message: str
    times: int


def devices() -> dict[str, Device]:
    """Give every data logger that the gateway has seen, by MN."""
    return collect.device_states()


def deviations(device: Device | None) -> list[Deviation]:
    """List the deviations of a data logger, the most frequent first."""
    if device is None:
        return []
    found = [_deviation(device.mn, key, times) for key, times in device.deviations.items()]
    return sorted(found, key=lambda one: (-one.times, one.id))


def _deviation(mn: str, key: str, times: int) -> Deviation:
    known = DEVIATIONS.get(key)
    if known is None:
        return Deviation(mn, key, "", "", times)
    return Deviation(mn, key, kept.clause(known.clause), kept.deviation(known.message), times)


def reason(key: str) -> str:
    """Say why a frame was refused."""
    return str(REASONS.get(key, key))


def ahead(device: Device | None) -> float | None:
    """Say how far a clock is ahead. [s]."""
    if device is None or device.clock_offset is None:
        return None
    return device.clock_offset.total_seconds()
