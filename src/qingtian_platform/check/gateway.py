"""Ask the gateway's notes through `collect.api`."""

from __future__ import annotations

from datetime import datetime

from qingtian_platform.check.expect import micros, moment
from qingtian_platform.check.signals import Ear, Line
from qingtian_platform.collect import api as collect

#: Refused frames that are looked through.
LOOKED = 5_000


def ear(restarts: dict[str, tuple[int, ...]]) -> Ear:
    """Gather what the gateway noted of every data logger; little before it first ran.

    Parameters
    ----------
    restarts
        By MN, when it started anew. [µs UTC]

    Returns
    -------
    Ear
        Connection, clock and refusals; while no gateway runs, nobody is known to be connected.
    """
    states = collect.device_states()
    refused = _refused()
    running = collect.gateway_state().running
    return Ear(
        {
            mn: Line(
                connected=_connected(states.get(mn), running=running),
                clock_seconds=_offset(states.get(mn)),
                restarts=restarts.get(mn, ()),
                refused=tuple(refused.get(mn, ())),
            )
            for mn in {*states, *refused, *restarts}
        }
    )


def _connected(state: collect.DeviceState | None, *, running: bool) -> bool | None:
    """Say whether a data logger is connected; not known while no gateway runs."""
    if not running:
        return None
    return state is not None and state.connected


def _offset(state: collect.DeviceState | None) -> float | None:
    if state is None or state.clock_offset is None:
        return None
    return state.clock_offset.total_seconds()


def _refused() -> dict[str, list[int]]:
    """List by MN when frames that claim it were refused. [µs UTC]."""
    found: dict[str, list[int]] = {}
    for one in collect.quarantined(limit=LOOKED):
        if one.mn:
            found.setdefault(one.mn, []).append(_micros(one.received_at))
    return found


def _micros(at: datetime) -> int:
    return micros(moment(at))
