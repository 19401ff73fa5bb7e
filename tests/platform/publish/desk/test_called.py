"""What a case called and begins with papers: the case says so, leads to each paper, and opens it with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from qingtian.cases import Officer
from qingtian.quantities import BEIJING
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from support.matters import Desk, desk, record  # noqa: F401

pytestmark = pytest.mark.django_db


def ordered(desk: Desk) -> cases.MatterInfo:  # noqa: F811
    """An excess that was proven a moment ago, in which the order to mend was called."""
    now = datetime.now(BEIJING) - timedelta(hours=3)
    matter = cases.open_matter(
        "exceedance",
        "exceed",
        subject=cases.Subject("firm", "9111", "某厂"),
        division="110105",
        origin=cases.Origin("inspection", "x1"),
        person=desk["zhang"],
        facts={"medium": "water", "multiple": "1.5"},
        now=now,
    )
    facts = {"sampled": False, "proven": True, "exempt": False}
    desk.do(matter, "check", now, papers=(record(now),), facts=facts)
    desk.do(matter, "order", now)
    return matter


def seated(desk: Desk, login: str, language: str = "en") -> Client:  # noqa: F811
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    client.force_login(desk[login])
    return client


def finished(desk: Desk, matter: int, kind: str) -> papers.PaperInfo:  # noqa: F811
    """Write and finish a paper that bears all that is asked."""
    now, person = datetime.now(BEIJING), desk["zhang"]
    paper = papers.start(matter, kind, person)
    said = {
        key: {"yesno": "yes", "day": f"{now:%Y-%m-%d}", "count": "1", "number": "1"}.get(
            f.kind, "甲"
        )
        for key, f in papers.form_of(paper).fields.items()
    }
    for key, field in papers.form_of(paper).fields.items():
        if field.kind == "choice":
            said[key] = next(iter(field.words))
    content = papers.Content(
        said | dict(paper.fields),
        officers=(Officer("张", "0105-1"), Officer("钱", "0105-2")),
        party="signed",
        signer="李工",
        begin=now - timedelta(hours=2),
        end=now - timedelta(hours=1),
        signature="张",
        seal=True,
    )
    saved = papers.save(paper.id, person, content, paper.version)
    return papers.finish(saved.id, person)


def test_a_case_leads_to_the_papers_of_what_it_called_and_opens_it_with_them(desk: Desk):  # noqa: F811
    matter = ordered(desk)
    zhang, address = seated(desk, "zhang"), f"/desk/cases/{matter.id}/called/3/order/"
    shown = unescape(zhang.get(f"/desk/cases/{matter.id}/").content.decode())
    assert "“Order to mend and penalty by the day” was called and waits to be opened" in shown
    assert f'href="{address}"' in shown
    start = f"/desk/papers/of/{matter.id}/start/correction/order/"
    assert f'href="{start}"' in shown
    assert zhang.get(start).status_code == 200

    refused = zhang.post(address, {"party": "environment", "fact-served": "2024-05-06"})
    assert refused.status_code == 422
    assert "Proof of service" in unescape(refused.content.decode())
    order = finished(desk, matter.id, "correction/order")
    served = papers.serve(
        order.id,
        desk["zhang"],
        way="direct",
        day=datetime.now(BEIJING).date(),
        officers=(Officer("张", "0105-1"), Officer("钱", "0105-2")),
        receiver="李工",
    )
    made = [order, served]
    said = {f"paper-{each.key}": str(each.id) for each in made}
    form = {"party": "environment", "fact-served": f"{datetime.now(BEIJING):%Y-%m-%d}", **said}
    done = zhang.post(address, form)
    assert done.status_code == 302, unescape(done.content.decode())[-3000:]
    child = cases.of_origin(cases.Origin("call", f"{matter.id}/3"))
    assert (done["location"], child.state) == (f"/desk/cases/{child.id}/", "ordered")
    assert {each.number for each in cases.deeds(child.id)[0].papers} == {m.number for m in made}

    assert zhang.get(address)["location"] == f"/desk/cases/{child.id}/"
    assert zhang.post(address, form)["location"] == f"/desk/cases/{child.id}/"
    assert "waits to be opened" not in zhang.get(f"/desk/cases/{matter.id}/").content.decode()


def test_who_is_no_party_there_reads_that_it_waits_and_cannot_open_it(desk: Desk):  # noqa: F811
    matter = ordered(desk)
    address = f"/desk/cases/{matter.id}/called/3/order/"
    duty = seated(desk, "jian", "zh-hans")
    assert "已被启动，等待开案" in duty.get(f"/desk/cases/{matter.id}/").content.decode()
    assert duty.get(address).status_code == 404
    assert duty.post(address, {}).status_code == 404
    assert seated(desk, "xi").get(address).status_code == 404
    assert seated(desk, "zhang").get(f"/desk/cases/{matter.id}/called/2/order/").status_code == 404
    assert cases.of_origin(cases.Origin("call", f"{matter.id}/3")) is None
