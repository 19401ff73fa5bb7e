"""Who sees what at the desk: the city all, a district its own, an enterprise its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from qingtian_platform.people import api
from qingtian_platform.people.models import Division, Mandate, Person
from qingtian_platform.people.models.mandate import MandateStandsError

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Place:
    district: str | None
    organisations: tuple[int, ...] = ()
    township: str | None = None


def person(
    role: str = "duty", district: str | None = None, organisation: int | None = None
) -> Person:
    login = f"{role}-{district}-{organisation}"
    api.add_person(login, role, district=district, organisation=organisation)
    return Person.objects.get(username=login)


def test_the_packaged_divisions_are_there_with_their_day_and_source():
    assert Division.objects.filter(level="district").count() == 16
    assert Division.objects.filter(level="township").count() == 349
    haidian = Division.objects.get(code="110108000000")
    assert (haidian.name, haidian.name_en, str(haidian.valid_from)) == (
        "海淀区",
        "Haidian",
        "2023-06-30",
    )
    assert "WTFPL" in haidian.source
    assert haidian.parent is not None
    assert haidian.parent.code == "110000000000"


def test_the_city_sees_every_district_and_a_district_its_own_alone():
    city, haidian, chaoyang = person(), person(district="海淀区"), person(district="110105")
    here, there, own = Place("110108"), Place("110105"), Place(None)
    assert [api.may_see(city, p) for p in (here, there, own)] == [True, True, True]
    assert [api.may_see(haidian, p) for p in (here, there, own)] == [True, False, False]
    assert [api.may_see(chaoyang, p) for p in (here, there, own)] == [False, True, False]


def test_who_acts_for_a_township_sees_that_one_alone():
    api.add_person("he", "river-chief", township="110105040")
    chief, code = Person.objects.get(username="he"), "110105040000"
    own, next_door = Place("110105", (), code), Place("110105", (), "110105041000")
    assert api.scope(chief).township == code
    assert [api.may_see(chief, p) for p in (own, next_door, Place("110105"))] == [
        True,
        False,
        False,
    ]


def test_a_citizen_sees_nothing_at_the_desk_nor_does_a_closed_account():
    closed = person()
    api.close_account(closed.username)
    closed.refresh_from_db()
    for who in (None, AnonymousUser(), closed):
        assert not api.may_see(who, Place("110108"))


def test_an_enterprise_officer_sees_what_the_own_organisation_owns_or_maintains():
    firm, other = (
        api.ensure_organisation("甲厂", "enterprise"),
        api.ensure_organisation("乙厂", "enterprise"),
    )
    officer = person("enterprise", organisation=firm)
    assert api.may_see(officer, Place("110108", (firm,)))
    assert api.may_see(officer, Place("110105", (other, firm)))
    assert not api.may_see(officer, Place("110108", (other,)))
    with pytest.raises(ValueError, match="acts for an organisation"):
        api.add_person("x", "enterprise")


def test_only_administrators_enter_the_administration_and_the_role_decides():
    officer, administrator = person("duty"), person("administrator")
    assert not officer.is_staff
    assert administrator.is_staff
    officer.is_superuser = True
    officer.save()
    assert not officer.is_superuser
    administrator.role = "legal"
    administrator.save(update_fields={"role"})
    administrator.refresh_from_db()
    assert not administrator.is_staff


@pytest.mark.parametrize(
    ("role", "district", "reason"),
    [("king", None, "choose one of duty"), ("duty", "上海", "there are 东城区 110101")],
)
def test_an_account_with_an_unknown_role_or_district_is_not_opened(role, district, reason):
    with pytest.raises(ValueError, match=reason):
        api.add_person("x", role, district=district)
    assert not Person.objects.exists()


def test_each_password_is_random_and_signs_in_and_a_new_one_ends_the_old(client):
    first = api.add_person("duty1", "duty")
    assert len(first) >= 12
    assert client.login(username="duty1", password=first)
    second = api.new_password("duty1")
    assert first != second
    assert not client.login(username="duty1", password=first)
    assert client.login(username="duty1", password=second)


def test_the_desk_sends_citizens_to_the_door_and_other_roles_away():
    view = api.desk_required("duty")(lambda request: HttpResponse("in"))
    request = RequestFactory().get("/desk/")
    request.user = AnonymousUser()
    assert view(request).status_code == 302
    request.user = person("legal")
    with pytest.raises(PermissionDenied):
        view(request)
    for who in (person("duty"), person("administrator")):
        request.user = who
        assert view(request).content == b"in"


def test_nobody_can_sign_up(client):
    page = client.get("/account/signup/")
    assert b"password1" not in page.content
    client.post(
        "/account/signup/", {"username": "me", "password1": "x8Jw2kdhA", "password2": "x8Jw2kdhA"}
    )
    assert not Person.objects.exists()


def test_a_technician_sees_what_belongs_to_whom_the_contractor_acts_for_on_the_day():
    firm, other, contractor = (
        api.ensure_organisation("甲厂", "enterprise"),
        api.ensure_organisation("乙厂", "enterprise"),
        api.ensure_organisation("丙运维", "maintainer"),
    )
    technician = person("contractor", organisation=contractor)
    own, maintained = Place("110108", (firm,)), Place("110108", (other, contractor))
    assert not api.may_see(technician, own)
    day = date(2026, 3, 2)
    number = api.give_mandate(firm, contractor, day, day)
    assert (api.principals(technician, day), api.principals(technician)) == ((firm,), ())
    assert not api.may_see(technician, own), "the last day is over"
    with pytest.raises(ValueError):
        api.end_mandate(number, other, day)
    api.give_mandate(firm, contractor, day)
    assert api.may_see(technician, own)
    assert not api.may_see(technician, maintained), "who maintains it acts for nobody by that alone"
    assert api.scope(technician).bodies == (firm,)


def test_a_mandate_is_given_to_a_registered_contractor_and_stands():
    firm, contractor = (
        api.ensure_organisation("甲厂", "enterprise"),
        api.ensure_organisation("丙运维", "maintainer"),
    )
    day = date(2026, 3, 2)
    for wrong in ((firm, firm, day, None), (contractor, firm, day, None), (firm, 999, day, None)):
        with pytest.raises(ValueError):
            api.give_mandate(*wrong)
    with pytest.raises(ValueError):
        api.give_mandate(firm, contractor, day, date(2026, 3, 1))
    api.give_mandate(firm, contractor, day)
    row = Mandate.objects.get()
    with pytest.raises(MandateStandsError):
        row.save()
    with pytest.raises(MandateStandsError):
        row.delete()
