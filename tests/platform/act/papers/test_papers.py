"""Papers: what they lack is said, numbers have no gaps, what is finished stands, service counts."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from django.db.utils import ConnectionHandler, DatabaseError
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingtian.ledger import kinds
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.papers import finishing, sealing
from qingtian_platform.act.papers.models import Finished, Series
from qingtian_platform.kit.kept import AppendOnlyError
from qingtian_platform.people import api as people
from qingtian_platform.record.acts import api as acts
from support import signing
from support.clerk import TWO

SERVED = {"way": "direct", "receiver": "李经理", "officers": TWO}


@pytest.fixture
def matter(clerk) -> int:
    return clerk.open("penalty", "take").id


@pytest.mark.parametrize(
    ("left", "field", "words"),
    [
        ({"officers": TWO[:1]}, "@officers", "2 officers"),
        ({"officers": (TWO[0], replace(TWO[1], certificate=""))}, "@officers", "got 1"),
        ({"officers": (TWO[0], TWO[0])}, "@officers", "got 1"),
        ({"party": ""}, "@party", "neither"),
        ({"party": "refused", "witness": " "}, "@party", "witness"),
        ({"begin": None}, "@times", "one is missing"),
        ({"fields": {"place": "门口", "told": "yes", "found": "扬尘"}}, "subject", "missing"),
        ({"fields": {"subject": "x", "place": "x", "told": "no", "found": "x"}}, "told", "law"),
    ],
)
def test_record_that_lacks_something_is_refused_beside_its_field(clerk, matter, left, field, words):
    with override("en"), pytest.raises(papers.PaperRefusedError) as refused:
        clerk.write(matter, "inspection", **left)
    assert [(each.field, words in each.words) for each in refused.value.lacks] == [(field, True)]
    with override("zh-hans"), pytest.raises(papers.PaperRefusedError) as refused:
        clerk.write(matter, "inspection", **left)
    assert all("\u4e00" <= each.words[0] <= "\u9fff" for each in refused.value.lacks)


def test_end_before_the_begin_or_ahead_is_refused(clerk, matter):
    for left in ({"end": clerk.now - timedelta(days=3)}, {"end": clerk.now + timedelta(days=1)}):
        with pytest.raises(papers.PaperRefusedError) as refused:
            clerk.write(matter, "inspection", **left)
        assert [each.field for each in refused.value.lacks] == ["@times"]


def test_refusal_with_a_witness_stands_for_the_signature(clerk, matter):
    made = clerk.write(matter, "inspection", party="refused", signer="", witness="居委会 王")
    assert (made.handed().party, made.state) == ("refused", "done")


def test_draft_is_refused_once_somebody_else_saved_it(clerk, matter):
    begun = papers.start(matter, "report", clerk.people["zhang"], now=clerk.now)
    papers.save(begun.id, clerk.people["qian"], {"facts": "一"}, begun.version)
    with pytest.raises(papers.StalePaperError):
        papers.save(begun.id, clerk.people["zhang"], {"facts": "二"}, begun.version)
    with pytest.raises(papers.StalePaperError):
        papers.finish(begun.id, clerk.people["zhang"], version=begun.version, now=clerk.now)
    assert papers.paper(begun.id).fields["facts"] == "一"


def test_value_of_another_kind_or_matter_is_refused(clerk, matter):
    other = clerk.open("penalty", "take", "2").id
    foreign = clerk.write(other, "report")
    begun = papers.start(matter, "service", clerk.people["zhang"], now=clerk.now)
    said = {"papers": [foreign.id], "day": "gestern", "way": "pigeon", "nothing": "x"}
    with pytest.raises(papers.PaperRefusedError) as refused:
        papers.save(begun.id, clerk.people["zhang"], said, begun.version)
    assert {each.field for each in refused.value.lacks} == {"papers", "day", "way", "nothing"}


def test_finished_paper_never_changes_and_is_mended_by_another(clerk, matter):
    zhang = clerk.people["zhang"]
    first = clerk.write(matter, "decision")
    with pytest.raises(papers.PaperRefusedError):
        papers.save(first.id, zhang, {"facts": "别的"}, first.version)
    row = Finished.objects.get(draft=first.id)
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
        connection.cursor().execute("UPDATE papers_finished SET text = 'x'")
    with pytest.raises(papers.PaperRefusedError):
        papers.replace_paper(first.id, zhang, "  ", now=clerk.now)
    begun = papers.replace_paper(first.id, zhang, "金额写错", now=clerk.now)
    with pytest.raises(papers.PaperRefusedError):
        papers.replace_paper(first.id, zhang, "再来", now=clerk.now)
    made = papers.finish(begun.id, zhang, now=clerk.now)
    assert (made.replaces, papers.paper(first.id).replaced_by) == (first.id, made.id)
    assert (first.number, made.number) == ("京朝环罚〔2024〕1号", "京朝环罚〔2024〕2号")


def test_penalty_counts_once_served_and_public_notice_takes_its_time(clerk, matter):
    zhang = clerk.people["zhang"]
    decision = clerk.write(matter, "decision")
    assert decision.state == "done"
    day = date(2024, 5, 6)
    with pytest.raises(papers.PaperRefusedError) as refused:
        papers.serve(decision.id, zhang, way="left", day=day, officers=TWO, now=clerk.now)
    assert {each.field for each in refused.value.lacks} == {"@party", "where"}
    with pytest.raises(papers.PaperRefusedError) as refused:
        papers.serve(decision.id, zhang, way="electronic", day=day, officers=TWO, now=clerk.now)
    assert {each.field for each in refused.value.lacks} >= {"consent", "where"}
    made = papers.serve(
        decision.id, zhang, way="notice", day=day, officers=TWO, where="北京日报", now=clerk.now
    )
    served = papers.paper(decision.id)
    assert (served.state, served.served.day) == ("served", date(2024, 6, 5))
    assert (made.handed().party, made.handed().witness) == ("replaced", "北京日报")


def test_paper_of_others_bears_their_number_and_a_copy(clerk, matter):
    with pytest.raises(papers.PaperRefusedError) as refused:
        clerk.write(matter, "receipt")
    assert [each.field for each in refused.value.lacks] == ["@exhibits"]
    clerk.scan(matter)
    assert clerk.write(matter, "receipt").number == "原文号：略"


def test_officer_of_another_district_writes_and_reads_nothing(clerk, matter):
    people.add_person("xi", "enforcement", district="110102", name="西")
    other = people.account("xi")
    made = clerk.write(matter, "report")
    with pytest.raises(papers.ForbiddenError):
        papers.paper(made.id, other)
    with pytest.raises(papers.ForbiddenError):
        papers.start(matter, "report", other, now=clerk.now)
    with pytest.raises(papers.ForbiddenError):
        papers.add_exhibit(matter, other, None, now=clerk.now)


def test_paper_that_opens_a_matter_is_laid_into_it(clerk):
    zhang = clerk.people["zhang"]
    begun = papers.start_loose(
        "penalty/3", "report", zhang, subject="某公司", division="110105", now=clerk.now
    )
    matter = clerk.open("penalty", "take").id
    papers.lay([begun.id], matter, zhang)
    assert [p.id for p in papers.papers(matter)] == [begun.id]
    with pytest.raises(papers.PaperRefusedError):
        papers.lay([begun.id], matter, zhang)


def test_paper_is_signed_by_a_key_of_the_person_once(clerk, matter, places):
    zhang = clerk.people["zhang"]
    pen = signing.pen_of(places, zhang)
    made = clerk.write(matter, "report")
    entry = signing.signed(places, pen, kinds.PAPER, {"paper": made.digest})
    acts.submit(entry, zhang, None, places)
    assert [name for name, _at, _act in papers.paper(made.id).signed] == ["zhang"]
    again = signing.signed(places, pen, kinds.PAPER, {"paper": made.digest})
    with pytest.raises(acts.ActRefusedError):
        acts.submit(again, zhang, None, places)
    people.add_person("xi", "enforcement", district="110102", name="西")
    other = people.account("xi")
    entry = signing.signed(
        places, signing.pen_of(places, other), kinds.PAPER, {"paper": made.digest}
    )
    with pytest.raises(acts.ActRefusedError):
        acts.submit(entry, other, None, places)


def test_what_is_finished_or_handed_in_is_sealed_once(clerk, matter, places):
    made, shown = clerk.write(matter, "report"), clerk.scan(matter)
    assert [papers.seal_waiting(places) for _n in range(2)] == [True, False]
    number = papers.paper(made.id).sealed
    assert acts.act(number, places).act.body == {"paper": made.digest}
    assert papers.exhibit(shown.id).sealed is not None


def test_two_processes_that_seal_at_the_same_time_enter_one_act(clerk, matter, places, monkeypatch):
    made, enter = clerk.write(matter, "report"), acts.enter_paper
    entered = []

    def other_first(*words):
        monkeypatch.setattr(acts, "enter_paper", enter)
        papers.seal_waiting(places)
        entered.append(enter(*words))
        return entered[0]

    monkeypatch.setattr(acts, "enter_paper", other_first)
    assert papers.seal_waiting(places)
    assert entered == [papers.paper(made.id).sealed]


def test_what_was_entered_and_not_noted_when_the_power_went_stops_nothing_behind_it(
    clerk, matter, places
):
    made = clerk.write(matter, "report")
    number = acts.enter_paper(made.digest, (places.papers_key, sealing.WHAT), places)
    shown = clerk.scan(matter)
    assert papers.seal_waiting(places)
    assert papers.paper(made.id).sealed == number
    assert papers.exhibit(shown.id).sealed is not None


def test_a_paper_that_the_platform_sealed_is_signed_by_the_persons_of_the_matter(
    clerk, matter, places
):
    made = clerk.write(matter, "report")
    papers.seal_waiting(places)
    for login in ("zhang", "qian"):
        person = clerk.people[login]
        pen = signing.pen_of(places, person)
        entry = signing.signed(places, pen, kinds.PAPER, {"paper": made.digest})
        acts.submit(entry, person, None, places)
    assert [name for name, _at, _act in papers.paper(made.id).signed] == ["zhang", "qian"]


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(["decision", "notice"]), st.booleans()), max_size=4))
def test_numbers_have_no_gap_whatever_is_rolled_back(clerk, matter, steps):
    with transaction.atomic():
        given: dict[str, list[str]] = {"罚": [], "罚告": []}
        for kind, kept in steps:
            with transaction.atomic():
                made = clerk.write(matter, kind)
                transaction.set_rollback(not kept)
            if kept:
                given["罚" if kind == "decision" else "罚告"].append(made.number)
        for word, numbers in given.items():
            assert numbers == [f"京朝环{word}〔2024〕{n}号" for n in range(1, len(numbers) + 1)]
        transaction.set_rollback(True)


def test_number_of_an_old_paper_is_its_own_and_is_stepped_over(clerk, matter, monkeypatch):
    with pytest.raises(papers.PaperRefusedError) as refused:
        clerk.write(matter, "decision", number="京朝环罚〔2024〕1号")
    assert [each.field for each in refused.value.lacks] == ["@number"]
    info = finishing.cases.matter(matter)
    monkeypatch.setattr(finishing.cases, "matter", lambda *_a, **_k: replace(info, legacy=True))
    assert clerk.write(matter, "decision", number="京朝环罚〔2024〕1号").number.endswith("1号")
    assert clerk.write(matter, "decision").number == "京朝环罚〔2024〕2号"
    with pytest.raises(papers.PaperRefusedError):
        clerk.write(matter, "decision", number="京朝环罚〔2024〕2号")


def test_two_at_once_share_no_number(db, tmp_path):
    """Two take numbers at the same time, each by a connection of its own to one file."""
    found: list[int] = []
    gate = threading.Barrier(2)
    here = {**django_settings.DATABASES["default"], "NAME": str(tmp_path / "numbers.sqlite3")}

    def take(*, first: bool) -> None:
        own = connections["default"] = ConnectionHandler({"default": here})["default"]
        try:
            if first:
                with own.schema_editor() as editor:
                    editor.create_model(Series)
            gate.wait(60)
            for _n in range(5):
                with transaction.atomic():
                    found.append(finishing.next_number("京朝环", "罚", 2024))
        finally:
            own.close()

    both = [threading.Thread(target=take, kwargs={"first": n == 0}) for n in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(120)
    assert sorted(found) == list(range(1, 11))
