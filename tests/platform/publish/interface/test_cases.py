"""Other departments' systems: a key has the rights of its account, each request is done once, messages are signed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.interface import api as interface
from qingtian_platform.act.interface.models import Heard, Key
from qingtian_platform.act.notices.api import signature
from qingtian_platform.people import api as people
from qingtian_platform.publish.interface import doors, service
from support.matters import TEN, Desk, desk, record  # noqa: F401

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CLUE = {
    "procedure": "construction-dust",
    "act": "see",
    "subject": {"kind": "site", "key": "s1", "name": "工地一"},
    "division": "110105",
    "ref": "2024-17",
    "words": "裸土未覆盖",
}


class System:
    """Another department's system."""

    def __init__(self, client, name: str, person) -> None:
        self.client, self.name = client, name
        self.key, self.secret = interface.open_key(name, person.username, TEN)
        self.count = 0

    def get(self, path: str, **query):
        return self._called("get", path, query)

    def post(self, path: str, body: object, once: str = "", **headers: str):
        self.count += 1
        named = {"Idempotency-Key": once or f"{self.name}-{self.count}"}
        said = {"data": json.dumps(body), "content_type": "application/json"}
        return self._called("post", path, **said, headers=named | headers)

    def _called(self, method: str, path: str, *args, headers=None, **more):
        head = {"Authorization": f"Bearer {self.key.reveal()}"} | (headers or {})
        return getattr(self.client, method)(f"/api/cases/{path}", *args, headers=head, **more)

    def tell(self, body: object, at: float, secret=None, name: str = ""):
        """Send a signed message."""
        raw, stamp = json.dumps(body).encode(), str(int(at))
        head = {
            "Qingtian-Key": name or self.name,
            "Qingtian-Time": stamp,
            "Qingtian-Signature": signature(secret or self.secret, stamp, raw),
        }
        where = "/api/cases/messages"
        return self.client.post(where, raw, content_type="application/json", headers=head)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Hold the interface's clock."""
    clock = {"at": TEN}
    monkeypatch.setattr(service, "present", lambda: clock["at"])
    return clock


@pytest.fixture
def system(desk: Desk, client) -> System:  # noqa: F811
    return System(client, "urban", desk["zhang"])


def test_a_clue_opens_a_matter_once_and_the_same_request_has_the_same_answer(system, now):
    first = system.post("clues", CLUE, once="a")
    again = system.post("clues", CLUE, once="a")
    assert (first.status_code, first.json()["new"]) == (201, True)
    assert (again.status_code, again.json()) == (201, first.json())
    now["at"] = TEN + HOUR
    resent = system.post("clues", CLUE, once="b")
    same = system.post("clues", CLUE | {"ref": "2024-18"}, once="c")
    assert (resent.status_code, same.status_code) == (200, 200)
    number = first.json()["matter"]["number"]
    assert number == resent.json()["matter"]["number"] == same.json()["matter"]["number"]
    assert system.get("matters").json()["total"] == 1


def test_the_same_key_with_another_body_is_refused(system):
    system.post("clues", CLUE, once="a")
    other = system.post("clues", CLUE | {"ref": "another"}, once="a")
    assert (other.status_code, other["Content-Type"]) == (409, "application/problem+json")
    assert other.json()["type"].endswith("#another-request")
    nameless = system.post("clues", CLUE, **{"Idempotency-Key": ""})
    assert nameless.status_code == 400


def test_a_result_is_done_once_and_what_the_procedure_lacks_is_said_in_the_language_asked(
    system,
    now,
):
    id_ = system.post("clues", CLUE).json()["matter"]["id"]
    now["at"] = TEN + 2 * HOUR
    chinese = {"Accept-Language": "zh-CN"}
    refused = system.post(f"matters/{id_}/acts", {"act": "confirm"}, **chinese)
    assert refused.status_code == 422
    assert any("现场检查" in each for each in refused.json()["reasons"])
    english = system.post(f"matters/{id_}/acts", {"act": "confirm"}, **{"Accept-Language": "en"})
    assert any("Record of the inspection" in each for each in english.json()["reasons"])
    paper = {
        "key": "inspection",
        "officers": [{"name": "张", "certificate": "1"}, {"name": "钱", "certificate": "2"}],
        "party": "signed",
        "begin": (TEN + timedelta(minutes=30)).isoformat(),
        "end": (TEN + HOUR).isoformat(),
    }
    act = {"act": "confirm", "papers": [paper], "version": 1}
    done = system.post(f"matters/{id_}/acts", act, once="confirm")
    assert (done.status_code, done.json()["matter"]["state"]["key"]) == (200, "confirmed")
    assert system.post(f"matters/{id_}/acts", act, once="confirm").json() == done.json()
    stale = system.post(f"matters/{id_}/acts", act, once="confirm-again")
    assert stale.status_code == 409
    whole = system.get(f"matters/{id_}").json()
    assert [each["act"]["key"] for each in whole["deeds"]] == ["see", "confirm"]
    assert "grade" in [each["key"] for each in whole["offers"]]
    assert "裸土" not in json.dumps(whole, ensure_ascii=False), "words of persons stay at the desk"


