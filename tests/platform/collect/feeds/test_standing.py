"""One stops, one sends nonsense, one sends twice, one sends late: catalogue, wall and truth agree."""

from __future__ import annotations

import csv
import http.server
import io
import json
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import ClassVar

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.policy import delivering, open_policy
from qingtian.policy.errors import PackFileError
from qingtian.policy.feeds import feeds
from qingtian_platform.act.feeds import worker as letters
from qingtian_platform.act.notices import api as notices
from qingtian_platform.collect import inbox
from qingtian_platform.collect.feeds import agreements, api, worker
from qingtian_platform.collect.feeds import standing as feed_standing
from qingtian_platform.collect.feeds.adapters import database
from qingtian_platform.collect.feeds.adapters import http as asking
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.people.models import Person
from qingtian_platform.project.demo import feeds as demo
from qingtian_platform.publish.catalogue import files
from qingtian_platform.publish.desk.feeds import pages as pages_of_feeds
from qingtian_platform.record import api as record
from support.feeding import DAY, NOW, air, written

pytestmark = pytest.mark.django_db
TODAY = NOW.replace(hour=0)
MORNING = timedelta(hours=6)


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    made = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(made.data))
    worker._next.clear()
    letters._next.clear()
    return made


@pytest.fixture
def story(places) -> dict[str, object]:
    """Four days of the daily feeds; what is told here is the truth that the wall is held against."""
    begun = TODAY - 4 * DAY
    agreements.agree(begun)
    air_, forest, noise, dust = ("district-air", "forest-air", "road-noise", "site-dust")
    for n in range(4):
        day, then = begun + n * DAY, begun + (n + 1) * DAY + MORNING
        for key in (air_, forest, noise, dust):
            one = api.agreement(key)
            data = written(one, day, day + DAY, str(20 + n))
            if key == air_ and n >= 2:
                continue  # it stops
            if key == dust and n == 3:
                data = b'[{"site": "nonsense"}]'
            at = then + 8 * DAY / 24 if key == forest and n == 3 else then  # after its grace
            if at <= NOW + DAY:
                api.take(places, key, data, name=f"{key}-{n}", now=at)
            if key == noise and n == 1:
                api.take(places, key, data, name="again", now=then)
    return {
        "late": {air_: TODAY - DAY + timedelta(hours=12)},
        "refused": {dust: 1},
        "repeats": {noise: 1},
        "came late": {forest},
        "values": {air_: 2 * 96, forest: 4 * 48, noise: 4 * 24, dust: 3 * 48},
    }


def test_wall_and_catalogue_agree_with_the_truth(places, story):
    now = TODAY + timedelta(hours=16)
    standing = {each.agreement.key: each for each in api.standing(now)}
    assert len(standing) == 11
    daily = {key: standing[key] for key in story["values"]}
    late = {k: e.turns.late_since for k, e in daily.items() if e.turns.late_since}
    assert late.pop("site-dust") == TODAY + timedelta(hours=12)  # nonsense delivers nothing
    assert late == story["late"]
    assert {k: e.repeats for k, e in daily.items() if e.repeats} == story["repeats"]
    assert {k: e.refusals for k, e in daily.items() if e.refusals} == story["refused"]
    assert {k for k, e in daily.items() if e.turns.state == "came late"} == story["came late"]
    assert {k: e.light for k, e in daily.items()} == {
        "district-air": "red", "forest-air": "amber", "road-noise": "green", "site-dust": "red",
    }  # fmt: skip
    assert daily["district-air"].turns.complete == pytest.approx(2 / 4)
    assert daily["road-noise"].turns.complete == 1
    entries = {each["dct:identifier"]: each for each in api.catalogue(now)["dcat:dataset"]}
    there = {
        k: e["dct:temporal"]["dcat:endDate"]["@value"]
        for k, e in entries.items()
        if "dct:temporal" in e
    }
    assert there == {
        "district-air": (TODAY - 2 * DAY).isoformat(), "forest-air": TODAY.isoformat(),
        "road-noise": TODAY.isoformat(), "site-dust": (TODAY - DAY).isoformat(),
    }  # fmt: skip
    stored: dict[str, int] = {}
    for file in inbox.files(places):
        for receipt in inbox.read(file):
            key = receipt.peer.removeprefix("feed:")
            stored[key] = stored.get(key, 0) + len(json.loads(receipt.raw)["values"])
    assert stored == story["values"]


