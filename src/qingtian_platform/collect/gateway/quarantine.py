"""Frames that were refused: some are kept, all are counted, none costs a known device anything."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from qingtian_platform.collect.gateway.settings import Settings

ADDRESSES = 10_000
"""Addresses that are counted one by one; the rest are counted together."""
PENDING = 2_000
"""Frames that may wait to be written; beyond, they are counted only."""
KEPT_BYTES = 2_048
"""What is kept of one refused stretch of bytes. [byte]"""
ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Refused:
    """One refused frame, or a stretch of noise."""

    received_at: int
    host: str
    peer: str
    mn: str
    reason: str
    raw: bytes
    replaces: bool


@dataclass
class Quarantine:
    """Decides what is kept.

    Up to `quarantine_address` frames of an address and `quarantine_total` in all are kept; beyond
    that one in `quarantine_sample` is, and the oldest of its address leaves for it.

    Parameters
    ----------
    settings
        The limits.
    """

    settings: Settings
    total: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    counts: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    pending: list[Refused] = field(default_factory=list)
    changed: set[tuple[str, str]] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def restore(self, kept: dict[str, int], counts: dict[tuple[str, str], int]) -> None:
        """Go on from what is stored."""
        self.kept = Counter(kept)
        self.total = sum(kept.values())
        self.counts.update(counts)
        self.named = {host for host, _ in counts}

    def add(self, received_at: int, host: str, peer: str, mn: str, reason: str, raw: bytes) -> None:
        """Count a refused frame, and keep it if there is room."""
        counted = (host if self._counted(host) else ELSEWHERE, reason)
        self.named.add(counted[0])
        self.counts[counted] += 1
        self.changed.add(counted)
        if len(self.pending) >= PENDING:
            return
        full = (
            self.kept[host] >= self.settings.quarantine_address
            or self.total >= self.settings.quarantine_total
        )
        if full and self.counts[counted] % self.settings.quarantine_sample:
            return
        replaces = full and self.kept[host] > 0
        if full and not replaces:
            return
        if not replaces:
            self.kept[host] += 1
            self.total += 1
        kept = raw[:KEPT_BYTES]
        self.pending.append(Refused(received_at, host, peer, mn[:64], reason, kept, replaces))

    def leave(self, left: dict[str, int]) -> None:
        """Make room for what was kept for its time and has gone."""
        self.kept.subtract(left)
        self.total -= sum(left.values())

    def _counted(self, host: str) -> bool:
        return host in self.named or len(self.named) < ADDRESSES

    def by_reason(self) -> Counter[str]:
        """Count refused frames by reason, all addresses together."""
        found: Counter[str] = Counter()
        for (_, reason), count in list(self.counts.items()):
            found[reason] += count
        return found

    def take(self) -> tuple[list[Refused], list[tuple[str, str, int]]]:
        """Give what is to be written: new frames, and counts that changed."""
        pending, self.pending = self.pending, []
        changed, self.changed = self.changed, set()
        return pending, [(*key, self.counts[key]) for key in changed]
