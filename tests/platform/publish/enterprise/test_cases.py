"""An enterprise sees what was served on it and nothing else of a matter; what it hands in has a receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qingtian.quantities import BEIJING
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from support.clerk import PENALTY, Clerk
from support.firm import person

FIRM = "北京某某热力有限公司"


@pytest.fixture
def clerk(tmp_path, monkeypatch, db) -> Clerk:
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    Places(tmp_path).make()
    made = Clerk.hire()
    made.now = timezone.now() - timedelta(days=5)
    return made


@pytest.fixture
def firm(clerk) -> Client:
    number = people.ensure_organisation(FIRM, "enterprise")
    client = Client()
    client.force_login(person("qiye", "enterprise", number))
    return client


def until(clerk: Clerk, act: str) -> int:
    """Play a penalty until an act is done; give its number."""
    matter = clerk.open("penalty", "take").id
    clerk.scan(matter)
    for name, facts in PENALTY:
        clerk.do(matter, name, **facts)
        if name == act:
            break
    return matter


def test_before_anything_is_served_the_matter_does_not_exist(clerk, firm):
    matter = until(clerk, "review")
    number = cases.matter(matter).number
    assert number not in firm.get(reverse("enterprise:cases")).content.decode()
    assert firm.get(reverse("enterprise:case", args=[matter])).status_code == 404
    post = {"kind": "explanation", "text": "我方说明情况"}
    assert firm.post(reverse("enterprise:case", args=[matter]), post).status_code == 404
    assert len(papers.exhibits(matter)) == 1


def test_what_was_served_is_shown_with_what_is_owed_and_no_other_paper(clerk, firm):
    matter = until(clerk, "serve")
    listed = firm.get(reverse("enterprise:cases")).content.decode()
    assert cases.matter(matter).number in listed
    page = firm.get(reverse("enterprise:case", args=[matter]))
    text = page.content.decode()
    found = papers.papers(matter)
    served = [each for each in found if each.served]
    assert {each.key for each in served} >= {"notice", "decision"}
    for each in served:
        assert each.number in text
    for each in found:
        path = reverse("enterprise:case_paper", args=[matter, each.id])
        assert (path in text) == bool(each.served)
        if not each.served:
            assert firm.get(path).status_code == 404
    assert "法制审核" not in text
    assert "缴款" in text


def test_until_when_one_may_state_its_case_stands_beside_the_notice(clerk, firm):
    clerk.now = timezone.now() - timedelta(days=1)
    matter = until(clerk, "notify")
    [duty] = [each for each in cases.case(matter).open_duties if each.kind == "hear"]
    until_when = f"{duty.due.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    for page in (reverse("enterprise:cases"), reverse("enterprise:case", args=[matter])):
        assert "听取陈述申辩" in firm.get(page).content.decode()
    assert until_when in firm.get(page).content.decode()
    clerk.do(matter, "waive")
    assert "听取陈述申辩" not in firm.get(page).content.decode()


def test_what_is_handed_in_is_evidence_with_a_receipt_and_stands_as_it_came(clerk, firm):
    matter = until(clerk, "notify")
    path = reverse("enterprise:case", args=[matter])
    before = len(papers.exhibits(matter))
    file = SimpleUploadedFile("整改照片.pdf", b"%PDF-1.7\n2 0 obj<<>>endobj\n%%EOF\n")
    given = {"kind": "explanation", "text": "监测站房空调故障,已更换", "files": file}
    answer = firm.post(path, given, follow=True).content.decode()
    made = papers.exhibits(matter)[before:]
    assert len(made) == 2, answer
    assert all(each.hash[:24] in answer for each in made)
    assert papers.original(made[0]) == "监测站房空调故障,已更换".encode()
    refused = firm.post(path, {"kind": "gossip", "text": "我方说明情况"}, follow=True)
    disguised = SimpleUploadedFile("x.pdf", b"MZ")
    firm.post(path, {**given, "text": "另附一件", "files": disguised})
    assert len(papers.exhibits(matter)) == before + 2
    assert refused.status_code == 200


def test_another_enterprise_a_contractor_and_a_citizen_find_nothing(clerk, firm):
    matter = until(clerk, "notify")
    path = reverse("enterprise:case", args=[matter])
    other = Client()
    other.force_login(
        person("bieren", "enterprise", people.ensure_organisation("别家", "enterprise"))
    )
    assert other.get(path).status_code == 404
    assert (
        cases.matter(matter).number not in other.get(reverse("enterprise:cases")).content.decode()
    )
    crew = Client()
    crew.force_login(
        person("yunwei", "contractor", people.ensure_organisation("衡准", "maintainer"))
    )
    assert crew.get(path).status_code == 403
    assert Client().get(path).status_code == 302
