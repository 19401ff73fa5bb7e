"""Who may speak: the registry as the gateway needs it, by the bytes that a frame begins with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Protocol, cast

from qingtian.protocols.hj212.dialects import Dialect, Edition
from qingtian.protocols.hj212.peers import Peer
from qingtian.protocols.hj212.scan import EPOCH
from qingtian_platform.collect.gateway.settings import Settings
from qingtian_platform.registry.infos import LoggerInfo

EPOCH_US = int(EPOCH.timestamp()) * 1_000_000
DAY_US = 86_400_000_000
UNKNOWN, PASSWORD, ADDRESS = "unknown", "password", "address"
CHECKSUM, STRICT, NOISE, NO_MN = "checksum", "strict", "noise", "no-mn"
REASONS = (UNKNOWN, PASSWORD, ADDRESS, CHECKSUM, STRICT, NOISE, NO_MN)
"""Why something stands in quarantine."""


class Directory(Protocol):
    """Where the gateway learns of devices; `registry.api` is one.

    Retries
        Both may raise while the records are busy: the gateway goes on with what it knows and
        asks again.
    """

    def version(self) -> int:
        """Give a number that differs after every change."""
        ...

    def loggers(self) -> dict[str, LoggerInfo]:
        """Give the data loggers in service, by MN."""
        ...


@dataclass
class Tally:
    """What came from one device, all of it durable; counted when it is."""

    frames: int = 0
    octets: int = 0
    received_at: int = 0
    measured_at: int = 0


class Device:
    """One registered data logger while the gateway runs.

    Attributes
    ----------
    info
        What the registry says.
    dialect, peer
        How it is read and answered.
    tally
        Counts since the beginning; restored at start.
    deviations
        How often which deviation was met, by id.
    connections
        How many connections it is recognised on now.
    since
        When it was recognised on the oldest of them; 0 where there is none. [µs UTC]
    peer_address
        Whence its last frame came.
    qn
        Request number of its last frame.
    tokens
        Frames it may still send at full speed.
    """

    __slots__ = (
        "answers",
        "burst",
        "changed",
        "connections",
        "deviations",
        "dialect",
        "info",
        "mn",
        "networks",
        "peer",
        "peer_address",
        "qn",
        "rate",
        "since",
        "spent_at",
        "tally",
        "tokens",
    )

    def __init__(self, info: LoggerInfo, settings: Settings) -> None:
        self.mn = info.mn
        self.tally = Tally()
        self.deviations: Counter[str] = Counter()
        self.connections = 0
        self.since = 0
        self.peer_address = ""
        self.qn = b""
        self.changed = False
        self.spent_at = 0.0
        self.update(info, settings)
        self.tokens = self.burst

    def update(self, info: LoggerInfo, settings: Settings) -> None:
        """Take what the registry says now."""
        edition = cast("Edition", info.edition)
        self.info = info
        self.dialect = Dialect(
            edition, info.checksum, info.strict, settings.frame_bytes, info.sm4_key
        )
        self.peer = Peer(
            info.mn, info.password, info.st, edition, info.checksum, info.sm4_key, info.strict
        )
        self.networks = networks(info.networks)
        self.rate = info.rate or settings.rate
        self.burst = settings.burst
        self.answers: dict[tuple[bytes, int], int] = {}

    def admits(self, host: str) -> bool:
        """Say whether it may call from an address."""
        if not self.networks:
            return True
        address = ip_address(host.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in self.networks)

    def add(
        self, frames: int, octets: int, stamp: int, qn: bytes, received_at: int, peer: str
    ) -> None:
        """Count frames that are durable.

        Parameters
        ----------
        frames, octets
            How many, how large.
        stamp
            Their latest DataTime; more than a day ahead it is a wrong clock and not counted.
            [s since `scan.EPOCH`, -1 = none]
        qn
            Request number of the last.
        received_at
            When they came. [µs UTC]
        peer
            Whence.
        """
        tally = self.tally
        tally.frames += frames
        tally.octets += octets
        tally.received_at = max(tally.received_at, received_at)
        measured = EPOCH_US + stamp * 1_000_000 if stamp >= 0 else 0
        if tally.measured_at < measured <= received_at + DAY_US:
            tally.measured_at = measured
        self.qn, self.peer_address, self.changed = qn, peer, True

    def debt(self, now: float) -> float:
        """Say for how many seconds it must not be read so that its rate is kept."""
        since = now - self.spent_at if self.spent_at else 0.0
        self.tokens = min(self.burst, self.tokens + since * self.rate)
        self.spent_at = now
        return max(0.0, -self.tokens / self.rate)


def networks(texts: Iterable[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read a list of addresses and networks; what is none admits nobody."""
    found = []
    for text in texts:
        try:
            found.append(ip_network(text.strip(), strict=False))
        except ValueError:
            found.append(ip_network("255.255.255.255/32"))
    return tuple(found)


class Devices:
    """Every device in service, found by MN.

    Parameters
    ----------
    settings
        Limits.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_mn: dict[str, Device] = {}
        self.generation = 0

    def refresh(self, loggers: dict[str, LoggerInfo]) -> None:
        """Take the registry's list; a device keeps its counts, one that left is forgotten."""
        kept: dict[str, Device] = {}
        for mn, info in loggers.items():
            device = self._by_mn.get(mn)
            if device is None:
                device = Device(info, self._settings)
            elif device.info != info:
                device.update(info, self._settings)
            kept[mn] = device
        self._by_mn = kept
        self.generation += 1

    def __iter__(self) -> Iterator[Device]:
        return iter(self._by_mn.values())

    def __len__(self) -> int:
        return len(self._by_mn)

    def get(self, mn: str) -> Device | None:
        """Give the device of that MN, if one is registered and in service."""
        return self._by_mn.get(mn)

    def judge(self, mn: str, password: str, host: str) -> tuple[Device | None, str]:
        """Say whether a sender may speak for a device.

        Parameters
        ----------
        mn, password
            As the frame gives them.
        host
            The sender's address.

        Returns
        -------
        tuple of Device or None, and str
            The device and an empty text, or the reason why not.
        """
        device = self._by_mn.get(mn)
        if device is None:
            return None, UNKNOWN if mn else NO_MN
        if not device.info.password or device.info.password != password:  # without, nobody may
            return None, PASSWORD
        if not device.admits(host):
            return None, ADDRESS
        return device, ""
