"""The board of alarms and the page of one: what stands there, for whom, and what an officer does."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook

from qingtian.quality import RULES
from qingtian.quality.detectors.suspicion import Innocent
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.alarms import worker
from qingtian_platform.check import api as check
from qingtian_platform.check.findings.rows import Said
from qingtian_platform.collect.importfile import ImportFile
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.people import api as people
from qingtian_platform.people.models import Person
from qingtian_platform.publish.desk.alarms import causes, comparing, dossier, published, rows, twins
from qingtian_platform.record import api as record
from support.alarming import HOUR, NOON, City, over, said
from support.wording import foreign

ADDRESSES = ("/desk/alarms/", "/desk/alarms/1/", "/desk/rules/", "/desk/rules/FD-111/")
OWN_NAMES = re.compile(
    "河谷热电|山前水泥|清源运维|锅炉一|窑尾|万柳|王工|李工|赵敏|复制历史数据|QINGTIAN-QC|中文"
)
DAY = timedelta(days=1)


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def city(places, db) -> City:
    """A copied stretch at one outlet, an exceedance at the other, a disturbed inlet at a station."""
    found = City(places)
    found.find(
        said(found.outlet, rule="FD-111", start=-30, hours=24, score=0.97),
        said(found.station, mn="S1", rule="FD-116", start=-8, code="a34004"),
    )
    found.judge(over(found.other, -3), over(found.other, -2))
    raise_all(places)
    return found


def raise_all(places: Places) -> None:
    while worker.step(places, NOON):
        pass


def client_of(role: str, **more) -> Client:
    client = Client()
    name = f"{role}{Person.objects.count()}"
    client.force_login(Person.objects.create(username=name, name="赵敏", role=role, **more))
    return client


@pytest.fixture
def desk(db) -> Client:
    return client_of("duty")


def text(response) -> str:
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", response.content.decode())


def keys(page: str) -> list[str]:
    return re.findall(r'data-key="(\d+)"', page)


@pytest.mark.parametrize("address", ["/desk/alarms/", "/desk/rules/"])
def test_an_empty_place_says_what_will_stand_there(desk, places, address):
    page = text(desk.get(address, headers={"accept-language": "en"}))
    if address == "/desk/alarms/":
        assert "No alarm is open" in page
        assert "what, where, since when, why it matters, what to do next" in page
    else:
        assert "0 findings stand" in page


def test_each_alarm_is_one_line_the_gravest_first(desk, city):
    page = text(desk.get("/desk/alarms/", headers={"accept-language": "en"}))
    found = alarms.alarms(now=NOON)
    assert keys(page) == [str(each.id) for each in found]
    assert "3 to look at, 1 of them at once" in page
    row = page[page.index('data-key="2"') :].split("</tr>")[0] if '"2"' in page else page
    for word in ("At once", "Inlet disturbed", "own station may be tampered with"):
        assert word in page, row
    assert "72.5 over 50 mg/m³" in page


def test_chips_narrow_and_count_what_the_other_chips_leave(desk, city):
    everything = keys(text(desk.get("/desk/alarms/")))
    network = keys(text(desk.get("/desk/alarms/?desk=network")))
    sources = keys(text(desk.get("/desk/alarms/?desk=sources")))
    assert len(network) == 1
    assert sorted(network + sources) == sorted(everything)
    page = text(
        desk.get("/desk/alarms/?desk=sources&cause=exceedance", headers={"accept-language": "en"})
    )
    assert len(keys(page)) == 1
    assert "Suspected falsification <b>1</b>" in page
    assert keys(text(desk.get("/desk/alarms/?q=窑尾"))) == keys(page)
    assert not keys(text(desk.get("/desk/alarms/?state=overdue&severity=9&district=x")))


def test_the_live_part_is_not_sent_again_while_nothing_changes(desk, city):
    first = desk.get("/desk/alarms/?part=live")
    assert "<html" not in first.content.decode()
    again = desk.get("/desk/alarms/?part=live", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304 or again["ETag"] != first["ETag"]  # a minute began between
    number = alarms.alarms(now=NOON)[0].id
    desk.post("/desk/alarms/acts", {"act": "see", "ids": [number]})
    after = desk.get("/desk/alarms/?part=live", headers={"if-none-match": first["ETag"]})
    assert after.status_code == 200


def test_what_was_seen_waits_until_it_stirs_again(desk, city):
    numbers = [each.id for each in alarms.alarms(now=NOON)]
    answer = desk.post(
        "/desk/alarms/acts", {"act": "see", "ids": numbers}, headers={"x-part": "live"}
    )
    assert "已查看3项报警" in text(answer)
    page = text(desk.get("/desk/alarms/", headers={"accept-language": "en"}))
    assert "Everything is looked at" in page
    assert not keys(page)
    assert len(keys(text(desk.get("/desk/alarms/?state=waiting")))) == 3
    exceeding = next(each for each in alarms.alarms(now=NOON) if each.cause == "exceedance")
    owner = city.person("enterprise", city.other)
    alarms.answer(exceeding.id, owner, "treatment", "脱硫塔检修，已恢复")
    assert keys(text(desk.get("/desk/alarms/"))) == [str(exceeding.id)]
    assert keys(text(desk.get("/desk/alarms/?state=answered"))) == [str(exceeding.id)]


def test_several_are_closed_with_a_reason_and_none_without(desk, city):
    numbers = [each.id for each in alarms.alarms(now=NOON)]
    refused = desk.post("/desk/alarms/acts", {"act": "false", "ids": numbers[:1]}, follow=True)
    assert "理由" in text(refused)
    assert alarms.alarm(numbers[0], NOON).state == "open"
    desk.post("/desk/alarms/acts", {"act": "false", "ids": numbers[:1], "why_false": "沙尘过境"})
    desk.post("/desk/alarms/acts", {"act": "close", "ids": numbers[1:], "why_close": "confirmed"})
    states = {n: alarms.alarm(n, NOON) for n in numbers}
    assert [states[n].closing for n in numbers] == ["false", "confirmed", "confirmed"]
    kept = [event for event in alarms.history(numbers[0]) if event.what == "false"]
    assert kept[0].text == "沙尘过境"
    tally = alarms.feedback("FD-116")
    assert (tally.false, tally.right) == (1, 0)
    rules = text(desk.get("/desk/rules/FD-116/", headers={"accept-language": "en"}))
    assert re.search(r"False alarms fed back</dt><dd>1<", rules)


def test_a_hand_over_is_confirmed_with_what_went_with_it_and_its_hash(desk, city):
    number = next(each.id for each in alarms.alarms(now=NOON) if each.thing_id == city.outlet)
    answer = desk.post(
        "/desk/alarms/acts", {"act": "hand", "ids": [number], "text_hand": "查参数"}, follow=True,
        headers={"accept-language": "en"},
    )  # fmt: skip
    page = text(answer)
    made = alarms.handovers(number)[0]
    assert answer.redirect_chain[-1][0] == f"/desk/handovers/{made.id}/"
    for word in (made.hash, "查参数", "Copied history", "FD-111", "SO₂", "can never be changed"):
        assert word in page
    assert "赵敏" in page
    assert alarms.alarm(number, NOON).state == "handed"


def test_a_proposed_command_is_sent_and_no_other(desk, city):
    number = next(each.id for each in alarms.alarms(now=NOON) if each.thing_id == city.outlet)
    wishes = alarms.wishes(number)
    page = text(desk.get(f"/desk/alarms/{number}/"))
    assert page.count('name="wish"') == len(wishes) > 0
    desk.post("/desk/alarms/acts", {"act": "ask", "ids": [number], "wish": "O1|9999|x=1"})
    assert not any(event.what == "commanded" for event in alarms.history(number))
    key = re.search(r'name="wish" value="([^"]+)"', page)[1]
    desk.post("/desk/alarms/acts", {"act": "ask", "ids": [number], "wish": key})
    assert [e.more["mn"] for e in alarms.history(number) if e.what == "commanded"] == ["O1"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_to_an_enterprise_no_such_page_exists(city, address):
    client = Client()
    client.force_login(city.person("enterprise", city.outlet))
    assert client.get(address).status_code == 404
    assert client.post("/desk/alarms/acts", {"act": "see", "ids": [1]}).status_code == 404
    assert "/desk/alarms/" not in client.get("/desk/", follow=True).content.decode()
    anonymous = Client().get(address)
    assert anonymous.status_code == 302
    assert "/account/login" in anonymous["Location"]


def test_a_district_and_a_reviewer_see_their_own_alone(city):
    district = people.find_district("房山区")
    enforcement = client_of("enforcement", division=district)
    mine = keys(text(enforcement.get("/desk/alarms/")))
    assert [alarms.alarm(int(n), NOON).thing_id for n in mine] == [city.other]
    others = [each.id for each in alarms.alarms(now=NOON) if str(each.id) not in mine]
    for number in others:
        assert enforcement.get(f"/desk/alarms/{number}/").status_code == 404
    enforcement.post("/desk/alarms/acts", {"act": "see", "ids": others})
    assert not any(e.what == "seen" for n in others for e in alarms.history(n))
    reviewer = client_of("reviewer")
    seen = keys(text(reviewer.get("/desk/alarms/")))
    assert [alarms.alarm(int(n), NOON).thing_id for n in seen] == [city.station]
    assert reviewer.post("/desk/alarms/acts", {"act": "see", "ids": seen}).status_code == 403
    assert 'name="ids"' not in text(reviewer.get("/desk/alarms/"))
    assert client_of("assessor").get("/desk/alarms/").status_code == 403


def test_the_lightest_of_too_many_fold_into_one_line(desk, city):
    stretch = [
        Said("QC-161", "O1", "a21026", "hour", NOON - n * DAY, NOON - n * DAY + HOUR, evidence={
            "count": 1, "what": "span", "error": 1, "control": 1, "first": 1, "run": 1,
        }, thing_id=city.outlet)
        for n in range(2, 60)
    ]  # fmt: skip
    city.find(*stretch)
    raise_all(city.places)
    page = text(desk.get("/desk/alarms/", headers={"accept-language": "en"}))
    found = alarms.alarms(now=NOON)
    shown, folded = page.split('class="unfolded"')
    assert len(keys(shown)) == rows.SHOWN - 1
    assert len(keys(folded)) == len(found) - rows.SHOWN + 1
    assert f"{len(found) - rows.SHOWN + 1} more of the least weight" in shown
    assert {alarms.alarm(int(n), NOON).severity for n in keys(folded)} == {4}


def test_the_board_is_taken_as_a_file(desk, city):
    csv = desk.get("/desk/alarms/?as=csv", headers={"accept-language": "en"}).content.decode()
    assert csv.startswith("\ufeff")
    assert "Copied history" in csv
    assert "+08:00" in csv
    book = load_workbook(io.BytesIO(desk.get("/desk/alarms/?as=xlsx").content))
    assert book.active.max_row == csv.count("\r\n") == 4


def series(places: Places, mn: str, code: str, values: list[float]) -> None:
    """Put hourly values into the archive that end at noon."""
    with ImportFile(places) as file:
        receipts = []
        for n, value in enumerate(values):
            start = NOON - (len(values) - n) * HOUR
            row = {
                "form": "row/1", "file": "0" * 64, "line": n, "text": "", "mn": mn, "interval": "hour",
                "start": start.astimezone(BEIJING).isoformat(),
                "values": [[code, "Avg", f"{value:.1f}", "N"]],
            }  # fmt: skip
            receipts.append((int(start.timestamp() * 1e6), "", "row", json.dumps(row).encode()))
        file.append(receipts)
    record.drain(places)


def test_the_page_of_an_alarm_lays_the_copy_over_its_source_and_tells_all(places, db, desk):
    city = City(places)
    wave = [20 + 7 * ((37 * n) % 11) / 11 + n % 5 for n in range(240)]
    wave[210:234] = wave[186:210]
    series(places, "O1", "a21026", wave)
    evidence = {
        "statistic": "steps that repeat", "observed": 23, "expected": 0, "n": 23, "lag_h": 24.0,
        "compared": [], "ruled_out": ["sent again", "nobody knows this one"],
        "left_open": ["plant stopped"], "alternatives": ["simulated_signal"],
    }  # fmt: skip
    start = NOON - 30 * HOUR
    one = Said(
        "FD-111",
        "O1",
        "a21026",
        "hour",
        start,
        start + 24 * HOUR,
        evidence,
        0.97,
        thing_id=city.outlet,
    )
    city.find(one)
    raise_all(places)
    page = text(desk.get("/desk/alarms/1/", headers={"accept-language": "en"}))
    assert "The stretch over the values of 24 hours before" in page
    own, source = re.findall(
        r'class="trace (own|other)" d="([^"]+)"', page[page.index("hours before") :]
    )[:2][::-1]
    assert (own[0], source[0]) == ("own", "other")
    assert own[1] == source[1]
    for word in (
        "23 of 23 steps repeat those 24.0 h before", "0.97", "Stored data sent again",
        "nobody knows this one", "Not ruled out", "The plant stood still", "Simulated signal", "of 20 events found", "/desk/rules/FD-111/",
        "No cause was given yet", "24 readings, each with its sealed frame",
    ):  # fmt: skip
        assert word in page, word
    assert page.count('class="seal" href="/frames/') == 24
    assert desk.get("/desk/alarms/1/?as=csv").content.count(b"\r\n") > 24


def test_a_clone_names_the_place_that_it_repeats(places, db, desk):
    city = City(places)
    evidence = {"observed": 38, "expected": 0, "n": 43, "compared": ["S1:a34004"]}
    city.find(
        Said(
            *("FD-112", "O1", "a21026", "hour", NOON - 43 * HOUR, NOON, evidence),
            thing_id=city.outlet, streams=(("O1", "a21026"), ("S1", "a34004")),
        )
    )  # fmt: skip
    (found,) = check.findings()
    assert found.say("zh") == "43步中有38步与万柳相同"
    assert dossier.drawn([found], {})[0][0].says == found.say("zh")


def test_every_kind_is_drawn_even_where_nothing_is_known(places, db):
    city = City(places)
    start = NOON - 5 * HOUR
    for rule in RULES.values():
        if rule.kind not in comparing.FORMS:
            continue
        names = set(re.findall(r"{(\w+)", rule.message["en"] + rule.message["zh"]))
        evidence = dict.fromkeys(names, 1.0)
        city.find(
            Said(
                rule.number,
                "O1",
                "a21026",
                "hour",
                start,
                NOON,
                evidence,
                0.5,
                thing_id=city.outlet,
            )
        )
    for finding in check.findings():
        shown, overview = dossier.drawn([finding], {})
        assert shown[0].name == RULES[finding.rule].name["zh"]
        assert shown[0].says
        assert len(overview) == 1


def test_the_pages_speak_one_language(desk, city):
    for address in ADDRESSES:
        page = text(desk.get(address, headers={"accept-language": "en"}))
        assert not foreign(page, "en", OWN_NAMES), address


def test_each_rule_has_its_page_with_thresholds_and_examples(desk, db, places):
    for number in RULES:
        page = text(desk.get(f"/desk/rules/{number}/", headers={"accept-language": "en"}))
        assert RULES[number].name["zh"] in page
        assert len(twins.twins(number)) == 2
    page = text(desk.get("/desk/rules/FD-111/"))
    assert "quality.detectors.copied" in page
    assert "依据待核" in page
    assert desk.get("/desk/rules/FD-999/").status_code == 404


def test_the_examples_speak_chinese():
    with translation.override("zh-hans"):
        for number in RULES:
            for twin in twins.twins(number):
                assert re.search("[\u4e00-\u9fff]", twin.what), (number, twin.what)


def test_published_rates_are_those_that_were_measured():
    for rule in RULES.values():
        known = published.rate(rule.kind)
        assert known is None or known.found <= known.events
    copied = published.rate("copied_history")
    assert copied is not None
    assert copied.a_year == f"{copied.false / copied.years:.2f}"
    assert published.rate("spike") is None


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", "each counted once, however long it lasts"),
        ("zh-hans", "每次误报不论持续多久均计一次"),
    ],
)
def test_the_published_rate_says_beside_it_that_a_long_alarm_counts_once(
    desk, city, language, counted
):
    """The totals of the sets count it once a week begun: another number by the same words."""
    (copied,) = (one for one in alarms.alarms() if one.kind == "copied_history")
    for address in (f"/desk/alarms/{copied.id}/", "/desk/rules/", "/desk/rules/FD-111/"):
        assert counted in text(desk.get(address, headers={"accept-language": language})), address


def test_every_innocent_cause_and_statistic_of_the_detectors_has_its_words():
    import qingtian.quality.detectors as detectors

    assert set(causes.CAUSES) == set(get_args(Innocent))
    source = "".join(
        file.read_text(encoding="utf-8") for file in Path(detectors.__file__).parent.glob("*.py")
    )
    named = set(re.findall(r'statistic"?[=:]\s*"([^"]+)"', source))
    assert len(named) > 10
    assert not named - set(causes.STATISTICS)