def test_a_key_has_the_rights_of_its_account_and_no_more(system, desk, client):  # noqa: F811
    id_ = system.post("clues", CLUE).json()["matter"]["id"]
    foreign = System(client, "west", desk["xi"])
    assert foreign.get("matters").json()["total"] == 0
    hidden, missing = foreign.get(f"matters/{id_}"), foreign.get("matters/999")
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())
    assert foreign.post(f"matters/{id_}/acts", {"act": "confirm"}).status_code == 404
    assert foreign.post("clues", CLUE | {"ref": "x"}).status_code == 403
    assert foreign.post(f"matters/{id_}/receipt", {}).status_code == 404
    names = [each["key"] for each in system.get("procedures", division="110105").json()["value"]]
    assert "construction-dust" in names
    assert foreign.get("procedures", division="110105").json()["value"] == []


def test_only_the_hash_of_a_key_is_kept_and_a_closed_one_opens_nothing(system, client, desk):  # noqa: F811
    row = Key.objects.get()
    assert system.key.reveal() not in (row.digest, row.secret)
    assert system.secret.reveal() not in row.secret
    assert client.get("/api/cases/matters").status_code == 401
    assert system.get("matters").status_code == 200
    person = desk["zhang"]
    person.is_active = False
    person.save()
    assert system.get("matters").status_code == 401
    person.is_active = True
    person.save()
    interface.close_key("urban")
    closed = system.get("matters")
    assert (closed.status_code, closed["WWW-Authenticate"]) == (401, "Bearer")


def test_a_matter_that_was_handed_over_is_received_once(system, desk, client):  # noqa: F811
    unit = people.ensure_organisation("住建委", "authority")
    own = System(client, "housing", desk.add("zhu", "enforcement", "110105", organisation=unit))
    id_ = system.post("clues", CLUE).json()["matter"]["id"]
    cases.hand_over(id_, desk["zhou"], unit, now=TEN)
    first = own.post(f"matters/{id_}/receipt", {}, once="r")
    assert first.status_code == 200
    assert own.post(f"matters/{id_}/receipt", {}, once="r").json() == first.json()
    assert own.post(f"matters/{id_}/receipt", {}, once="s").status_code == 422
    assert first.json()["number"]


def test_too_much_and_too_often_is_refused_with_what_to_do(system, monkeypatch):
    large = system.post("clues", CLUE | {"words": "x" * doors.LARGEST})
    assert large.status_code == 413
    monkeypatch.setattr(doors, "RATE", 1)
    answers = {system.get("matters").status_code for _ in range(4)}
    assert 429 in answers


def test_a_signed_message_does_its_act_once(system, now):
    id_ = system.post("clues", CLUE).json()["matter"]["id"]
    now["at"] = TEN + 2 * HOUR
    at = now["at"].timestamp()
    paper = {
        "key": "inspection",
        "officers": [{"name": "张", "certificate": "1"}, {"name": "钱", "certificate": "2"}],
        "party": "refused",
        "witness": "李四",
        "begin": (TEN + timedelta(minutes=30)).isoformat(),
        "end": (TEN + HOUR).isoformat(),
    }
    message = {"matter": id_, "act": "reject", "reason": "未见扬尘", "papers": [paper]}
    assert system.tell(message, at - 301).status_code == 401
    assert system.tell(message, at + 301).status_code == 401
    assert system.tell(message, at, name="nobody").status_code == 401
    assert system.tell(message, at, secret=system.key).status_code == 401
    assert not Heard.objects.exists()
    assert system.tell(message, at - 299).status_code == 200
    replayed = system.tell(message, at - 299)
    assert (replayed.status_code, replayed.json()["type"]) == (409, "/docs/interface#replayed")
    assert cases.matter(id_).state == "unfounded"


