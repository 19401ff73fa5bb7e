"""A district's administrator sees, changes and offers the own district alone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qingtian_platform.people.api import add_person, scope
from qingtian_platform.people.models import Person
from qingtian_platform.registry import api
from qingtian_platform.registry.models import Confirmation, Limit, Logger, Thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    for key, district in (("here", "海淀区"), ("there", "朝阳区"), ("own", None)):
        thing = api.ensure_thing(f"站{key}", key=key, district=district)
        api.ensure_logger(f"MN-{key}", thing_id=thing, st="22")


@pytest.fixture
def haidian(city, client):
    client.login(username="h", password=add_person("h", "administrator", district="海淀区"))
    return client


def test_things_are_cut_to_the_scope(city):
    def keys(role, district):
        add_person(f"{role}{district}", role, district=district)
        who = Person.objects.get(username=f"{role}{district}")
        return set(Thing.objects.within(scope(who)).values_list("key", flat=True))

    assert keys("duty", "海淀区") == {"here"}
    assert keys("duty", "朝阳区") == {"there"}
    assert keys("duty", None) == {"here", "there", "own"}
    assert set(Thing.objects.within(scope(None))) == set()


def test_who_acts_for_a_township_finds_its_things_alone():
    for key, township in (("own", "110105040000"), ("next-door", "110105041000"), ("far", None)):
        api.ensure_thing(f"站{key}", key=key, district="朝阳区", township=township)
    add_person("he", "river-chief", township="110105040")
    who = Person.objects.get(username="he")
    assert set(Thing.objects.within(scope(who)).values_list("key", flat=True)) == {"own"}


def test_lists_of_the_administration_show_the_own_district(haidian):
    for model in ("thing", "logger", "datastream", "loggerterm"):
        page = haidian.get(reverse(f"admin:registry_{model}_changelist")).content.decode()
        assert "here" in page
        assert "there" not in page
        assert "MN-own" not in page


def test_a_row_of_another_district_cannot_be_opened_or_changed(haidian):
    there = Logger.objects.get(mn="MN-there")
    address = reverse("admin:registry_logger_change", args=[there.pk])
    assert haidian.get(address).status_code == 302
    assert haidian.post(address, {"mn": "taken", "why": "x"}).status_code == 302
    assert Logger.objects.filter(mn="MN-there").exists()


def test_a_limit_cannot_be_added_to_an_outlet_of_another_district(haidian):
    address = reverse("admin:registry_limit_add")
    facts = {
        "code": "a21026",
        "field": "Avg",
        "interval": "hour",
        "high": "10",
        "unit": "mg/m³",
        "source": "permit",
        "document": "P",
        "clause": "1",
        "valid_from": "2020-01-01",
        "why": "许可证",
    }
    here, there = (Thing.objects.get(key=key).pk for key in ("here", "there"))
    assert haidian.post(address, facts | {"thing": there}).status_code == 200
    assert not Limit.objects.exists()
    assert haidian.post(address, facts | {"thing": here}).status_code == 302
    limit = Limit.objects.get()
    assert (limit.recorded_by.username, limit.why) == ("h", "许可证")


def test_what_is_only_added_to_has_no_form_to_change_and_nothing_can_be_removed(haidian):
    term = Logger.objects.get(mn="MN-here").terms.get()
    address = reverse("admin:registry_loggerterm_change", args=[term.pk])
    assert b'name="edition"' not in haidian.get(address).content
    assert haidian.post(address, {"edition": "2005"}).status_code == 403
    for model, row in (("logger", Logger.objects.get(mn="MN-here")), ("loggerterm", term)):
        gone = reverse(f"admin:registry_{model}_delete", args=[row.pk])
        assert haidian.post(gone, {"post": "yes"}).status_code == 403


def test_the_history_of_all_districts_is_for_the_city(haidian, client):
    assert haidian.get(reverse("admin:registry_change_changelist")).status_code == 403
    client.login(username="c", password=add_person("c", "administrator"))
    assert client.get(reverse("admin:registry_change_changelist")).status_code == 200


def test_a_district_opens_accounts_for_itself_alone(haidian):
    address = reverse("admin:people_person_add")
    facts = {
        "username": "new",
        "usable_password": "true",
        "password1": "x8Jw2kdhA77",
        "password2": "x8Jw2kdhA77",
        "role": "duty",
        "division": "",
    }
    assert haidian.post(address, facts).status_code == 302
    assert Person.objects.get(username="new").division.name == "海淀区"
    city = Person.objects.create(username="city", role="administrator")
    change = reverse("admin:people_person_change", args=[city.pk])
    assert haidian.get(change).status_code == 302


def test_other_roles_are_kept_out_and_the_door_is_the_one_with_the_second_factor(client, city):
    client.login(username="d", password=add_person("d", "duty"))
    assert client.get("/admin/").status_code == 302
    client.logout()
    assert client.get("/admin/login/").headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "数采仪"), ("en", "Data loggers")])
def test_the_administration_speaks_both_languages(haidian, language, word):
    haidian.cookies["django_language"] = language
    assert word in haidian.get("/admin/").content.decode()


def test_a_second_person_confirms_what_one_person_added(haidian):
    here = Thing.objects.get(key="here")
    adder = Person.objects.get(username="h")
    limit = Limit(
        thing=here,
        code="a21026",
        high=10,
        unit="mg/m³",
        source="permit",
        document="P",
        clause="1",
        valid_from="2020-01-01",
        recorded_by=adder,
    )
    limit.save()
    address = reverse("admin:registry_limit_changelist")
    ask = {"action": "confirm_rows", "_selected_action": [limit.pk]}
    haidian.post(address, ask)
    assert not Confirmation.objects.exists()
    haidian.login(
        username="h2", password=add_person("h2", "administrator", name="李四", district="海淀区")
    )
    for _ in range(2):
        haidian.post(address, ask)
    one = Confirmation.objects.get()
    assert (one.table, one.row, one.recorded_by.username) == ("limit", limit.pk, "h2")
    assert "李四" in haidian.get(address).content.decode()
