"""What strangers send takes a bounded space, also in the counts."""

from __future__ import annotations

from qingtian_platform.collect.gateway import quarantine
from qingtian_platform.collect.gateway.counts import Counts
from qingtian_platform.collect.gateway.devices import Devices
from qingtian_platform.collect.gateway.quarantine import ELSEWHERE, Quarantine
from qingtian_platform.collect.gateway.settings import Settings
from qingtian_platform.collect.gateway.state import State


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


def test_what_has_left_after_its_time_makes_room_for_new_senders():
    kept = Quarantine(Settings(quarantine_total=2, quarantine_address=2, quarantine_sample=1000))
    for host in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        kept.add(0, host, f"{host}:1", "X", "unknown", b"##0000")
    assert len(kept.take()[0]) == 2
    kept.leave({"192.0.2.1": 1, "192.0.2.2": 1})
    kept.add(0, "192.0.2.4", "192.0.2.4:1", "X", "unknown", b"##0000")
    assert [one.host for one in kept.take()[0]] == ["192.0.2.4"]


def test_the_state_says_what_left_the_quarantine(tmp_path):
    settings = Settings(quarantine_days=1)
    kept, state = Quarantine(settings), State(tmp_path / "gateway.sqlite3", settings)
    state.open()
    kept.add(1, "192.0.2.1", "192.0.2.1:1", "X", "unknown", b"##0000")
    work = state.collect(Devices(settings), kept, Counts())
    assert state.write(work) == {"192.0.2.1": 1}
    assert state.write(state.collect(Devices(settings), kept, Counts())) == {}
    state.close()
