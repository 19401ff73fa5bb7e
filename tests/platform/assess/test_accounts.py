"""Accountability: facts as they were known, what they propose, and a person who decides under his name."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingtian.ledger import kinds
from qingtian.ledger.acts import words_hash
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.assess.accounts.models import Change, Decision, Fact, Paper, Transfer
from qingtian_platform.kit import attachments
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts import table
from support import signing

pytestmark = pytest.mark.django_db
TOWN, OTHER, DISTRICT = "110101001", "110102001", "110101000"
NOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
DAY = (NOON + timedelta(hours=8)).date()
LADDER = "problem-places"
BLANK = accounts.FactRow("violation", TOWN, "dust", "", "", "", "", "督察通报第1号", "")


def row(number: int = 1, **more: str) -> accounts.FactRow:
    day = more.pop("day", DAY.isoformat())
    return replace(BLANK, **{"place": f"工地{number}", "day": day, **more})


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Sign in the second of everything else: no midnight lies between a paper and its signature."""
    ticks = itertools.count(int(NOON.timestamp() * 1_000_000), 1_000)
    monkeypatch.setattr(table, "now", lambda: next(ticks))


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def clerk(db):
    return signing.person("lurou", "assessor")


@pytest.fixture
def judge(db):
    return signing.person("kaohe", "assessor")


def five(clerk, **more: str) -> list[int]:
    """Four violations, and one that was handed over and is unfinished."""
    rows = [row(n, **more) for n in range(4)]
    return accounts.hand_in([*rows, row(5, handed="yes", **more)], clerk, now=NOON)


def state(ladder: str = LADDER, unit: str = TOWN, day: date = DAY) -> accounts.ProposalInfo:
    return next(e for e in accounts.proposals(day, unit) if e.ladder.key == ladder)


def sign(places: Places, who, paper: str) -> int:
    pen = signing.pen_of(places, who)
    entry = signing.signed(places, pen, kinds.PAPER, {"paper": paper})
    return acts.submit(entry, who, None, places)


def test_five_facts_propose_the_deputy_with_the_facts_and_the_settings(clerk):
    numbers = five(clerk)
    found = state()
    assert found.standing.proposed == "deputy"
    assert [each.id for each in found.evidence] == numbers
    assert {each.row.source for each in found.evidence} == {"督察通报第1号"}
    words = {setting.key: answer.value for setting, answer in found.rules}
    assert words["accountability.problem.reading"] == "both"
    assert words["accountability.problem.steps"] == {"deputy": 5, "head": 10}


def test_a_fact_put_right_or_withdrawn_counts_no_more_from_then_on(clerk):
    numbers = five(clerk)
    later = NOON + timedelta(days=2)
    accounts.advance(numbers[0], accounts.MENDED, DAY, "已苫盖，附照片", clerk, now=later)
    assert state(day=DAY + timedelta(days=1)).standing.proposed == "deputy", "nobody knew yet"
    assert state(day=DAY + timedelta(days=2)).standing.proposed == ""
    accounts.withdraw(numbers[1], "重复录入", clerk, now=later)
    found = accounts.facts(DAY + timedelta(days=2), TOWN)
    assert [each.withdrawn is not None for each in found] == [False, True, False, False, False]
    assert Fact.objects.count() == 5
    assert state(day=DAY + timedelta(days=2)).standing.counted == 3