def test_the_demo_tells_what_it_planted_and_the_wall_finds_it(places):
    begun = NOW + timedelta(hours=9)
    truth = demo.prepare(places, begun)
    standing = {each.agreement.key: each for each in api.standing(begun)}
    late = {k: e.turns.late_since for k, e in standing.items() if e.turns.late_since}
    assert {k: when.isoformat() for k, when in late.items()} == truth.late
    assert {k: e.refusals for k, e in standing.items() if e.refusals} == truth.refused
    assert {k: e.repeats for k, e in standing.items() if e.repeats} == truth.repeats
    assert [k for k, e in standing.items() if e.turns.state == "came late"] == truth.came_late
    taken = {k: sum(d.values for d in api.deliveries(k)) for k in standing}
    assert {k: n for k, n in taken.items() if n} == truth.values
    filled = {
        e["dct:identifier"] for e in api.catalogue(begun)["dcat:dataset"] if "dct:temporal" in e
    }
    assert filled == set(truth.values)
    assert len(truth.late) == 2
    assert json.loads((places.data / demo.TRUTH).read_text("utf-8")) == vars(truth)


def test_a_department_is_reminded_and_told_of_a_refusal_once_each(places, story):
    letters.step(places, TODAY + timedelta(hours=11))
    letters.step(places, TODAY + timedelta(hours=16))
    letters.step(places, TODAY + timedelta(hours=17))
    told = sorted((m.what, m.address.split("@")[1]) for m in notices.messages(topic="feed"))
    # Who sent nothing at all is reminded again after three days, which one of them reaches here.
    never = [("late", f"{name}.example") for name in ("meteorology", "water", "water")]
    late = [("late", "environment.example"), ("late", "housing.example")]
    assert told == [*late, *never, ("refused", "housing.example")]
    letters.step(places, TODAY + 4 * DAY)
    for days in range(95, 99):
        letters.step(places, TODAY + days * DAY)
    again = [m for m in notices.messages(topic="feed") if m.address == "data@environment.example"]
    assert len(again) == 3  # agreed: at once, after three days, after a week
    assert "区级空气站小时值 / Not delivered in time: Hourly values" in again[0].subject


def test_a_refusal_of_what_is_agreed_no_more_holds_up_no_letter(places, story, monkeypatch):
    left = {key: one for key, one in agreements.agreements().items() if key != "site-dust"}
    monkeypatch.setattr(feed_standing, "agreements", lambda: left)
    assert letters.step(places, TODAY + timedelta(hours=16))
    told = {m.address for m in notices.messages(topic="feed")}
    assert "data@environment.example" in told
    assert not any(address.endswith("@housing.example") for address in told)


def test_the_catalogue_is_dcat_ap(client, places, story):
    answer = client.get("/catalogue/catalogue.jsonld")
    assert answer["Content-Type"].startswith("application/ld+json")
    entry = json.loads(answer.content)
    assert entry["@type"] == "dcat:Catalog"
    for name in ("dct:title", "dct:description", "dct:publisher", "dcat:dataset"):
        assert entry[name], name
    ids = {each["@id"] for each in entry["dcat:dataset"]}
    assert len(ids) == 11
    for each in entry["dcat:dataset"]:
        assert each["@type"] == "dcat:Dataset"
        assert {t["@language"] for t in each["dct:title"]} == {"zh", "en"}
        assert each["dct:publisher"]["@type"] == "foaf:Agent"
        assert "/frequency/" in each["dct:accrualPeriodicity"]["@id"]
        assert not each["dct:accrualPeriodicity"]["@id"].endswith("OTHER")
        (given_,) = each["dcat:distribution"]
        assert given_["@type"] == "dcat:Distribution"
        assert given_["dct:license"]["@id"].startswith("https://")
        links = [each["@id"], given_["dcat:downloadURL"]["@id"]]
        assert all(link.startswith("http://testserver/catalogue/") for link in links)
        if each["dct:identifier"] == "road-noise":
            assert [client.get(link).status_code for link in links] == [200, 200]


