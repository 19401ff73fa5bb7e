"""The pages of the portal over a planted city, asked as a program asks."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from datetime import UTC, timedelta
from hashlib import sha256

import pyarrow.parquet as pq
import pytest
from django.db import transaction
from django.test import Client
from django.utils.translation import override

from qingtian.ledger import bundle, kinds
from qingtian.ledger.batch import BatchRecord
from qingtian_platform.evaluate import worker
from qingtian_platform.kit.context import follows_text
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.api import add_person
from qingtian_platform.project.wsgi import application
from qingtian_platform.publish import figures, warming
from qingtian_platform.publish.pages import home
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.registry import api as registry
from support import portal_city, signing
from support.wording import foreign

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def truth(django_db_setup, django_db_blocker, tmp_path_factory):
    """Plant once for all tests of this file, in a directory of its own; rolled back at the end."""
    del django_db_setup
    before = os.environ["QINGTIAN_DATA"]
    os.environ["QINGTIAN_DATA"] = str(tmp_path_factory.mktemp("portal"))
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield portal_city.plant(Places.current().make(), days=2)
        finally:
            os.environ["QINGTIAN_DATA"] = before
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture
def citizen(truth) -> Client:
    return Client(headers={"accept-language": "en"})


def _stamp(truth) -> str:
    return f"{truth.hour:%Y%m%dT%H%M}"


def test_a_worker_warms_up_with_one_page_of_each_kind(truth):
    paths = list(warming.addresses())
    assert any(path.startswith("/where/city/hour/") for path in paths)
    assert any(path.startswith("/places/") and len(path) > len("/places/") for path in paths)
    assert {warming.ask(application, path, "en") for path in paths} == {"200 OK"}
    warming.warm(application)  # and a failure would not end the worker


def test_an_unchanged_live_part_is_answered_without_a_body(citizen):
    first = citizen.get("/now")
    assert first.status_code == 200
    again = citizen.get("/now", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_page_is_made_once_while_nothing_changes(citizen, django_assert_max_num_queries):
    citizen.get("/places/qingchuan/")
    # Whether the registry changed, for place and page; whether a review was signed since.
    with django_assert_max_num_queries(3):
        citizen.get("/places/qingchuan/")


def test_a_simulated_figure_says_which_days_it_follows(citizen, truth):
    with override("en"):
        said = follows_text()
    assert said
    stamp = _stamp(truth)
    for path in ("/", "/places/qingchuan/", f"/where/city/hour/{stamp}/aqi/"):
        assert citizen.get(path).content.decode().count(said) == 2, path  # the strip, and its facts
    page = citizen.get("/places/biyuan-outfall/").content.decode()
    assert page.count(said) == 1  # what an outlet sends follows nothing
    month = f"{truth.hour:%Y-%m}"
    file = citizen.get(f"/data/qingchuan/hour/{month}.csv").content.decode()
    assert said in file


def test_a_day_before_the_station_opened_is_not_called_missing(citizen, truth):
    opened = registry.thing("qingchuan").opened
    page = citizen.get(f"/places/qingchuan/?day={opened - timedelta(days=3)}").content.decode()
    table = page[page.index('id="table"') : page.index('id="calendar"')]
    assert f"Not yet open: in service since {opened}" in table
    assert "Missing" not in table
    on = citizen.get(f"/places/qingchuan/?day={opened}").content.decode()
    assert "Not yet open" not in on


def test_the_first_page_lists_the_worst_stations_and_leads_to_all(citizen, monkeypatch):
    monkeypatch.setattr(home, "SHOWN", 2)
    with override("en"):
        shown = home.context()
    assert (len(shown["stations"]), shown["more"]) == (2, True)
    assert shown["count"] > 2
    assert shown["stations"][0].aqi >= shown["stations"][1].aqi


def test_each_language_has_its_own_page(citizen):
    english = citizen.get("/").content.decode()
    chinese = citizen.get("/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "assessment stations" in english
    assert "城市评价点9个" in chinese


def test_no_page_shows_a_password_or_a_full_address(citizen, truth):
    pages = ["/", "/places/qingchuan/", f"/where/qingchuan/hour/{_stamp(truth)}/pm25/"]
    pages += ["/frames/0/0/", "/frames/0/0/bytes", "/frames/0/0/proof", "/api/things"]
    passwords = {
        info.password.encode() for info in _loggers().values() if info.thing_id and info.password
    }
    for page in pages:
        body = citizen.get(page).content
        assert b"203.0.113.7" not in body, page
        assert not any(b"PW=" + word in body for word in passwords), page


def _loggers():
    from qingtian_platform.registry import api as registry

    return registry.loggers()


def test_the_proof_handed_out_leads_to_the_root(citizen):
    handed = json.loads(citizen.get("/frames/0/5/proof").content)
    leaf = citizen.get("/frames/0/5/bytes").content
    assert sha256(b"\0" + leaf).hexdigest() == handed["leaf"]
    path = [bytes.fromhex(one) for one in handed["path"]]
    fixed: BatchRecord = record.batch(0)
    assert fixed.root == handed["root"]
    bundle.check_frame(fixed, 5, leaf, path)


def test_a_city_figure_leads_to_each_of_its_stations(citizen, truth):
    body = citizen.get(f"/where/city/hour/{_stamp(truth)}/aqi/").content.decode()
    assert f"/where/qingchuan/hour/{_stamp(truth)}/pm25/" in body
    assert f"/where/yanxi-slope/hour/{_stamp(truth)}/pm25/" not in body  # a control station


def test_a_csv_holds_what_the_page_shows(citizen, truth):
    body = citizen.get(f"/data/qingchuan/hour/{truth.hour:%Y-%m}.csv").content.decode("utf-8-sig")
    rows = {row["start"]: row for row in csv.DictReader(io.StringIO(body))}
    row = rows[truth.hour.isoformat()]
    shown = figures.all_now()
    figure = next(f for n, f in shown.items() if _key(n) == "qingchuan")
    assert int(row["aqi"]) == figure.aqi
    assert float(row["pm25_ug_m3"]) == float(figure.doses["PM2.5"].value)
    assert row["end"] == (truth.hour + timedelta(hours=1)).isoformat()
    assert row["origin"] == "simulated"
    assert row["notice"]


def _key(number: int) -> str:
    from qingtian_platform.registry import api as registry

    return registry.things()[number].key


def test_parquet_and_csv_have_the_same_rows(citizen, truth):
    address = f"/data/all/hour/{truth.hour:%Y-%m}"
    table = pq.read_table(io.BytesIO(citizen.get(f"{address}.parquet").content))
    body = citizen.get(f"{address}.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert table.column_names == list(rows[0])
    assert table["start"].to_pylist() == [row["start"] for row in rows]
    assert table.schema.metadata[b"state"] == b"real-time, not reviewed by a person"


@pytest.mark.parametrize(
    "address",
    [
        "/api/hours?thing=qingchuan",
        "/api/days?thing=city",
        "/api/latest",
        "/api/observations?thing=qingchuan",
    ],
)
def test_the_interface_names_both_ends_and_units(citizen, address):
    answer = citizen.get(address).json()
    assert answer["count"] == len(answer["value"])
    assert answer["notice"]
    for one in answer["value"]:
        assert one["phenomenon_time"]["start"] < one["phenomenon_time"]["end"]
        for dose in one.get("concentrations", ()):
            assert dose["unit"] in {"µg/m³", "mg/m³"}
            assert (dose["value"] is None) == bool(dose["why"])


def test_the_interface_refuses_more_than_a_month(citizen):
    span = "start=2026-01-01T00:00:00%2B08:00&end=2026-03-01T00:00:00%2B08:00"
    answer = citizen.get(f"/api/hours?thing=city&{span}")
    assert answer.status_code == 422
    assert "31 days" in answer.json()["detail"]


def test_the_interface_refuses_a_time_that_a_zone_pushes_out_of_the_calendar(citizen):
    answer = citizen.get("/api/hours?start=9999-12-31T23:59:59-12:00")
    assert answer.status_code == 422


def test_the_interface_is_described_without_another_host(citizen):
    body = citizen.get("/api/docs").content.decode()
    assert "/static/ninja/" in body
    assert "https://" not in body
    assert "/api/hours" in citizen.get("/api/openapi.json").json()["paths"]


def test_only_an_administrator_opens_an_original_and_it_is_recorded(citizen):
    from qingtian_platform.record.models import OriginalOpened

    address = "/frames/0/0/original"
    assert citizen.post(address, {"reason": "curious"}).status_code == 302
    duty = Client()
    add_person("h7-duty", "duty", name="值班")
    duty.force_login(_person("h7-duty"))
    assert duty.post(address, {"reason": "curious"}).status_code == 403
    assert not OriginalOpened.objects.exists()

    add_person("h7-admin", "administrator", name="管理")
    admin = Client(headers={"accept-language": "en"})
    admin.force_login(_person("h7-admin"))
    assert "Open the original" in admin.get("/frames/0/0/").content.decode()
    refused = admin.post(address, {"reason": "x"})
    assert refused.status_code == 400
    assert "at least 4" in refused.content.decode()
    opened = admin.post(address, {"reason": "court order 12"})
    assert opened.status_code == 200
    assert "PW=" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    assert [o.reason for o in OriginalOpened.objects.all()] == ["court order 12"]


def _person(login: str):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=login)


def test_the_last_hour_is_what_was_sent(truth):
    city = figures.city_now()
    assert city is not None
    assert beijing(city.start) == truth.hour
    assert (city.stations, city.with_data) == (9, 9)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/where/city/hour/20261126/aqi/", "Expected a start like"),
        ("/where/city/week/20261126T0100/aqi/", "Expected hour or day"),
        ("/data/all/hour/2026-13.csv", "Expected a month"),
        ("/districts/999999/", "Expected the code of a district"),
        ("/gate/qingchuan/", "Only building sites"),
    ],
)
def test_an_address_that_is_wrong_says_what_was_expected(citizen, address, said):
    answer = citizen.get(address)
    assert answer.status_code == 404
    assert said in answer.content.decode()


ABSURD = (
    "/frames/99999999999999999999999999/0/",
    "/frames/9223372036854775808/0/proof",
    "/where/city/hour/00010101T0000/aqi/",
    "/where/city/hour/00010101T00/aqi/",
    "/where/city/day/99991231T0000/aqi/",
    "/data/all/hour/0001-01.csv",
    "/data/all/day/9999-12.parquet",
)


@pytest.mark.parametrize("address", ABSURD)
def test_no_number_or_day_of_an_address_makes_a_page_fail(citizen, address):
    assert citizen.get(address).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "x", ""])
def test_a_day_that_no_reading_can_have_gives_the_usual_page(citizen, day):
    assert citizen.get("/places/qingchuan/", {"day": day}).status_code == 200


#: Codes, units and names of formats that stand in Chinese text as they are.
CODES = re.compile(
    "I?AQI|PM|SO|NO|NOx|CO|COD|NH|TSP|TN|TP|pH|HJ|GB|DB|MN|CN|ST|QN|PW|CP|mg|Nm|English|CSV|Parquet"
    "|JSON|JavaScript|UTC|Merkle|SHA|RFC|TCP|QR|API|SensorThings|PRSA|BY|CC|TT|Flag|Avg|Rtd|http"
    "|openapi.json|NA|YS|YS-DEMO|PERMIT|Qingtian|html|Python|pandas|DuckDB|Cou|Zs[A-Z][a-z]+|kPa|NTU|S|cm"
)
#: Names that an English page leaves as they are registered: permits and their places.
REGISTERED = re.compile("副本|表|虚构")


def _walk(truth) -> list[str]:
    stamp, day = _stamp(truth), f"{truth.hour:%Y%m%dT0000}"
    kinds = ["station", "outlet", "site", "section"]
    things = [next(t for t in registry.things().values() if t.kind == kind) for kind in kinds]
    return [
        "/", "/now", "/places/", "/places/?q=nothing+at+all", "/districts/110101/", "/data/",
        "/methods/", "/interface/", "/account/login/",
        *(f"/places/{one.key}/" for one in things), f"/gate/{things[2].key}/",
        "/places/qingchuan/?period=day", "/places/qingchuan/?day=2020-01-01",
        f"/where/city/hour/{stamp}/aqi/", f"/where/qingchuan/hour/{stamp}/aqi/",
        f"/where/qingchuan/hour/{stamp}/o3/", f"/where/qingchuan/day/{day}/pm25/",
        "/frames/0/0/",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "allowed"), [("zh-hans", CODES), ("en", REGISTERED)], ids=["zh", "en"]
)
def test_every_page_speaks_the_readers_language(truth, language, allowed):
    reader = Client(headers={"accept-language": language})
    found = {}
    for path in _walk(truth):
        answer = reader.get(path)
        if answer.status_code == 200 or "where" not in path:
            assert answer.status_code == 200, path
            found[path] = foreign(answer.content.decode(), language, allowed)
    gone = reader.get("/nowhere/")
    found["404"] = foreign(gone.content.decode(), language, allowed)
    assert not {path: words for path, words in found.items() if words}


def test_a_corrected_input_stands_beside_the_one_received(citizen, truth):
    address = f"/where/qingchuan/hour/{_stamp(truth)}/pm25/"
    before = citizen.get(address)
    assert 'id="corrected"' not in before.content.decode()
    assert _steps(before) == ["received", "decoded", "checked", "acts", "evaluated", "released"]
    for words in ("Never corrected", "HJ 212-2017", "Departures from the protocol", "frame.tlog-"):
        assert words in before.content.decode()
    mn = next(d.mn for d in registry.datastreams() if d.code == "a34004" and _is_of(d, "qingchuan"))
    hour = truth.hour.astimezone(UTC)
    found = record.observations(
        mn=mn,
        code="a34004",
        interval="hour",
        field="Avg",
        start=hour,
        end=hour + timedelta(hours=1),
    )
    places, row = Places.current(), found.to_pylist()[0]
    old = acts.value_text(row)
    reviewer = signing.person("wang")
    body, words = signing.correction(places, row, old=old, new="7.7")
    entry = signing.signed(places, signing.pen_of(places, reviewer), kinds.CORRECTION, body)
    acts.submit(entry, reviewer, words)
    after = citizen.get(address, headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200, "the page that was kept is not shown any more"
    text = after.content.decode()
    part = text[text.index('id="corrected"') :]
    assert "7.7" in part
    assert f"received: {old}" in part
    assert "being computed again" in part, "the figure was computed before the act"
    assert words[1] not in text, "personal words are not public"
    assert reviewer.name not in text
    while worker.step(places):
        pass
    text = citizen.get(address).content.decode()
    assert "being computed again" not in text
    assert "PM2.5 8 µg/m³" in text
    assert _steps(citizen.get(address))[3] == "acts"
    assert f'href="/acts/{len(acts.roll().acts) - 1}/"' in text
    city = citizen.get(f"/where/city/hour/{_stamp(truth)}/pm25/").content.decode()
    assert 'id="corrected"' in city, "what a station's value was corrected to is in the city's"
    assert "1 frame," not in city
    assert 'class="seal corrected"' in citizen.get("/places/qingchuan/").content.decode()
    rows = csv.DictReader(io.StringIO(_csv(citizen, truth)))
    marked = {row["start"]: row["pm25_act"] for row in rows if row["pm25_act"]}
    assert marked == {truth.hour.isoformat(): "corrected"}
    span = {"start": truth.hour.isoformat(), "end": (truth.hour + timedelta(hours=1)).isoformat()}
    asked = {"thing": "qingchuan", "observed_property": "a34004", **span}
    (found,) = citizen.get("/api/observations", asked).json()["value"]
    assert (found["result"], found["act"]) == (7.7, f"/acts/{len(acts.roll().acts) - 1}/")


def _steps(answer) -> list[str]:
    way = answer.content.decode().split('<ol class="way">')[1]
    return re.findall(r'<li id="(\w+)"><h3>', way)


def _csv(citizen: Client, truth) -> str:
    answer = citizen.get(f"/data/qingchuan/hour/{truth.hour:%Y-%m}.csv")
    return answer.content.decode("utf-8-sig")


def _is_of(stream, key: str) -> bool:
    thing = registry.thing(key)
    return thing is not None and stream.thing_id == thing.id
