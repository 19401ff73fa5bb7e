"""Matters: opened once, acted in by who may, never altered, and ended only when the problem has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from qingtian_platform.act.cases import api, calling, rebuilding, timers
from qingtian_platform.act.cases.models import Deed, OpenDuty, Report, Standing
from qingtian_platform.kit.kept import AppendOnlyError

from .conftest import TEN, Desk, record

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_an_origin_opens_once_and_a_second_report_of_the_same_links(desk: Desk):
    first = desk.dust(origin=api.Origin("csv", "row-1"))
    again = desk.dust(origin=api.Origin("csv", "row-1"), at=TEN + HOUR)
    other = desk.dust(
        origin=api.Origin("patrol", "p-9"), person=None, party="monitor", at=TEN + HOUR
    )
    assert first.id == again.id == other.id
    assert [each.ref for each in Report.objects.all()] == ["row-1", "p-9"]
    assert [e.kind for e in api.timeline(first.id, TEN + HOUR)] == ["deed", "told"]


def test_new_dust_after_the_first_was_dealt_with_is_a_matter_of_its_own(desk: Desk):
    first = desk.dust()
    desk.confirm(first, TEN + 2 * HOUR)
    assert desk.dust(at=TEN + 3 * HOUR).id != first.id
    assert desk.dust(site="s2").id != desk.dust(site="s2", separate=True).id


def test_numbers_have_no_gaps_and_a_refused_matter_takes_none(desk: Desk):
    numbers = [desk.dust(site="a").number]
    with pytest.raises(api.ActRefusedError):
        desk.dust(site="b", facts={"received": "2024-05-06 09:00"})
    numbers += [desk.dust(site="c").number, desk.dust(site="d", at=TEN + 300 * DAY).number]
    assert numbers == ["110105-2024-00001", "110105-2024-00002", "110105-2025-00001"]


def test_who_answers_is_named_by_the_pack(desk: Desk):
    assert desk.dust().unit_name == "朝阳区城管执法部门"


@pytest.mark.parametrize(
    ("division", "unit"),
    [("110105", "朝阳区环境保护部门"), ("110105036", "朝阳区环境保护部门"), ("", "市环保局")],
)
def test_a_penalty_that_begins_by_itself_is_of_the_unit_that_the_law_gives_it(
    desk: Desk, division, unit
):
    person = desk.add("shi", "enforcement")
    assert person.division is None
    matter = api.open_matter(
        "penalty",
        "take",
        subject=api.Subject("firm", "f1", "某厂"),
        division=division,
        origin=api.Origin("csv", "row-9"),
        person=person,
        now=TEN,
    )
    assert matter.unit_name == unit


def test_an_act_says_all_that_it_lacks(desk: Desk):
    matter = desk.dust()
    with pytest.raises(api.ActRefusedError) as refused:
        desk.do(matter, "reject", TEN + HOUR)
    assert len(refused.value.reasons) == 2
    assert api.matter(matter.id).version == 1


def test_two_officers_at_once_are_told_apart(desk: Desk):
    matter = desk.dust()
    desk.confirm(matter, TEN + 2 * HOUR, version=matter.version)
    with pytest.raises(api.StaleError):
        desk.confirm(matter, TEN + 2 * HOUR, version=matter.version, person=desk["qian"])


def test_a_form_sent_twice_does_one_deed(desk: Desk):
    matter = desk.dust()
    first = desk.confirm(matter, TEN + 2 * HOUR, version=1, key="form-1")
    assert desk.confirm(matter, TEN + 3 * HOUR, version=1, key="form-1") == first
    assert api.matter(matter.id).version == 2


def test_neither_code_nor_database_alters_a_deed(desk: Desk):
    desk.dust()
    deed = Deed.objects.get()
    deed.reason = "another"
    with pytest.raises(AppendOnlyError):
        deed.save()
    for statement in ("UPDATE cases_deed SET reason = 'x'", "DELETE FROM cases_deed"):
        with (
            pytest.raises(DatabaseError, match="never"),
            transaction.atomic(),
            connection.cursor() as at,
        ):
            at.execute(statement)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (TEN - DAY, "recorded afterwards"),
        (TEN + 400 * DAY, "that has come"),
        (TEN.replace(year=1911), "from 2000"),
        (TEN.replace(tzinfo=None), "time zone"),
    ],
)
def test_a_live_matter_is_neither_back_dated_nor_ahead_of_time(desk: Desk, at, words):
    matter = desk.dust()
    with pytest.raises(api.ActRefusedError, match=words):
        desk.confirm(matter, TEN + HOUR * 2, at=at)


def test_a_legacy_matter_bears_the_times_of_its_papers_and_is_marked(desk: Desk):
    now = TEN + 900 * DAY
    old = api.open_matter(
        "construction-dust",
        "see",
        subject=api.Subject("site", "old", "旧工地"),
        division="110105",
        origin=api.Origin("legacy", "file-7"),
        person=desk["zhang"],
        at=TEN,
        legacy=True,
        now=now,
    )
    desk.do(old, "confirm", now, at=TEN + 2 * HOUR, papers=(record(TEN + 2 * HOUR),))
    first, second = api.deeds(old.id)
    assert (old.opened_at, old.recorded_at, old.legacy) == (TEN, now, True)
    assert (first.at, second.at) == (TEN, TEN + 2 * HOUR)
    assert first.legacy
    assert second.recorded_at == now
    assert not [e for e in api.timeline(old.id, now) if e.kind == "expired"]


@pytest.mark.parametrize("penalties", [10**16, "1e999999999", -1, 2.5, "many"])
def test_values_that_cannot_be_are_refused(desk: Desk, penalties):
    matter = desk.dust()
    desk.confirm(matter, TEN + 2 * HOUR)
    facts = {"penalties": penalties, "malicious": False, "refuses": False}
    with pytest.raises(api.ActRefusedError):
        desk.do(matter, "grade", TEN + 3 * HOUR, facts=facts)


def graded(desk: Desk) -> tuple[api.MatterInfo, api.MatterInfo]:
    """A matter of dust whose penalty was called, and that penalty."""
    matter = desk.dust()
    desk.confirm(matter, TEN + 2 * HOUR)
    facts = {"penalties": 0, "malicious": False, "refuses": False}
    desk.do(matter, "grade", TEN + 3 * HOUR, facts=facts)
    [called] = [each.other for each in api.links(matter.id) if each.kind == "called"]
    return matter, called


def test_an_act_that_calls_opens_the_called_procedure_and_its_ending_comes_back(desk: Desk):
    matter, penalty = graded(desk)
    assert (penalty.procedure, penalty.parent, penalty.subject) == (
        "penalty/3",
        matter.id,
        matter.subject,
    )
    assert penalty.unit_name == matter.unit_name, "who called it decides on it"
    at = TEN + DAY
    desk.do(
        penalty,
        "refuse-filing",
        at,
        person=desk["zhou"],
        reason="轻微",
        papers=(record(at, "refusal"),),
    )
    last = api.deeds(matter.id)[-1]
    assert (last.act, last.party, last.returned) == (
        "penalty-ended",
        "machine",
        "penalty/no-filing",
    )
    assert "penalise" not in {each.kind for each in api.case(matter.id, at).open_duties}


def test_what_cannot_come_back_yet_waits_and_is_tried_again(desk: Desk, monkeypatch):
    matter, penalty = graded(desk)
    refuse = calling.doing.do_by_machine

    def refused(*_args, **_more):
        raise api.ActRefusedError("penalty-ended", ["not now"])

    monkeypatch.setattr(calling.doing, "do_by_machine", refused)
    at = TEN + DAY
    desk.do(
        penalty,
        "refuse-filing",
        at,
        person=desk["zhou"],
        reason="轻微",
        papers=(record(at, "refusal"),),
    )
    assert api.deeds(matter.id)[-1].act == "grade"
    monkeypatch.setattr(calling.doing, "do_by_machine", refuse)
    assert not calling.again(at)
    assert calling.again(at + HOUR)
    assert api.deeds(matter.id)[-1].act == "penalty-ended"


def test_the_standing_is_what_the_deeds_say(desk: Desk):
    matter, _penalty = graded(desk)
    api.assign(matter.id, desk["zhou"], "qian", TEN + 4 * HOUR)
    before = list(Standing.objects.values()), duties()
    Standing.objects.update(state="x", open=9, next_due=None, holder="", version=7, owing="")
    OpenDuty.objects.all().delete()
    assert rebuilding.rebuild() == 2
    assert (list(Standing.objects.values()), duties()) == before


def duties() -> list[tuple[object, ...]]:
    found = OpenDuty.objects.order_by("matter", "duty", "nth")
    return list(found.values_list("matter", "duty", "nth", "since", "due", "expired"))


def test_a_matter_is_handed_over_with_a_receipt_and_is_then_the_others(desk: Desk):
    from qingtian_platform.people import api as people

    body = people.ensure_organisation("朝阳区城管执法局", "authority")
    desk.add("cheng", "enforcement", "110105", organisation=body)
    matter = desk.dust()
    given = api.hand_over(matter.id, desk["zhang"], body, TEN + HOUR)
    assert (given.number, given.received_at) == ("", None)
    with pytest.raises(api.ForbiddenError):
        api.receive(matter.id, desk["zhang"], TEN + HOUR)
    taken = api.receive(matter.id, desk["cheng"], TEN + 2 * HOUR)
    assert taken.number == f"R{body}-2024-00001"
    with pytest.raises(api.MatterError):
        api.receive(matter.id, desk["cheng"], TEN + 2 * HOUR)
    kinds = [e.kind for e in api.timeline(matter.id, TEN + 2 * HOUR)]
    assert kinds == ["deed", "handed", "assigned", "received"]


def test_notes_links_and_assignments_stand_in_the_time_line(desk: Desk):
    one, two = desk.dust(site="a"), desk.dust(site="b")
    api.note(one.id, desk["zhang"], "电话联系工地", TEN + HOUR)
    api.link(one.id, two.id, "repeat", desk["zhang"], TEN + HOUR)
    api.assign(one.id, desk["zhang"], "zhang", TEN + HOUR)
    with pytest.raises(api.ForbiddenError):
        api.assign(one.id, desk["zhang"], "qian", TEN + HOUR)
    with pytest.raises(api.MatterError):
        api.assign(one.id, desk["zhou"], "xi", TEN + HOUR)
    said = [e.words("zh") for e in api.timeline(one.id, TEN + HOUR)]
    assert said == [
        "视频或在线监测发现",
        "电话联系工地",
        "已交zhang办理",
        "关联110105-2024-00002：再次发生",
    ]
    assert [each.other.id for each in api.links(two.id)] == [one.id]


def test_a_queue_holds_what_a_person_may_see_and_what_waits_for_it(desk: Desk):
    one = desk.dust(site="a")
    two = desk.dust(site="b", at=TEN - HOUR)
    api.assign(two.id, desk["zhou"], "qian", TEN)
    now = TEN + HOUR
    assert [m.id for m in api.queue(desk["zhang"], now=now).rows] == [two.id, one.id]
    assert [m.id for m in api.queue(desk["zhang"], mine=True, now=now).rows] == [one.id]
    assert api.queue(desk["qian"], mine=True, now=now).total == 2
    assert api.queue(desk["xi"], now=now).total == 0
    assert api.queue(None, now=now).total == 0
    assert api.queue(desk["ju"], text="工地a", now=now).total == 1
    assert api.queue(desk["ju"], late=True, now=TEN + DAY).total == 2
    assert api.queue(desk["ju"], division="110102", now=now).total == 0
    assert api.queue(desk["ju"], subject=one.subject, now=now).rows == (api.matter(one.id),)


def test_what_is_late_goes_up_and_still_waits_for_who_owes_it(desk: Desk):
    matter, now = desk.dust(), TEN + DAY
    timers.ring(now)
    assert api.matter(matter.id).holder == "zhou"
    for login in ("zhou", "zhang", "qian"):
        rows = api.queue(desk[login], mine=True, now=now).rows
        assert [each.id for each in rows] == [matter.id], login
    assert api.queue(desk["xi"], mine=True, now=now).total == 0
    api.assign(matter.id, desk["zhou"], "qian", now)
    assert api.queue(desk["zhang"], mine=True, now=now).total == 0, "it was given to one of them"


def test_counts_endings_and_served_penalties(desk: Desk):
    matter, penalty = graded(desk)
    at = TEN + DAY
    desk.do(
        penalty,
        "refuse-filing",
        at,
        person=desk["zhou"],
        reason="轻微",
        papers=(record(at, "refusal"),),
    )
    [row] = api.counts("division", TEN, TEN + 2 * DAY, at)
    assert (row.key, row.issued, row.verified, row.open, row.ended, row.on_time) == (
        "110105",
        2,
        2,
        1,
        1,
        1,
    )
    [ending] = api.endings(TEN, TEN + 2 * DAY)
    assert (ending.matter.state, ending.reason) == ("no-filing", "轻微")
    assert api.penalties(matter.subject, TEN.date(), at.date()) == []


def test_an_event_is_told_inside_the_transaction_and_a_listener_that_fails_undoes_it(desk: Desk):
    heard: list[api.Told] = []

    def hear(told: api.Told) -> None:
        heard.append(told)
        if told.deed is not None and told.deed.act == "confirm":
            raise RuntimeError

    api.listen(hear)
    try:
        matter = desk.dust()
        with pytest.raises(RuntimeError):
            desk.confirm(matter, TEN + 2 * HOUR)
    finally:
        api.forget(hear)
    assert [told.kind for told in heard] == ["deed", "deed"]
    assert api.matter(matter.id).version == 1
