"""Commands in the records: who may, in which order, and that nothing is altered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from qingtian.protocols.hj212.build import RequestNumbers
from qingtian.protocols.hj212.parameters import FORMS
from qingtian_platform.collect.commands import requests, taking
from qingtian_platform.collect.commands.states import OPEN, TRANSITIONS, State, may_follow
from qingtian_platform.collect.commands.words import EXPECTED
from qingtian_platform.collect.errors import CommandError
from qingtian_platform.collect.models import Command, CommandState, StandsError
from qingtian_platform.people import api as people
from qingtian_platform.registry import api as registry

MN = "010000A8900016F000169D01"
OTHER = "010000A8900016F000169D02"


@pytest.fixture
def persons(db):
    from django.contrib.auth import get_user_model

    found = {}
    for login, role in (("wang", "duty"), ("li", "reviewer"), ("zhao", "enforcement")):
        people.add_person(login, role)
        found[login] = get_user_model().objects.get(username=login).pk
    for mn in (MN, OTHER):
        thing = registry.ensure_thing(f"站 {mn}")
        registry.ensure_logger(mn, thing_id=thing, st="22", password="123456")
    return found


def ask(persons, code="1061", items=(), **more):
    given = {"person": persons["wang"], "reason": "巡检"} | more
    return requests.request_command(MN, code, items, **given)


def test_every_open_state_leads_to_an_end():
    for state in State:
        reached, edge = {state}, [state]
        while edge:
            for following in TRANSITIONS[edge.pop()] - reached:
                reached.add(following)
                edge.append(following)
        assert reached - OPEN, state
    assert {State.APPROVED, State.TAKEN} <= TRANSITIONS[State.REQUESTED]


@pytest.mark.parametrize("second", [True, False])
def test_no_way_leads_from_taken_back_or_past_the_second_person(second):
    assert not any(may_follow(State.SENT, State(s), second_person=second) for s in OPEN)
    assert may_follow(State.REQUESTED, State.TAKEN, second_person=second) is not second
    assert may_follow(State.REQUESTED, State.APPROVED, second_person=second) is second


def test_an_unchanging_command_is_taken_at_once_and_one_a_logger(persons):
    first, second = ask(persons), ask(persons)
    now, numbers = timezone.now(), RequestNumbers()
    assert taking.take({OTHER}, numbers, now) == []
    (taken,) = taking.take({MN, OTHER}, numbers, now)
    assert (taken.command, taken.mn, taken.code, taken.sent) == (first.id, MN, "1061", False)
    (again,) = taking.take({MN}, numbers, now)
    assert again.command == second.id
    assert again.qn > taken.qn
    assert taking.take({MN}, numbers, now) == []
    assert taking.waiting()


def test_two_gateways_cannot_take_the_same_command(persons):
    info = ask(persons)
    row = Command.objects.get(pk=info.id)
    assert taking._token(row, "20260301120000000", timezone.now())
    assert not taking._token(row, "20260301120000001", timezone.now())
    (left,) = taking.left_over(timezone.now())
    assert (left.qn, left.sent) == ("20260301120000000", False)
    requests.add_state(info.id, State.SENT)
    assert taking.left_over(timezone.now())[0].sent


def test_a_changing_command_waits_for_somebody_else(persons):
    info = ask(persons, "1062", [("RtdInterval", "60")])
    now, numbers = timezone.now(), RequestNumbers()
    assert info.waits_for_second_person
    assert taking.take({MN}, numbers, now) == []
    with pytest.raises(CommandError):
        requests.approve(info.id, person=persons["wang"])
    with pytest.raises(CommandError):
        requests.approve(info.id, person=persons["zhao"])
    requests.approve(info.id, person=persons["li"])
    with pytest.raises(CommandError):
        requests.approve(info.id, person=persons["li"])
    assert taking.take({MN}, numbers, now)[0].items == (("RtdInterval", "60"),)


def test_what_needs_no_approval_cannot_be_approved(persons):
    with pytest.raises(CommandError):
        requests.approve(ask(persons).id, person=persons["li"])


def test_a_declined_command_is_never_taken(persons):
    info = ask(persons)
    with pytest.raises(CommandError):
        requests.decline(info.id, person=persons["li"], detail=" ")
    assert requests.decline(info.id, person=persons["wang"], detail="误发").state == "declined"
    assert taking.take({MN}, RequestNumbers(), timezone.now()) == []
    assert requests.commands(open_only=True) == []
    assert len(requests.commands(mn=MN)) == 1


def test_nobody_there_for_a_day_and_it_expires(persons):
    info = ask(persons)
    later = timezone.now() + timedelta(hours=25)
    assert taking.take({MN}, RequestNumbers(), later) == []
    assert taking.expire(later) == 1
    assert requests.command_info(info.id).state == "expired"
    assert not taking.waiting()


def test_the_time_is_that_of_sending(persons):
    info = ask(persons, "1012", [("SystemTime", "now")])
    requests.approve(info.id, person=persons["li"])
    later = timezone.now() + timedelta(hours=2)
    (taken,) = taking.take({MN}, RequestNumbers(), later)
    assert taken.items == (("SystemTime", f"{timezone.localtime(later):%Y%m%d%H%M%S}"),)
    assert info.items == (("SystemTime", "now"),)


def test_a_secret_is_enciphered_and_masked(persons):
    info = ask(persons, "1072", [("NewPW", "hunter")])
    assert "hunter" not in str(info)
    row = Command.objects.get(pk=info.id)
    assert "hunter" not in str(row.items)
    assert requests.clear_items(row, timezone.now()) == [("NewPW", "hunter")]


def test_a_rule_may_ask_in_place_of_a_person_but_not_beside_one(persons):
    info = ask(persons, "1012", [("SystemTime", "now")], person=None, rule="clock 2026-01-01")
    assert not info.waits_for_second_person
    assert len(taking.take({MN}, RequestNumbers(), timezone.now())) == 1
    for person, rule in ((None, ""), (persons["wang"], "clock 2026-01-01")):
        with pytest.raises(CommandError):
            ask(persons, person=person, rule=rule)


def test_a_closed_account_commands_nothing(persons):
    people.close_account("wang")
    with pytest.raises(CommandError):
        ask(persons)


def test_rows_are_only_added(persons):
    info = ask(persons)
    row = Command.objects.get(pk=info.id)
    with pytest.raises(StandsError):
        row.save()
    with pytest.raises(StandsError):
        row.delete()
    for statement in (
        "UPDATE collect_command SET reason = 'other'",
        "DELETE FROM collect_command",
        "UPDATE collect_commandstate SET state = 'answered'",
        "DELETE FROM collect_commandstate",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        CommandState.objects.filter(command=row).update(state="answered")
    assert requests.command_info(info.id).state == "requested"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "RtdInterval：应为30 至 3600 秒，收到的是 '5'。"),
        ("en", "RtdInterval: 30 to 3600 s was expected, not '5'."),
    ],
)
def test_what_was_expected_is_said_in_the_readers_language(persons, language, words):
    with override(language), pytest.raises(CommandError) as caught:
        ask(persons, "1062", [("RtdInterval", "5")])
    assert str(caught.value) == words


def test_the_words_of_all_forms_are_translated():
    assert {form.words for form in FORMS.values()} <= set(EXPECTED)
