"""Bulletins at the desk: made from closed editions alone, with digest, edition and the rule that cut a tie."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person
from qingtian_platform.publish.desk.holding import bulletins

pytestmark = pytest.mark.django_db
FIRST = date(2026, 10, 1)
NOON = datetime(2026, 11, 12, 4, tzinfo=UTC)
TOWNS = policy().assessed("coarse-particles", date(2026, 10, 31))


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def assessor(db):
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


def client(person, language="zh-hans") -> Client:
    found = Client(headers={"accept-language": language})
    found.force_login(person)
    return found


def coarse(assessor, towns=TOWNS) -> closing.EditionInfo:
    rows = [
        closing.FigureRow("township-tsp", who, FIRST, str(60 + n // 2), "", "站点")
        for n, who in enumerate(towns)
    ]
    closing.hand_in(rows, assessor, now=NOON)
    return closing.close("coarse-particles", FIRST, assessor, now=NOON)


def test_nothing_is_circulated_before_its_list_is_closed(assessor):
    desk = client(assessor)
    html = desk.get("/desk/bulletins/coarse/2026-10-01/").content.decode()
    assert "/desk/closing/coarse-particles/2026-10-01/" in html
    assert desk.get("/desk/bulletins/coarse/2026-10-01.pdf").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_bulletin_of_coarse_particles_has_the_last_in_reverse_and_both_ends_of_districts(
    assessor, language
):
    edition = coarse(assessor)
    desk = client(assessor, language)
    html = desk.get("/desk/bulletins/coarse/2026-10-01/").content.decode()
    assert edition.digest in html
    pdf = b"".join(desk.get("/desk/bulletins/coarse/2026-10-01.pdf"))
    assert pdf.startswith(b"%PDF-")
    assert ("粗颗粒物" if language == "zh-hans" else "Coarse particles in townships") in html
    found = bulletins.facts(policy(), bulletins.gathered(policy(), "coarse", FIRST))
    last, districts = found["parts"]
    names = {each.code: each.name for each in policy().divisions.all}
    printed = [row[2] for row in last["rows"]]
    # 343 towns, two to a figure but for the best... the thirtieth and the thirty-first are alike
    assert printed[0] == names[TOWNS[-1]]
    assert len(printed) == 31
    assert len(districts["rows"]) == 16
    assert districts["rows"][0][1].count("(") >= 3


def test_the_monthly_circular_holds_two_lists_apart_and_waits_for_both(assessor):
    towns = TOWNS[:15]
    for name, step in (("township-pm25", 1), ("township-tsp", 1), ("air-work", 0)):
        rows = [
            closing.FigureRow(name, who, FIRST, str(30 + n * step), "", "x")
            for n, who in enumerate(towns)
        ]
        closing.hand_in(rows, assessor, now=NOON)
    closing.close("township-air", FIRST, assessor, now=NOON)
    desk = client(assessor)
    html = desk.get("/desk/bulletins/month/2026-10-01/").content.decode()
    assert "/desk/closing/township-water/2026-10-01/" in html
    assert desk.get("/desk/bulletins/month/2026-10-01.pdf").status_code == 404
    closing.close("township-water", FIRST, assessor, now=NOON)
    found = bulletins.facts(policy(), bulletins.gathered(policy(), "month", FIRST))
    assert [len(part["rows"]) for part in found["parts"]] == [10, 0]
    pdf = b"".join(desk.get("/desk/bulletins/month/2026-10-01.pdf"))
    assert pdf.startswith(b"%PDF-")


@pytest.mark.parametrize("path", ["none/2026-10-01/", "coarse/2026-10-02/", "month/soon/"])
def test_what_is_no_bulletin_is_not_found(assessor, path):
    assert client(assessor).get(f"/desk/bulletins/{path}").status_code == 404


def test_a_bulletin_is_the_desk_s_unless_the_setting_makes_it_public(assessor, monkeypatch):
    coarse(assessor, TOWNS[:40])
    assert Client().get("/desk/bulletins/coarse/2026-10-01.pdf").status_code == 302
    address = "/circulars/coarse/2026-10-01.pdf"
    assert Client().get(address).status_code == 404
    decided = type(policy()).decided

    def public(self, word, day):
        return "public" if word == "circulation.public" else decided(self, word, day)

    monkeypatch.setattr(type(policy()), "decided", public)
    assert Client().get(address).headers["Content-Type"] == "application/pdf"