def test_a_matter_handed_over_is_put_right_by_the_last_link_alone(clerk):
    number = five(clerk)[-1]
    for link in ("assigned", "dispatched", "verified", "disclosed"):
        assert accounts.owed(number, DAY) == link
        with pytest.raises(accounts.AccountRefusedError):
            accounts.advance(number, "accepted", DAY, "验收", clerk, now=NOON)
        accounts.advance(number, link, DAY, "文号", clerk, now=NOON)
        assert state().standing.unfinished == 1
    accounts.advance(number, "accepted", DAY, "验收", clerk, now=NOON)
    assert accounts.owed(number, DAY) == ""
    assert (state().standing.unfinished, state().standing.proposed) == (0, "")


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"kind": "rumour"}, "kinds"),
        ({"unit": "nobody"}, "nobody"),
        ({"type": "noise"}, "dust, bare-land"),
        ({"day": "2026/1/1"}, "2026-11-26"),
        ({"day": (DAY + timedelta(days=1)).isoformat()}, "has come"),
        ({"source": " "}, "source"),
        ({"clause": "D3-99"}, "D3-99"),
        ({"handed": "perhaps"}, "yes, no"),
        ({"due": "2026-01-01"}, "handed over"),
        ({"kind": "falsified", "type": "case"}, "district"),
        ({"kind": "shortfall", "type": "air", "unit": DISTRICT, "goal": "35"}, "better"),
        ({"kind": "shortfall", "type": "air", "unit": DISTRICT, "goal": "0", "result": "1",
          "better": "low"}, "not 0"),
    ],
)  # fmt: skip
def test_one_bad_row_takes_none_in_and_says_which_and_why(clerk, bad, words):
    with pytest.raises(accounts.AccountRefusedError, match=f"Row 2: .*{words}"):
        accounts.hand_in([row(1), row(2, **bad)], clerk, now=NOON)
    assert not Fact.objects.exists()


def test_a_file_that_is_handed_in_twice_does_not_count_twice(clerk):
    five(clerk)
    with pytest.raises(accounts.AccountRefusedError, match="Row 1"):
        five(clerk)
    assert state().standing.counted == 5


def test_a_person_decides_under_his_signature_and_it_is_proposed_no_more(places, clerk, judge):
    numbers = five(clerk)
    paper = accounts.decide(
        LADDER, TOWN, "", "accept", "按规定问责", judge, responsible="副主任某", now=NOON
    )
    assert accounts.decisions() == [], "a paper without a signature decides nothing"
    assert state().standing.proposed == "deputy"
    act = acts.act(sign(places, judge, paper), places)
    (decision,) = accounts.decisions(unit=TOWN)
    assert (decision.level, decision.facts, decision.act) == ("deputy", tuple(numbers), act.hash)
    kept = Paper.objects.get(pk=paper)
    assert act.act.body == {"paper": words_hash(bytes(kept.salt), kept.text)}
    assert "deputy" not in act.act.to_bytes().decode(), "the log tells nothing of it"
    assert state().standing.proposed == ""
    accounts.hand_in([row(9, day=(DAY - timedelta(days=9)).isoformat())], clerk, now=NOON)
    assert accounts.decisions(unit=TOWN) == [decision], "later facts change no decision"
    assert state().standing.proposed == ""
    with pytest.raises(accounts.AccountRefusedError):
        accounts.decide(LADDER, TOWN, "", "accept", "再次", judge, now=NOON)


def test_no_is_a_decision_and_another_level_too(places, clerk, judge):
    five(clerk)
    five(clerk, unit=OTHER)
    with pytest.raises(accounts.AccountRefusedError):
        accounts.decide(LADDER, TOWN, "", "other", "从重", judge, level="deputy", now=NOON)
    sign(places, judge, accounts.decide(LADDER, TOWN, "", "none", "已另案处理", judge, now=NOON))
    paper = accounts.decide(LADDER, OTHER, "", "other", "情节重", judge, level="head", now=NOON)
    sign(places, judge, paper)
    assert [each.level for each in accounts.decisions()] == ["head", ""]
    assert {each.standing.proposed for each in accounts.proposals(DAY)} == {""}


def test_what_changed_since_the_paper_was_written_must_be_written_again(places, clerk, judge):
    numbers = five(clerk)
    paper = accounts.decide(LADDER, TOWN, "", "accept", "按规定", judge, now=NOON)
    accounts.hand_in([row(6)], clerk, now=NOON)
    with pytest.raises(acts.ActRefusedError, match="changed"):
        sign(places, judge, paper)
    paper = accounts.decide(LADDER, TOWN, "", "accept", "按规定", judge, now=NOON)
    accounts.withdraw(numbers[0], "误录", clerk, now=NOON)
    accounts.withdraw(numbers[1], "误录", clerk, now=NOON)
    with pytest.raises(acts.ActRefusedError, match="nothing of this is proposed"):
        sign(places, judge, paper)
    assert not Decision.objects.exists()


