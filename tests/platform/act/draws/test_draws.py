"""A draw on the platform from announcement to record, by the clock and by persons' own keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from qingtian.draw import Trust, verify
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.draws import api as draws
from qingtian_platform.act.draws import rules
from qingtian_platform.act.draws.models import Finding, Paper
from qingtian_platform.act.notices import api as notices
from qingtian_platform.act.notices.models import Message
from qingtian_platform.kit.kept import AppendOnlyError
from qingtian_platform.people.api import Role, account, ensure_organisation
from qingtian_platform.people.models import Person
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.log import identity
from support.drawcity import HOUR, PEOPLE, City, city_of, fixed, pooled
from support.drawn import thing
from support.signing import pen_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(tmp_path, monkeypatch):
    with override("en"), city_of(tmp_path, monkeypatch) as found:
        yield found


def trust(city: City) -> Trust:
    parties = {each.name: each.key for each in draws.info(draws.draws()[0]).parties}
    return Trust(identity.vkey(city.places), (), parties)


def test_a_draw_from_announcement_to_a_record_that_a_stranger_redraws(city):
    name, kept = fixed(city)
    with pytest.raises(draws.DrawRefusedError, match="ended"):
        draws.record(name, city.places)
    for who in (city.bureau, city.quality):
        city.reveal(who, name, kept)
    assert city.step()
    found = draws.info(name)
    assert found.state == "drawn"
    assert [each.outside for each in found.parties] == [False, True]
    city.keeper.step()
    verdict = verify(draws.record(name, city.places).to_bytes(), trust(city))
    assert verdict.faults == ()
    assert found.drawn.said() == verdict.reading.record.drawn
    barred = {p.key for team in found.drawn.teams if team.object.district for p in team.people}
    assert "near" not in barred
    opened = draws.matters(name)
    assert set(opened) == {each.object.key for each in found.drawn.teams}
    for number in opened.values():
        matter = cases.matter(number)
        assert (matter.procedure.split("/")[0], matter.state) == ("inspection", "ordered")
    assert not city.step(), "each step happens once"
    assert len(draws.matters(name)) == len(opened)


def test_a_party_that_does_not_reveal_is_named_and_the_draw_is_void(city):
    name, kept = fixed(city)
    city.reveal(city.bureau, name, kept)
    assert not city.step(), "its time is not over"
    assert city.step(2 * HOUR)
    found = draws.info(name)
    assert (found.state, found.stage) == ("void", "reveal")
    assert [each.name for each in found.parties if each.missing] == [found.parties[1].name]
    assert draws.matters(name) == {}
    with pytest.raises(draws.DrawRefusedError, match="over"):
        city.reveal(city.quality, name, kept)
    following = city.announce(after=name)
    assert following.after == name
    with pytest.raises(draws.DrawRefusedError, match="void"):
        city.announce(after=following.name)


def test_who_does_not_commit_in_time_is_named(city):
    found = city.announce()
    city.commit(city.bureau, found.name)
    assert not city.step()
    assert city.step(2 * HOUR)
    void = draws.info(found.name)
    assert [each.missing for each in void.parties] == [False, True]


def test_each_step_has_its_turn_its_signer_and_comes_once(city):
    found = city.announce()
    made, salt, secret = city.secret(city.bureau, found.name)
    stranger = person("stranger", Role.ENFORCEMENT)
    with pytest.raises(draws.DrawRefusedError, match="no party"):
        draws.write_commitment(found.name, stranger, made, city.now)
    with pytest.raises(draws.DrawRefusedError, match="64"):
        draws.write_commitment(found.name, city.bureau, "none", city.now)
    with pytest.raises(draws.DrawRefusedError, match="not fixed"):
        draws.write_reveal(found.name, city.bureau, salt, secret, city.now)
    first, second = (
        draws.write_commitment(found.name, city.bureau, made, city.now) for _ in range(2)
    )
    with pytest.raises(acts.ActRefusedError, match="wrote"):
        city.sign(city.quality, first)
    city.sign(city.bureau, first)
    with pytest.raises(acts.ActRefusedError, match="already"):
        city.sign(city.bureau, second)
    assert draws.waiting(found.name, city.bureau) is None


def test_a_party_who_signs_with_a_newer_key_is_told_which_one_the_draw_knows(city):
    found = city.announce()
    made, _salt, _secret = city.secret(city.bureau, found.name)
    paper = draws.write_commitment(found.name, city.bureau, made, city.now)
    known, city.pens["bureau"] = found.parties[0].key, pen_of(city.places, city.bureau)
    with pytest.raises(acts.ActRefusedError, match=f"announced with your key {known[:16]}…"):
        city.sign(city.bureau, paper)


@pytest.mark.parametrize("kind", ["", "centre"])
def test_a_colleague_is_no_party_from_outside(city, kind):
    body = ensure_organisation("演示市监测中心", kind) if kind else None
    colleague = person("colleague", Role.DUTY, organisation_id=body)
    pen_of(city.places, colleague)
    with pytest.raises(draws.DrawRefusedError, match="outside"):
        draws.announce("x", ["bureau", "colleague"], city.bureau, places=city.places, now=city.now)


def test_another_secret_than_committed_to_is_refused(city):
    name, kept = fixed(city)
    salt, secret = kept["quality"]
    other = f"{int(secret, 16) ^ 1:064x}"
    with pytest.raises(draws.DrawRefusedError, match="not the secret"):
        draws.write_reveal(name, city.quality, salt, other, city.now)


def test_what_cannot_be_drawn_is_refused_before_it_is_announced(city):
    with pytest.raises(draws.DrawRefusedError) as refused:
        draws.announce(" ", ["bureau"], city.bureau, places=city.places, now=city.now)
    assert len(refused.value.reasons) == 3, "all reasons at once"
    person("keyless", Role.HEAD)
    with pytest.raises(draws.DrawRefusedError, match="no key"):
        draws.announce("x", ["bureau", "keyless"], city.bureau, places=city.places, now=city.now)
    for each in PEOPLE:
        if each["group"] == "expert":
            draws.strike("person", each["key"], city.bureau)
    with pytest.raises(draws.DrawRefusedError, match="group expert"):
        city.announce()


def test_a_register_that_lost_its_experts_stops_the_pool_until_its_time_is_over(city):
    found = city.announce()
    for who in (city.bureau, city.quality):
        city.commit(who, found.name)
    for each in PEOPLE:
        if each["group"] == "expert":
            draws.strike("person", each["key"], city.bureau)
    assert not city.step()
    with pytest.raises(draws.DrawRefusedError, match="group expert"):
        draws.commit_pool(found.name, city.places, city.now)
    assert city.step(2 * HOUR)
    assert (draws.info(found.name).stage, draws.info(found.name).state) == ("pool", "void")


def test_a_checkpoint_of_before_its_time_is_not_fixed(city):
    name, _kept = pooled(city)
    early = draws.info(name).checkpoint_at - timedelta(seconds=1)
    assert not city.step(HOUR, shown=early)
    assert draws.info(name).point is None
    assert city.step()


def test_findings_are_handed_in_once_for_both_departments(city):
    name, kept = fixed(city)
    for who in (city.bureau, city.quality):
        city.reveal(who, name, kept)
    city.step()
    key = draws.info(name).drawn.teams[0].object.key
    draws.hand_in(name, key, "staff", "met", "", city.bureau, city.now)
    with pytest.raises(draws.DrawRefusedError, match="already"):
        draws.hand_in(name, key, "staff", "not-met", "two without", city.quality, city.now)
    with pytest.raises(draws.DrawRefusedError, match="words"):
        draws.hand_in(name, key, "records", "not-met", " ", city.quality, city.now)
    draws.hand_in(name, key, "records", "not-met", "原始记录缺页", city.quality, city.now)
    assert [(f.item, f.outcome, f.name) for f in draws.findings(name)] == [
        ("staff", "met", "Bureau"),
        ("records", "not-met", "Quality"),
    ]
    with pytest.raises(draws.DrawRefusedError, match="drawn"):
        draws.hand_in(name, "elsewhere", "staff", "met", "", city.bureau, city.now)
    for model in (Finding, Paper):
        with pytest.raises(AppendOnlyError):
            model.objects.first().delete()


def test_a_row_of_the_register_that_is_not_of_its_form_is_refused_with_all_others(city):
    before = draws.objects()
    rows = [("object", thing("ok", "agency")), ("object", {"key": "x"}), ("person", {"key": "y"})]
    with pytest.raises(draws.DrawRefusedError) as refused:
        draws.enter(rows, city.bureau)
    assert len(refused.value.reasons) == 2
    assert draws.objects() == before


def test_the_newest_draws_are_read_at_once_and_each_once(city, django_assert_num_queries):
    names = [city.announce().name for _ in range(3)]
    with django_assert_num_queries(2):
        assert [each.name for each in draws.newest(2)] == names[:0:-1]
    city.commit(city.bureau, names[2])
    assert [bool(each.committed_at) for each in draws.newest(1)[0].parties] == [True, False]


def drawn(city: City) -> str:
    name, kept = fixed(city)
    for who in (city.bureau, city.quality):
        city.reveal(who, name, kept)
    assert city.step()
    return name


def told(what: str = "") -> set[tuple[str, str]]:
    """Give mailbox and Chinese subject of what was put on its way."""
    rows = notices.messages(topic="draw")
    return {(row.address, row.subject.split(" / ")[0]) for row in rows if what in row.subject}


@pytest.fixture
def posted(city, settings):
    """Give the parties, the inspectors of both departments and a drawn enterprise a mailbox each."""
    settings.QINGTIAN_MAIL = "smtp"
    for who in (city.bureau, city.quality):
        who.email = f"{who.username}@example.org"
        who.save()
    firm = ensure_organisation("Object firm1", "enterprise")
    officer = person("officer", Role.ENTERPRISE, email="firm@example.org", organisation_id=firm)
    other = ensure_organisation("Object firm2", "enterprise")
    person("other", Role.ENTERPRISE, email="other@example.org", organisation_id=other)
    rows, logins = [], {}
    for each in PEOPLE:
        if each["group"] == "expert":
            continue
        login = f"account-{each['key']}"
        person(login, Role.ENFORCEMENT, email=f"{each['key']}@example.org")
        rows.append(("person", each))
        logins[each["key"]] = login
    draws.enter(rows, city.bureau, logins=logins)
    return officer


def test_parties_are_told_of_their_turn_and_who_was_drawn_of_the_object(city, posted):
    name, kept = fixed(city)
    both = {"bureau@example.org", "quality@example.org"}
    assert {address for address, _subject in told("Commit")} == both
    assert {address for address, _subject in told("Reveal")} == both
    assert told("drawn") == set()
    for who in (city.bureau, city.quality):
        city.reveal(who, name, kept)
    city.step()
    found = draws.info(name)
    expected = {
        (f"{each.key}@example.org", f"您被抽中检查：{team.object.name}")
        for team in found.drawn.teams
        for each in team.people
        if each.group != "expert"
    }
    assert told("You were drawn") == expected
    assert told("Drawn for inspection") == {("firm@example.org", "被抽中接受检查：Object firm1")}
    count = len(notices.messages(topic="draw"))
    city.step()
    assert len(notices.messages(topic="draw")) == count, "each is told once"
    city.keeper.step()
    assert b"account-" not in draws.record(name, city.places).to_bytes(), "accounts stay here"


def test_an_object_is_told_nothing_where_the_city_says_so(city, posted, monkeypatch):
    monkeypatch.setattr(rules, "tells_objects", lambda _now: False)
    drawn(city)
    assert told("You were drawn")
    assert told("Drawn for inspection") == set()


def test_parties_are_told_that_a_draw_is_void_and_whose_it_was(city, posted):
    name, kept = fixed(city)
    city.reveal(city.bureau, name, kept)
    city.step(2 * HOUR)
    assert {address for address, _subject in told("void")} == {
        "bureau@example.org",
        "quality@example.org",
    }
    body = Message.objects.filter(topic="draw", subject__contains="void").first().body
    assert draws.info(name).parties[1].name in body
    assert draws.info(name).parties[0].name not in body


def test_one_inspection_of_two_departments_has_one_sheet_that_both_read(city, posted):
    """Each department's inspector hands in its part; who was not drawn hands in nothing."""
    name = drawn(city)
    team = draws.info(name).drawn.teams[0]
    by_group = {each.group: f"account-{each.key}" for each in team.people}
    theirs = {group: account(login) for group, login in by_group.items() if group != "expert"}
    Person.objects.filter(pk=theirs["quality"].pk).update(organisation=city.quality.organisation)
    theirs["quality"].refresh_from_db()
    key = team.object.key
    draws.hand_in(name, key, "staff", "met", "", theirs["environment"], city.now)
    draws.hand_in(name, key, "records", "not-met", "缺谱图", theirs["quality"], city.now)
    draws.hand_in(name, key, "control", "met", "", city.quality, city.now)
    with pytest.raises(draws.DrawRefusedError, match="already"):
        draws.hand_in(name, key, "staff", "not-met", "x", theirs["quality"], city.now)
    outsider = next(
        account(f"account-{each['key']}")
        for each in PEOPLE
        if each["group"] == "environment" and f"account-{each['key']}" not in by_group.values()
    )
    with pytest.raises(draws.DrawRefusedError, match="Others were drawn"):
        draws.hand_in(name, key, "instruments", "met", "", outsider, city.now)
    assert [(each.item, each.body) for each in draws.findings(name)] == [
        ("staff", ""),
        ("records", "演示市质监局"),
        ("control", "演示市质监局"),
    ]
    assert draws.of_matter(draws.matters(name)[key]) == (name, key)
    assert draws.of_matter(0) is None


def test_an_account_that_is_not_there_is_refused_and_a_later_row_takes_one_away(city):
    one = PEOPLE[0]
    with pytest.raises(draws.DrawRefusedError, match="nobody"):
        draws.enter([("person", one)], city.bureau, logins={one["key"]: "nobody"})
    draws.enter([("person", one)], city.bureau, logins={one["key"]: "bureau"})
    assert draws.logins() == {one["key"]: "bureau"}
    draws.enter([("person", one)], city.bureau)
    assert draws.logins() == {}
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("UPDATE draws_listed SET login = 'x'")
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("DELETE FROM draws_listed")
