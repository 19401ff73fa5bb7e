"""A demo that goes on has the cast of the one before it, and knows what was there before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.project.address import Address
from qingtian_platform.project.demo import cast, play
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from support.receipts import hour_frame, received

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 10, tzinfo=BEIJING)


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path / "data"))
    return Places.current().make()


def begun(places: Places) -> play.Company:
    speakers = cast.register(NOW.date())
    company = play.Company(cast.open_accounts(), {"A110108_0001": "123456"}, speakers, str(NOW))
    play.keep(places, company)
    return company


def test_it_has_the_same_cast_with_the_same_passwords_and_registers_nobody(places):
    company, version = begun(places), registry.version()
    assert play.assemble(places, NOW + timedelta(days=3)) == company
    assert registry.version() == version
    for name in (play.SPEAKERS, play.ACCOUNTS):
        assert (places.data / name).stat().st_mode & 0o077 == 0


def test_what_is_there_before_it_begins_is_not_counted_as_its_own(places):
    company = begun(places)
    speaker = next(each for each in company.speakers if each.st == "22")
    hours = [NOW - timedelta(hours=n) for n in range(3)]
    received(places, [hour_frame(speaker.mn, hour) for hour in hours], at=NOW)
    record.drain(places)
    address = Address.parse("127.0.0.1:1")
    demo = play.Demo(places, address, address, company, lambda _line: None)
    assert demo._earlier == play.account(places)
    assert demo._earlier["receipts"] == 3
