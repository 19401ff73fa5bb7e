"""Whatever is asked of the portal and the desk: no page fails, and what is refused is told why."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from fuzz.pages import Campaign, names, patterns
from qingtian_platform.people.models import Person
from qingtian_platform.registry import api as registry
from support.desk_city import city_once, truth

__all__ = ["city_once", "truth"]


@pytest.fixture
def campaign(truth, db, monkeypatch):
    logging.disable(logging.ERROR)  # each refusal is logged
    clients = [Client()]
    for role in ("duty", "administrator", "enterprise"):
        person = Person.objects.create(
            username=role, name=role, role=role,
            is_staff=role == "administrator", is_superuser=role == "administrator",
        )  # fmt: skip
        clients.append(Client())
        clients[-1].force_login(person)
    known = [*registry.all_loggers(None), *(thing.key for thing in registry.things().values())]
    known += [*{stream.code for stream in registry.datastreams()}, "110105", "0", "1", "pm25"]
    yield lambda seed: Campaign(clients, known, seed)
    logging.disable(logging.NOTSET)


def test_the_addresses_and_names_of_every_page_are_known():
    assert {"places/{}/", "desk/devices/{}/", "frames/{}/{}/bytes", "api/observations"} <= {
        *patterns()
    }
    assert len(names()) > 25


@pytest.mark.parametrize("page", ["availability", "rates", "missing"])
def test_a_parameter_named_as_a_method_of_the_question_is_a_parameter(campaign, page):
    client = campaign(0).clients[1]
    assert client.get(f"/desk/{page}/?items=x&lists=y&dict=z").status_code == 200


@pytest.mark.parametrize("text", ["x", "2026-13-45", "9999-12-31", "2026-11-20T08:00", "-1", ""])
def test_a_form_whose_address_names_no_moment_is_shown(campaign, text):
    client = campaign(0).clients[2]
    page = client.get("/admin/registry/shutdown/add/", {"start": text})
    assert page.status_code == 200
    assert ("08:00" in page.content.decode()) == text.endswith("08:00")


def test_a_thousand_requests_meet_no_page_that_fails(campaign):
    requests = campaign(1)
    requests.run(1_000)
    assert not requests.failed, "\n".join(requests.failed)
    assert {200, 302, 404, 405} <= set(requests.statuses)


@pytest.mark.campaign
@pytest.mark.timeout(7200)
def test_a_hundred_thousand_requests_meet_no_page_that_fails(campaign, record_property):
    requests = campaign(2)
    requests.run(100_000)
    record_property("requests", 100_000)
    record_property("answers by status", dict(sorted(requests.statuses.items())))
    assert not requests.failed, "\n".join(requests.failed)
