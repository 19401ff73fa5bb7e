"""An act that serves brings the record of that service: no other, no older one, and on its day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qingtian.cases import ActRefusedError
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.publish.desk.cases import offering
from support.clerk import GRADE, PENALTY, Clerk


@pytest.fixture
def decided(clerk: Clerk) -> int:
    """A penalty that was decided and is to be served."""
    matter = clerk.open("penalty", "take").id
    clerk.scan(matter)
    for act, facts in PENALTY:
        clerk.do(matter, act, **facts)
        if act == "decide":
            break
    return matter


def named(matter: int, key: str) -> papers.PaperInfo:
    return next(each for each in papers.papers(matter) if each.key == key)


def refused(clerk: Clerk, matter: int, record: papers.PaperInfo, **facts: object) -> list[str]:
    before = cases.matter(matter)
    with pytest.raises(ActRefusedError) as found:
        clerk.do(matter, "serve", record.handed(), **facts)
    assert cases.matter(matter) == before
    return [each.say("zh") for each in found.value.reasons]


def test_the_proof_that_the_notice_was_served_is_none_for_the_decision(clerk, decided):
    first = named(decided, "service")
    assert papers.paper(first.id).fields["papers"] == [named(decided, "notice").id]
    [why] = refused(clerk, decided, first, served="day")
    assert "此前的步骤已用过这份送达回证" in why
    assert first.id not in {e.id for e in offering.held(decided, cases.case(decided, clerk.now))}


def test_a_record_that_serves_the_notice_again_does_not_serve_the_decision(clerk, decided):
    begun = papers.start(decided, "service", clerk.people["zhang"], now=clerk.now)
    fields = dict(clerk.whole(begun).fields) | {"papers": [named(decided, "notice").id]}
    [why] = refused(clerk, decided, clerk.write(decided, "service", fields=fields), served="day")
    assert "所列文书此前均已送达" in why


def test_a_decision_counts_from_the_day_of_its_record(clerk, decided):
    record = clerk.write(decided, "service")
    day = papers.paper(named(decided, "decision").id).served.day
    early = day - timedelta(days=1)
    [why] = refused(clerk, decided, record, served=early)
    assert f"应为{day}，现为{early}" in why
    clerk.do(decided, "serve", record.handed(), served=day)
    assert cases.matter(decided).state == "served"


def test_the_case_that_called_a_penalty_takes_the_record_of_its_service(clerk):
    matter = clerk.open("falsification", "suspect").id
    clerk.scan(matter)
    clerk.do(matter, "confirm")
    clerk.do(matter, "grade", crime=False, **GRADE)
    child = clerk.penalty(matter)
    last = [each for each in papers.papers(child) if each.key == "service"][-1]
    offered = offering.held(matter, cases.case(matter, clerk.now))
    assert last.id in {each.id for each in offered}
    assert {each.key for each in offered if each.matter == child} == {"service"}
    clerk.do(matter, "penalty-served", last.handed(), served="day")