def test_who_may_not_decide(places, clerk, judge):
    five(clerk)
    with pytest.raises(accounts.AccountRefusedError, match="another person"):
        accounts.decide(LADDER, TOWN, "", "accept", "自己录入", clerk, now=NOON)
    duty = signing.person("zhiban", "duty")
    with pytest.raises(accounts.AccountRefusedError, match="assessor"):
        accounts.decide(LADDER, TOWN, "", "accept", "越权", duty, now=NOON)
    paper = accounts.decide(LADDER, TOWN, "", "accept", "按规定", judge, now=NOON)
    other = signing.person("lisi", "assessor")
    with pytest.raises(acts.ActRefusedError, match="that you wrote"):
        sign(places, other, paper)
    with pytest.raises(acts.ActRefusedError):
        sign(places, judge, "77" * 32)


def test_a_yearly_target_that_a_district_misses(clerk):
    result = row(
        1, kind="shortfall", unit=DISTRICT, type="air", day=f"{DAY.year - 1}-12-31",
        goal="35", result="42", better="low",
    )  # fmt: skip
    accounts.hand_in([result], clerk, now=NOON)
    found = state("result-districts", DISTRICT)
    assert (found.standing.share, found.standing.proposed) == (20, "deputy")
    assert found.standing.turn == str(DAY.year - 1)
    by_clause = replace(result, clause="D3-6-07", goal="", better="", result="24", place="降尘")
    accounts.hand_in([by_clause], clerk, now=NOON)
    shares = {each.row.place: each.share for each in accounts.facts(DAY, DISTRICT)}
    assert shares["降尘"] == 20, "the goal of 30 % stands in the clause"


def test_an_interview_rests_on_a_decision_and_goes_its_way(places, clerk, judge):
    cases = [row(n, kind="falsified", unit=DISTRICT, type="case") for n in range(3)]
    with pytest.raises(accounts.AccountRefusedError):
        accounts.open_procedure("interview", DISTRICT, DAY, "约谈", judge, now=NOON)
    accounts.hand_in(cases, clerk, now=NOON)
    assert accounts.falsified(DAY)[DISTRICT, DAY.year] == {"case": 3}
    ladder = "interview-districts"
    turn = state(ladder, DISTRICT).standing.turn
    sign(places, judge, accounts.decide(ladder, DISTRICT, turn, "accept", "突出", judge, now=NOON))
    number = accounts.open_procedure("interview", DISTRICT, DAY, "决定约谈", judge, now=NOON)
    with pytest.raises(accounts.AccountRefusedError):
        accounts.open_procedure("interview", DISTRICT, DAY, "再次", judge, now=NOON)
    with pytest.raises(accounts.AccountRefusedError, match="held"):
        accounts.procedure_step(number, "ordered", DAY, "责成", judge, now=NOON)
    accounts.procedure_step(number, "held", DAY, "约谈区长", judge, public=True, now=NOON)
    (found,) = accounts.procedures(DISTRICT)
    assert (found.owed, found.steps[-1].public) == ("ordered", True)


def test_sanctions_are_proposed_against_persons_and_reported(clerk, judge):
    clue = accounts.hand_in([row(1, kind="clue", unit=DISTRICT, type="ministry")], clerk, now=NOON)
    with pytest.raises(accounts.AccountRefusedError, match="clues"):
        accounts.open_procedure("sanction", DISTRICT, DAY, "部约谈", judge, now=NOON)
    number = accounts.open_procedure(
        "sanction", DISTRICT, DAY, "部约谈", judge, numbers=clue, now=NOON
    )
    with pytest.raises(accounts.AccountRefusedError, match="names each person"):
        accounts.procedure_step(number, "suggested", DAY, "建议限批", judge, now=NOON)
    against = [{"name": "某某", "office": "副区长", "sanction": "政务记过"}]
    accounts.procedure_step(number, "suggested", DAY, "会同", judge, persons=against, now=NOON)
    accounts.procedure_step(number, "disposed", DAY, "区委处理", judge, now=NOON)
    accounts.procedure_step(number, "reported", DAY, "报部、市委、市政府", judge, now=NOON)
    (found,) = accounts.procedures(DISTRICT)
    assert (found.owed, found.steps[1].persons[0]["sanction"]) == ("", "政务记过")
    assert accounts.author(DAY) == "district"


