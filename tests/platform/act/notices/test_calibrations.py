"""Who keeps an instrument, and the duty room, are told once a week what is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from qingtian_platform.act.notices import calibrations
from qingtian_platform.act.notices.models import Message
from qingtian_platform.check.instruments import api
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING, midnight
from qingtian_platform.people import api as people
from qingtian_platform.people.models import Person

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, tzinfo=BEIJING)
DAY = timedelta(days=1)


def planted() -> None:
    firm = people.ensure_organisation("蓝天运维公司", "maintainer")
    other = people.ensure_organisation("绿水运维公司", "maintainer")
    duty = Person.objects.create(username="zhao", role="duty", email="zhao@example.org")
    for login, body in (("qian", firm), ("sun", other)):
        Person.objects.create(
            username=login, role="contractor", organisation_id=body, email=f"{login}@example.org"
        )
    for key, until in (("GAS-1", 10), ("GAS-2", 60), ("GAS-3", -3)):
        start = midnight(MONDAY.date() - 200 * DAY)
        named = {"name": f"{key}号", "name_en": key, "keeper": "蓝天运维公司"}
        if key == "GAS-1":
            nim = {"key": "NIM", "name": "基准", "level_kind": "national"}
            api.write(duty, api.Draft("standard", "", "", start, start, nim))
        given = {"key": key, "level_kind": "material", "needs": "so2", **named}
        api.write(duty, api.Draft("standard", "", "", start, start, given))
        until_day: date = MONDAY.date() + until * DAY
        link = {
            "number": f"C-{key}", "subject": key, "issuer": "院", "of": key, "by": "NIM",
            "quantity": "so2", "valid_until": until_day.isoformat(),
        }  # fmt: skip
        api.write(duty, api.Draft("certificate", "", "", start, start, link))


def test_each_is_told_once_a_week(tmp_path, monkeypatch, settings):
    settings.QINGTIAN_MAIL = "smtp"
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    places = Places(tmp_path).make()
    assert not calibrations.step(places, MONDAY - DAY)
    planted()
    assert calibrations.step(places, MONDAY)
    assert not calibrations.step(places, MONDAY)
    calibrations.step(places, MONDAY + 2 * DAY)  # the same week: nobody hears it again
    told = {each.address: each for each in Message.objects.all()}
    assert set(told) == {"zhao@example.org", "qian@example.org"}
    assert Message.objects.count() == 2
    body = told["qian@example.org"].body
    assert "GAS-1" in body
    assert "overdue since 2026-11-20" in body
    assert "GAS-2" not in body
    calibrations.step(places, MONDAY + 7 * DAY)
    assert Message.objects.count() == 4
