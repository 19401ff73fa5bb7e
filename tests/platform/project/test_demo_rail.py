"""The rail of the desk in the demo: whoever looks at it may follow each of its links."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape

import pytest
from django.db import transaction
from django.test import Client

from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role
from qingtian_platform.people.models import Organisation, Person
from qingtian_platform.project.demo import cast

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 26, tzinfo=BEIJING).date()
TOWNSHIP = "110105040000"
CAST = cast.cast()["people"]
#: One of those who hold the same role for the same sort of unit.
PEOPLE = {
    (each["role"], each.get("organisation"), bool(each.get("district")), "township" in each): each
    for each in CAST
}.values()


@pytest.fixture(scope="module")
def begun(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Register the demo's cast once for all tests of this file; rolled back at the end."""
    del django_db_setup
    before = os.environ["QINGTIAN_DATA"]
    os.environ["QINGTIAN_DATA"] = str(tmp_path_factory.mktemp("rail") / "data")
    Places.current().make()
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            cast.register(TODAY)
            cast.open_accounts()
            yield
        finally:
            os.environ["QINGTIAN_DATA"] = before
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


def refused(login: str) -> tuple[list[str], dict[str, int]]:
    """Follow each link of a person's rail; give them, and those that were not answered."""
    client = Client()
    client.force_login(Person.objects.get(username=login))
    shown = client.get("/desk/key/").content.decode()
    rail = shown[shown.index('<nav class="rail') : shown.index("</nav>")]
    found = list(dict.fromkeys(re.findall(r'<a\b[^>]*href="([^"]+)"', rail)))
    answers = {href: client.get(href, follow=True).status_code for href in found}
    return found, {href: code for href, code in answers.items() if code != 200}


def test_the_cast_holds_every_role():
    assert {each["role"] for each in CAST} == set(Role.values)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda each: each["login"])
def test_each_person_of_the_demo_may_follow_each_link_of_the_rail(begun, db, person):
    links, wrong = refused(person["login"])
    assert len(links) > 10
    assert wrong == {}


@pytest.mark.parametrize("page", ["/desk/feeds/", "/desk/unit/", "/desk/supervised/"])
def test_a_head_of_a_district_may_follow_each_link_of_a_page(begun, db, page):
    client = Client()
    client.force_login(Person.objects.get(username="fuzeren"))
    shown = client.get(page).content.decode()
    main = shown[shown.index("<main") : shown.index("</main>")]
    links = [unescape(each) for each in re.findall(r'<a\b[^>]*href="(/desk/[^"#]+)', main)]
    one_each = {href.split("?")[0]: href for href in links}.values()
    assert [href for href in one_each if client.get(href, follow=True).status_code != 200] == []


@pytest.mark.parametrize("role", Role.values)
def test_who_acts_for_a_township_may_follow_each_link_of_the_rail(begun, db, role):
    firm = Organisation.objects.get(name=cast.cast()["organisations"]["heat"]["name"])
    people.add_person(f"town-{role}", role, township=TOWNSHIP, organisation=firm.pk)
    links, wrong = refused(f"town-{role}")
    assert wrong == {}
    assert "/desk/complaints/" not in links, "no township reads what is said about it"
