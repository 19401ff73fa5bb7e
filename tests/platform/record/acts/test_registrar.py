"""The platform's own keys: made once, whoever comes first, and for nobody else to read."""

from __future__ import annotations

import threading

import pytest

from qingtian_platform.record.acts import registrar
from qingtian_platform.record.errors import DamagedError


def test_of_many_who_make_it_at_once_all_get_the_same(places):
    start, found = threading.Barrier(16), []

    def make() -> None:
        start.wait()
        found.append(registrar.pen(places).name)

    crowd = [threading.Thread(target=make) for _ in range(16)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert len(found) == 16
    assert set(found) == {registrar.pen(places).name}
    assert places.registrar_key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in places.data.glob("registrar.key*")] == ["registrar.key"]


def test_a_damaged_key_is_named_and_not_made_anew(places):
    places.registrar_key.write_text("?")
    with pytest.raises(DamagedError, match="registrar"):
        registrar.pen(places)
    assert places.registrar_key.read_text() == "?"
