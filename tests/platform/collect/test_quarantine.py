"""What strangers send takes a bounded space, also in the counts."""

from __future__ import annotations

from qingtian_platform.collect.gateway import quarantine
from qingtian_platform.collect.gateway.quarantine import ELSEWHERE, Quarantine
from qingtian_platform.collect.gateway.settings import Settings


def test_addresses_are_counted_one_by_one_up_to_a_limit_also_when_full(monkeypatch):
    monkeypatch.setattr(quarantine, "ADDRESSES", 50)
    kept = Quarantine(Settings(quarantine_total=10, quarantine_address=2))
    for number in range(500):
        host = f"2001:db8::{number:x}"
        kept.add(0, host, f"[{host}]:1", "X", "unknown", b"##0000")
    assert kept.total == 10
    assert len(kept.counts) <= 51
    assert kept.counts[ELSEWHERE, "unknown"] == 450
    assert sum(kept.counts.values()) == 500
    again = Quarantine(kept.settings)
    again.restore(dict(kept.kept), dict(kept.counts))
    again.add(0, "2001:db8::ffff", "", "X", "unknown", b"##0000")
    assert again.counts[ELSEWHERE, "unknown"] == 451