def test_a_message_that_was_refused_may_be_sent_again(system, now):
    id_ = system.post("clues", CLUE).json()["matter"]["id"]
    at = now["at"].timestamp()
    message = {"matter": id_, "act": "confirm"}
    assert [system.tell(message, at).status_code for _ in range(2)] == [422, 422]


def test_the_document_of_the_portal_describes_it(client):
    described = client.get("/api/openapi.json").json()
    paths = described["paths"]
    assert "/api/cases/matters/{id}" in paths
    assert "/api/hours" in paths
    [header] = [
        each
        for each in paths["/api/cases/clues"]["post"]["parameters"]
        if each["name"] == "Idempotency-Key"
    ]
    assert header["required"]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.fixed_dictionaries({}, optional=dict.fromkeys([*CLUE, "facts", "papers", "party"], ANY))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(odd=FIELDS, path=st.sampled_from(["clues", "matters/1/acts", "matters/1/receipt"]), raw=ANY)
def test_whatever_comes_is_answered_by_a_problem_that_names_itself(
    system, monkeypatch, odd, path, raw
):
    monkeypatch.setattr(doors, "RATE", 10**9)
    for body in (CLUE | odd, raw):
        answer = system.post(path, body)
        assert answer.status_code in (200, 201, 400, 403, 404, 409, 422), answer.content
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert {"type", "title", "status"} <= set(answer.json())


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=st.dictionaries(
        st.sampled_from(["state", "procedure", "text", "page", "size", "division"]),
        st.text(max_size=9) | st.integers(),
    ),
    number=st.integers() | st.text(min_size=1, max_size=6),
)
def test_whatever_is_asked_for_is_answered(system, monkeypatch, query, number):
    monkeypatch.setattr(doors, "RATE", 10**9)
    for path in ("matters", "procedures"):
        assert system.get(path, **query).status_code in (200, 422)
    assert system.get(f"matters/{number}".replace("?", "").replace("#", "")).status_code in (
        200,
        404,
        422,
        301,
    )


def test_what_was_called_is_told_and_opened_with_its_papers_once(system, desk: Desk, now):  # noqa: F811
    clue = CLUE | {
        "procedure": "exceedance",
        "act": "exceed",
        "subject": {"kind": "firm", "key": "9111", "name": "某厂"},
        "facts": {"medium": "water", "multiple": "1.5"},
    }
    number = system.post("clues", clue).json()["matter"]["id"]
    now["at"] = at = TEN + 5 * HOUR
    facts = {"sampled": False, "proven": True, "exempt": False}
    desk.do(cases.matter(number), "check", at, papers=(record(at),), facts=facts)
    assert system.post(f"matters/{number}/acts", {"act": "order"}).status_code == 200
    [call] = system.get(f"matters/{number}").json()["called"]
    assert (call["key"], call["seq"]) == ("correction", 3)
    [opening] = call["openings"]
    assert (opening["key"], opening["party"], opening["needs"]) == (
        "order",
        ["environment"],
        ["order", "service"],
    )

    begin = {"act": "order", "facts": {"served": "2024-05-06"}}
    where = f"matters/{number}/called/3"
    assert system.post(where, begin).status_code == 422
    two = [{"name": name, "certificate": f"0105-{name}"} for name in ("张", "钱")]
    papers = [
        {"key": "order", "seal": True, "number": "7"},
        {"key": "service", "officers": two, "party": "signed"},
    ]
    made = system.post(where, begin | {"papers": papers}, once="z")
    assert made.status_code == 201, made.json()
    assert made.json()["matter"]["procedure"] == "correction/1"
    assert system.post(where, begin | {"papers": papers}, once="z").json() == made.json()
    again = system.post(where, begin | {"papers": papers})
    assert again.json()["matter"]["id"] == made.json()["matter"]["id"]
    assert system.get(f"matters/{number}").json()["called"] == []
    other = System(system.client, "other", desk["xi"])
    assert other.post(where, begin | {"papers": papers}).status_code == 404