class Upload(io.BytesIO):
    name = "照片.txt"


def test_a_clue_is_transferred_with_its_evidence_under_numbers_without_gaps(places, clerk, judge):
    (file,) = attachments.keep([Upload(b"what was seen")], places)
    numbers = accounts.hand_in([row(1), row(2)], clerk, files=[file.hash], now=NOON)
    organ = "市纪委市监委"
    with pytest.raises(accounts.AccountRefusedError, match="99"):
        accounts.transfer(TOWN, "某某", "失职", organ, [99], judge, now=NOON)
    accounts.transfer(TOWN, "某某", "写了未签", organ, numbers, judge, now=NOON)
    for clue in ("失职", "失责"):
        sign(places, judge, accounts.transfer(TOWN, "某某", clue, organ, numbers, judge, now=NOON))
    assert sorted(Transfer.objects.values_list("number", flat=True)) == [1, 2]
    made = zipfile.ZipFile(io.BytesIO(accounts.package(1, places)))
    manifest = json.loads(made.read("manifest.json"))
    for name, said in manifest["files"].items():
        assert hashlib.sha256(made.read(name)).hexdigest() == said["sha256"], name
    assert made.read(f"evidence/{file.hash}") == b"what was seen"
    clue = made.read("clue.json").decode()
    assert words_hash(bytes.fromhex(made.read("salt.txt").decode()), clue) == manifest["paper"]
    assert json.loads(made.read("act.json"))["body"]["paper"] == manifest["paper"]
    with pytest.raises(accounts.AccountRefusedError):
        accounts.transfer_step(1, "disposed", DAY, "立案", judge, now=NOON)
    accounts.transfer_step(1, "received", DAY, "收字1号", judge, now=NOON)
    accounts.transfer_step(1, "disposed", DAY, "立案审查", judge, now=NOON)
    assert [each.what for each in accounts.transfers()[1].steps] == ["received", "disposed"]
    Paper.objects.filter(transfer__number=1).update(text=clue.replace("失职", "无事"))
    with pytest.raises(accounts.AccountRefusedError, match="changed"):
        accounts.package(1, places)


EVENTS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(("dust", "waste")), st.booleans(), st.booleans()),
    max_size=8,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(EVENTS, st.integers(1, 8), st.randoms(use_true_random=False))
def test_neither_order_nor_batches_of_facts_matter(clerk, events, size, random):
    def told(order, size):
        Change.objects.all().delete()
        Fact.objects.all().delete()
        rows = {n: row(n, day=(DAY - timedelta(days=b)).isoformat(), type=t,
                       handed="yes" if h else "") for n, (b, t, h, _m) in enumerate(events)}  # fmt: skip
        numbers: dict[int, int] = {}
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            found = accounts.hand_in([rows[n] for n in batch], clerk, now=NOON)
            numbers.update(zip(batch, found, strict=True))
        for n in order:
            if events[n][3] and not events[n][2]:
                accounts.advance(numbers[n], accounts.MENDED, DAY, "已改", clerk, now=NOON)
        names = {number: n for n, number in numbers.items()}
        return [
            (
                e.ladder.key, e.standing.turn, e.standing.level, e.standing.proposed,
                e.standing.counted, e.standing.unfinished, e.standing.next,
                sorted(names[int(each)] for each in e.standing.facts),
            )
            for e in accounts.proposals(DAY)
        ]  # fmt: skip

    order = list(range(len(events)))
    first = told(order, 8)
    random.shuffle(order)
    assert told(order, size) == first