def test_a_data_set_is_a_file_of_values_each_with_its_sealed_frame(client, places, story):
    record.drain(places)
    ends = f"?from={TODAY - 4 * DAY:%Y-%m-%d}&to={TODAY:%Y-%m-%d}"
    answer = client.get(f"/catalogue/road-noise.csv{ends}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head[:9] == list(files.HEAD)
    assert len(rows) == story["values"]["road-noise"]
    assert {(row[1], row[3]) for row in rows} == {
        (thing.mn, column.code)
        for thing in api.agreement("road-noise").terms[-1].things.values()
        for column in api.agreement("road-noise").terms[-1].columns.values()
    }
    assert all(row[6] and row[7] and row[9] and row[10] for row in rows), rows[0]


def test_pages_in_both_languages(client, places, story, monkeypatch):
    noon = TODAY + timedelta(hours=16)
    clock = SimpleNamespace(now=lambda: noon, localdate=noon.date)
    monkeypatch.setattr(pages_of_feeds, "timezone", clock)
    person = Person.objects.create(username="zhiban", role="duty")
    client.force_login(person)
    batch = next(each for each in api.deliveries("site-dust") if each.state == "refused")
    for language, words in {
        "zh-hans": ("市环保局", "自2026-11-19 12:00起逾期", "整批退回", "提供部门", "约定内容",
                    '硝酸盐 <span class="mono small">w21007'),
        "en": ("Municipal environmental protection bureau", "Late since 2026-11-19 12:00",
               "refused whole", "the department&#x27;s", "What is agreed",
               'nitrate <span class="quiet small"><span lang="zh-Hans">硝酸盐</span></span> <span class="mono small">w21007'),
    }.items():  # fmt: skip
        client.cookies["django_language"] = language
        pages = [
            client.get(address).content.decode()
            for address in (
                "/desk/feeds/",
                f"/desk/feeds/batches/{batch.id}/",
                "/desk/feeds/district-air/",
                "/desk/feeds/groundwater-level/",
            )
        ]
        assert all(word in "".join(pages) for word in words), [
            w for w in words if w not in "".join(pages)
        ]
        assert "Hand in" not in pages[2]
    assert client.post("/desk/feeds/district-air/", {}).status_code == 403
    assert client.get(f"/desk/feeds/batches/{batch.id}/bytes").status_code == 403


def test_a_department_hands_in_by_its_log_in_and_reads_every_reason(client, places):
    body = people.ensure_organisation("市环保局", "authority")
    client.force_login(Person.objects.create(username="huanbao", role="duty", organisation_id=body))
    path = places.data / "air.csv"
    for data, word in ((air(TODAY - DAY, 1), "整批接收"), (b"a,b\n1,2\n", "整批退回，原因如下")):
        path.write_bytes(data)
        with path.open("rb") as file:
            answer = client.post("/desk/feeds/district-air/", {"batch": file}, follow=True)
        assert word in answer.content.decode()
    number = api.deliveries("district-air")[0].id
    assert client.get(f"/desk/feeds/batches/{number}/bytes").content == b"a,b\n1,2\n"
    client.force_login(Person.objects.create(username="qiye", role="enterprise"))
    assert client.get("/desk/feeds/").status_code == 403


def test_a_dropped_file_counts_once_it_is_whole(places):
    folder = places.feeds / "district-air"
    folder.mkdir(parents=True)
    one, then = api.agreement("district-air"), NOW
    (folder / "a.csv.part").write_bytes(air(TODAY - DAY, 1))
    (folder / "b.txt").write_bytes(b"not of the pattern")
    (folder / "c.csv").symlink_to("/etc/hostname")
    assert not api.deliver(one.key, places, then)
    (folder / "a.csv.part").rename(folder / "a.csv")
    assert api.deliver(one.key, places, then)
    assert not api.deliver(one.key, places, then)  # seen
    (folder / "a-again.csv").write_bytes(air(TODAY - DAY, 1))
    assert api.deliver(one.key, places, then)
    assert [each.state for each in api.deliveries(one.key)] == ["repeat", "taken"]
    places.feed_sources.write_text("district-air: {signal: done}\n")
    (folder / "d.csv").write_bytes(air(TODAY - 2 * DAY, 1))
    assert not api.deliver(one.key, places, then)
    (folder / "d.csv.done").touch()
    assert api.deliver(one.key, places, then)


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_a_view_is_read_and_nothing_is_written(places, engine):
    file, key = places.data / f"water.{engine}", "sewage-works"
    held = sqlite3.connect(file) if engine == "sqlite" else duckdb.connect(str(file))
    held.execute("CREATE TABLE t (plant VARCHAR, hour VARCHAR, cod DOUBLE, nh3n DOUBLE)")
    held.execute(f"INSERT INTO t VALUES ('plant-1', '{TODAY:%Y-%m-%d} 01:00', 21.5, 0.8)")
    held.execute("CREATE VIEW effluent AS SELECT * FROM t")
    held.commit()
    held.close()
    before = file.read_bytes()
    places.feed_sources.write_text(f"{key}: {{database: {file}}}\n")
    assert api.deliver(key, places, NOW)
    assert not api.deliver(key, places, NOW)  # the same rows
    assert api.deliveries(key)[0].values == 2
    assert file.read_bytes() == before
    file.write_bytes(b"no database")
    assert not api.deliver(key, places, NOW)
    (water,) = [e for e in api.standing(NOW) if e.agreement.key == key]
    assert (water.source, water.source_since) == ("unreadable", NOW)


class Answering(http.server.BaseHTTPRequestHandler):
    """A department's server: answers with an ETag, redirects, breaks off."""

    body: ClassVar[bytes] = b""
    asked: ClassVar[list[tuple[str, str | None, str | None]]] = []

    def do_GET(self) -> None:
        known, token = self.headers["If-None-Match"], self.headers["Authorization"]
        self.asked.append((self.path, known, token))
        if self.path in ("/moved", "/round"):
            to = "/data" if self.path == "/moved" else "/round"
            self.send_response(302)
            self.send_header("Location", to)
            self.end_headers()
        elif known == '"1"':
            self.send_response(304)
            self.end_headers()
        else:
            self.send_response(200 if self.path != "/ill" else 500)
            self.send_header("ETag", '"1"')
            self.send_header("Content-Length", str(len(self.body) + 5 * (self.path == "/cut")))
            self.end_headers()
            self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Answering.body = written(api.agreement("weather"), TODAY - DAY, TODAY)
    Answering.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


def test_a_source_is_asked_with_what_is_known_of_its_last_answer(places, server):
    told = f"weather: {{url: '{server}/moved', token: secret-1, inside: true}}\n"
    places.feed_sources.write_text(told)
    places.feed_sources.chmod(0o600)
    assert api.deliver("weather", places, NOW)
    assert not api.deliver("weather", places, NOW)
    assert Answering.asked == [
        (path, known, "Bearer secret-1") for known in (None, '"1"') for path in ("/moved", "/data")
    ]
    assert api.deliveries("weather")[0].values == 72


@pytest.mark.parametrize(
    ("path", "inside", "mode", "kind"),
    [
        ("/data", "false", 0o600, "refused address"),
        ("/ill", "true", 0o600, "answer"),
        ("/cut", "true", 0o600, "no answer"),
        ("/data", "true", 0o644, "settings"),
    ],
)
def test_a_source_that_cannot_be_read_is_told_and_takes_nothing(
    places, server, path, inside, mode, kind
):
    places.feed_sources.write_text(
        f"weather: {{url: '{server}{path}', token: t, inside: {inside}}}\n"
    )
    places.feed_sources.chmod(mode)
    assert not api.deliver("weather", places, NOW)
    assert not api.deliver("weather", places, NOW + DAY)
    (weather,) = [e for e in api.standing(NOW + DAY) if e.agreement.key == "weather"]
    assert (weather.source, weather.source_since) == (kind, NOW)
    assert not api.deliveries("weather")


@pytest.mark.parametrize(
    ("bound", "value", "path", "kind"),
    [
        ("LARGEST", 100, "/data", "too large"),
        ("WHOLE", 0.0, "/data", "no answer"),
        ("HOPS", 3, "/round", "answer"),
    ],
)
def test_a_source_is_read_within_bounds(places, server, monkeypatch, bound, value, path, kind):
    monkeypatch.setattr(asking, bound, value)
    places.feed_sources.write_text(f"weather: {{url: '{server}{path}', inside: true}}\n")
    assert not api.deliver("weather", places, NOW)
    (weather,) = api.standing(NOW, "weather")
    assert weather.source == kind
    assert len(Answering.asked) <= 4


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_a_view_that_takes_too_long_is_given_up(places, monkeypatch, engine):
    monkeypatch.setattr(database, "LONGEST", 0.2)
    file, key = places.data / f"water.{engine}", "sewage-works"
    held = sqlite3.connect(file) if engine == "sqlite" else duckdb.connect(str(file))
    many = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000000)"
    held.execute(f"CREATE VIEW effluent AS {many} SELECT sum(x) AS cod FROM n")
    held.commit()
    held.close()
    places.feed_sources.write_text(f"{key}: {{database: {file}}}\n")
    assert not api.deliver(key, places, NOW)
    (water,) = api.standing(NOW, key)
    assert water.source == "unreadable"
    assert not api.deliveries(key)


