"""What may be set on a gateway. Each setting is explained in `docs/gateway.md`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from qingtian_platform.collect.errors import SettingError

PREFIX = "QINGTIAN_GATEWAY_"


@dataclass(frozen=True)
class Settings:
    """Limits of one gateway; every one has a default that suits a city.

    Attributes
    ----------
    connections
        Connections open at once; beyond, the longest silent stranger gives way.
    idle_seconds
        A connection that sends nothing for so long is closed. [s]
    slow_seconds
        A frame that is not complete after so long is given up and its connection closed. [s]
    pause_seconds
        A sender silent for so long in the middle of something is taken to have finished. [s]
    frame_bytes
        Longest data segment that is read. [byte]
    connection_frames
        Frames of one connection that wait for the disk before it is read no further.
    waiting_bytes
        Bytes of all connections that wait for the disk before none is read further. [byte]
    write_bytes
        Answers that a sender has not taken before it is read no further. [byte]
    rate
        Frames a second that a device is read at, once its burst is used up. [1/s]
    burst
        Frames of a device that are read at full speed: a month of minutes and hours.
    stranger_rate
        Frames a second that are read from a connection whose frames are refused. [1/s]
    quarantine_address
        Frames of one address that are kept in quarantine.
    quarantine_total
        Frames of all addresses that are kept in quarantine.
    quarantine_sample
        Beyond those limits, one in so many replaces the oldest of its address.
    quarantine_days
        Frames leave the quarantine after so long. [d]
    retry_seconds
        Pause before a refusing disk is tried again. [s]
    refresh_seconds
        How often the registry is asked whether it changed. [s]
    flush_seconds
        How often the state of devices is written down. [s]
    leave_seconds
        How long senders have to take their last answers when the gateway is stopped. [s]
    file_bytes
        Size at which an inbox file is followed by a new one. [byte]
    file_seconds
        Age at which an inbox file is followed by a new one. [s]
    """

    connections: int = 15_000
    idle_seconds: float = 7_800.0
    slow_seconds: float = 120.0
    pause_seconds: float = 1.0
    frame_bytes: int = 8_192
    connection_frames: int = 2_000
    waiting_bytes: int = 64 << 20
    write_bytes: int = 256 << 10
    rate: float = 500.0
    burst: float = 60_000.0
    stranger_rate: float = 20.0
    quarantine_address: int = 200
    quarantine_total: int = 20_000
    quarantine_sample: int = 1_000
    quarantine_days: float = 30.0
    retry_seconds: float = 1.0
    refresh_seconds: float = 1.0
    flush_seconds: float = 1.0
    leave_seconds: float = 5.0
    file_bytes: int = 64 << 20
    file_seconds: float = 3_600.0

    def __post_init__(self) -> None:
        for field in fields(self):
            if not getattr(self, field.name) > 0:
                raise SettingError(
                    f"{field.name}: expected a number above 0, got {getattr(self, field.name)}"
                )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Take what is set as `QINGTIAN_GATEWAY_<NAME>`, the rest by default.

        Raises
        ------
        SettingError
            A value is no number, or a name is none of ours.
        """
        known = {field.name: type(field.default) for field in fields(cls)}
        given: dict[str, float] = {}
        for name, text in environment.items():
            if name.startswith(PREFIX):
                key = name.removeprefix(PREFIX).lower()
                given[key] = _number(name, text, known.get(key))
        return cls(**given)  # type: ignore[arg-type]


def _number(name: str, text: str, kind: type | None) -> float:
    if kind is None:
        raise SettingError(f"{name} is no setting of the gateway; docs/gateway.md lists them")
    try:
        return int(text) if kind is int else float(text)
    except ValueError:
        raise SettingError(f"{name}: expected a number, got {text!r}") from None