FEEDS = open_policy("beijing2018").feeds


@settings(max_examples=10)
@given(
    key=st.sampled_from(sorted(FEEDS)),
    begun=st.datetimes(TODAY.replace(tzinfo=None) - 400 * DAY, TODAY.replace(tzinfo=None)),
    days=st.integers(0, 40),
    cut=st.integers(0, 40),
)
def test_turns_follow_each_other_without_gap_however_they_are_cut(key, begun, days, cut):
    start = begun.replace(tzinfo=TODAY.tzinfo)
    end, middle = start + days * DAY, start + min(cut, days) * DAY
    whole = list(delivering.turns(FEEDS[key], start, end))
    assert all(a.end == b.start for a, b in pairwise(whole))
    first = list(delivering.turns(FEEDS[key], start, middle))
    rest = [t for t in delivering.turns(FEEDS[key], middle, end) if t.end > middle]
    assert first + rest == whole
    assert all(turn.due > turn.end > start for turn in whole)


@given(parts=st.lists(st.tuples(st.integers(0, 2**24 - 1), st.integers(0, 47)), max_size=6))
def test_a_value_that_comes_twice_counts_once_and_a_delivered_turn_stays_delivered(parts):
    turn = next(delivering.turns(FEEDS["road-noise"], TODAY - DAY, TODAY))
    came = [delivering.Part(turn.start, turn.end + timedelta(hours=h), m, 0) for m, h in parts]
    done = delivering.fulfilled(turn, came)
    assert done == delivering.fulfilled(turn, [*came, *came])
    union = 0
    for mask, _hour in parts:
        union |= mask
    assert done.held == union.bit_count()
    assert (done.at is not None) == (done.held >= 22)  # 90 % of 24


BROKEN = [
    ("least: 90", "least: 0", "from 1 to 100"),
    ("period: P1D", "period: daily", "expected a period"),
    ('unit: "µg/m³"', 'unit: "furlong"', "furlong"),
    (', unit: "µg/m³"}', "}", "unit"),
    ("author:", "writer:", "writer"),
    ("way: folder", "way: pigeon", "pigeon"),
    ("name: {zh: 区级", "title: {zh: 区级", "title"),
]


@pytest.mark.parametrize(("old", "new", "said"), BROKEN)
def test_a_faulty_agreement_is_refused_with_what_to_mend(tmp_path, old, new, said):
    text = (open_policy("beijing2018").pack.root / "policy" / "feeds.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "feeds.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PackFileError, match=said):
        feeds(tmp_path)
