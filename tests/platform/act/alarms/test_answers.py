"""An enterprise gives the cause, both desks get a receipt, and nothing of it can be changed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from qingtian_platform.act.alarms import api, worker
from qingtian_platform.act.alarms.models import Answer, Attachment, Receipt
from qingtian_platform.kit import attachments
from qingtian_platform.kit.kept import AppendOnlyError
from qingtian_platform.people import api as people
from qingtian_platform.registry import api as registry
from support.alarming import HOUR, NOON, over, said


class File(io.BytesIO):
    """A file as a form hands it over."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name


@pytest.fixture
def alarm(city):
    city.judge(over(city.outlet), over(city.outlet, 1))
    worker.step(city.places, NOON)
    return api.alarms(now=NOON)[0]


@pytest.mark.django_db
def test_an_answer_has_two_receipts_and_its_files(city, alarm):
    person = city.person("enterprise", city.outlet, name="赵环")
    scan = File("../../检修单.PDF", b"%PDF-1.7 work order")
    given = api.answer(alarm.id, person, "treatment", " 脱硫塔循环泵故障 ", [scan], now=NOON + HOUR)
    with override("zh-hans"):
        (again,) = api.answers_to(alarm.id)
        assert [(r.desk, r.name, r.number, r.at) for r in again.receipts] == [
            ("city", "市级", 1, NOON + HOUR),
            ("110108", "海淀区", 1, NOON + HOUR),
        ]
        assert again.word == "治理设施故障"
    assert (given.text, given.person, given.late) == ("脱硫塔循环泵故障", "赵环", False)
    assert given.organisation == given.on_behalf == "河谷热电"
    (file,) = given.attachments
    assert (file.name, file.type, file.size) == ("检修单.PDF", "pdf", 19)
    assert attachments.content(file.hash) == b"%PDF-1.7 work order"
    assert api.alarm(alarm.id, NOON).state == "answered"
    assert [e.what for e in api.history(alarm.id)] == ["raised", "answered"]


@pytest.mark.django_db
def test_a_contractor_answers_for_who_registered_it_and_both_names_stay(city, alarm):
    owner, maintainer = registry.things()[city.outlet].organisations
    technician = city.person("contractor", city.outlet, which=1)
    with pytest.raises(api.ForbiddenError):
        api.answer(alarm.id, technician, "instrument", "analyser lamp replaced", now=NOON)
    people.give_mandate(owner, maintainer, date(2026, 1, 1))
    given = api.answer(alarm.id, technician, "instrument", "analyser lamp replaced", now=NOON)
    assert (given.organisation, given.on_behalf) == ("清源运维", "河谷热电")
    assert json.loads(Answer.objects.get().content)["on_behalf"] == "河谷热电"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["duty", "reviewer", "administrator", "enterprise", ""])
def test_nobody_else_gives_the_cause(city, alarm, role):
    other = city.person(role, city.other if role == "enterprise" else None)
    with pytest.raises(api.ForbiddenError):
        api.answer(alarm.id, other, "treatment", "pump failed", now=NOON)
    assert not Answer.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cause", "text", "files"),
    [
        ("gossip", "pump failed", ()),
        ("treatment", "  x ", ()),
        ("treatment", "x" * 2001, ()),
        ("treatment", "pump failed", [("run.exe", b"MZ")]),
        ("treatment", "pump failed", [("scan.pdf", b"not a pdf")]),
        ("treatment", "pump failed", [("scan.pdf", b"")]),
        ("treatment", "pump failed", [("a.txt", b"x")] * 7),
    ],
)
def test_an_answer_that_cannot_stand_leaves_nothing(city, alarm, cause, text, files):
    person = city.person("enterprise", city.outlet)
    with pytest.raises(api.AlarmError):
        api.answer(alarm.id, person, cause, text, [File(*each) for each in files], now=NOON)
    assert not Answer.objects.exists()
    assert not Receipt.objects.exists()
    assert not Attachment.objects.exists()
    assert api.alarm(alarm.id, NOON).state == "open"


@pytest.mark.django_db
def test_a_new_line_counts_as_one_character_as_in_the_browser(city, alarm):
    officer = city.person("enterprise", city.outlet)
    most = api.answer_bounds().most_text
    text = "换\r\n" * (most // 2 - 1) + "完"
    given = api.answer(alarm.id, officer, "treatment", text, now=NOON)
    assert given.text == text.replace("\r\n", "\n")


@pytest.mark.django_db
def test_the_public_reads_the_last_cause_and_its_time_and_nothing_else(city, alarm):
    city.find(said(city.outlet))
    worker.step(city.places, NOON)
    person = city.person("enterprise", city.outlet)
    suspicion = next(a for a in api.alarms(now=NOON) if a.cause == "falsification")
    api.answer(suspicion.id, person, "logger", "first thought", now=NOON)
    api.answer(suspicion.id, person, "maintenance", "the log says otherwise", now=NOON + HOUR)
    (public,) = api.answers(city.outlet, NOON - HOUR, NOON + 9 * HOUR)
    assert (public.cause, public.at, public.codes) == ("maintenance", NOON + HOUR, ("a21026",))
    assert (public.start, public.end) == (NOON, NOON + 3 * HOUR)
    shown = repr(public)
    for word in ("copied", "falsification", "0.9", "otherwise", "FD-", person.username):
        assert word not in shown
    assert api.answers(city.other) == []
    assert api.answers(start=NOON + 9 * HOUR) == []


@pytest.mark.django_db
def test_an_answer_after_the_time_says_so_and_one_to_a_closed_item_is_refused(city, alarm):
    person, officer = city.person("enterprise", city.outlet), city.person("duty")
    late = NOON + timedelta(days=1, minutes=1)
    assert api.answer(alarm.id, person, "treatment", "pump failed", now=late).late is True
    api.close(alarm.id, officer, "cause is good", "explained", now=late)
    with pytest.raises(api.AlarmError):
        api.answer(alarm.id, person, "treatment", "one more word", now=late)


@pytest.mark.django_db
def test_neither_code_nor_database_alters_or_removes_what_was_said(city, alarm):
    person = city.person("enterprise", city.outlet)
    api.answer(alarm.id, person, "treatment", "pump failed", [File("a.txt", b"x")], now=NOON)
    for row in (Answer.objects.get(), Receipt.objects.first(), Attachment.objects.get()):
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()
        with pytest.raises(AppendOnlyError):
            type(row).objects.all().update(pk=9)
    for table in ("event", "answer", "attachment", "receipt", "handover", "feedback"):
        for statement in (f"UPDATE alarms_{table} SET id = 9", f"DELETE FROM alarms_{table}"):
            if table in ("handover", "feedback"):
                continue  # empty here; the triggers are made by the same words
            with pytest.raises(DatabaseError, match="never"), transaction.atomic():
                connection.cursor().execute(statement)


@pytest.mark.django_db
def test_each_answer_holds_the_hash_of_the_one_before(city, alarm):
    person = city.person("enterprise", city.outlet)
    given = [
        api.answer(alarm.id, person, "treatment", f"pump {n} failed", now=NOON) for n in range(3)
    ]
    assert [each.previous for each in given] == ["", given[0].hash, given[1].hash]
    row = Answer.objects.get(pk=given[1].id)
    assert hashlib.sha256(row.content.encode()).hexdigest() == row.hash
    assert api.broken_answers() == []
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER alarms_answer_no_update")
        content = row.content.replace("pump 1", "pump 7")
        cursor.execute("UPDATE alarms_answer SET content = %s WHERE id = %s", [content, row.pk])
    (broken,) = api.broken_answers()
    assert (broken.table, broken.field, broken.said) == ("answers", "content", row.hash)
    assert f"answer {row.pk} to" in broken.key


_CROWD = """
import json, sys, threading
from datetime import UTC, datetime
from pathlib import Path
from qingtian_platform.project.commands._setup import use
places = use(Path(sys.argv[1]))
from django.db import connection
from qingtian_platform.act.alarms import api, worker
from support.alarming import City, over
city, now = City(places), datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
city.judge(*(over(t, 9 * n, base=now) for t in (city.outlet, city.other) for n in range(2)))
while worker.step(places, now):
    pass
persons = {t: city.person("enterprise", t) for t in (city.outlet, city.other)}
failed, gate = [], threading.Barrier(8)
items = api.alarms(now=now)

def say(n):
    try:
        gate.wait()
        for turn in range(5):
            alarm = items[(n + turn) % len(items)]
            api.answer(alarm.id, persons[alarm.thing_id], "treatment", f"pump {n} {turn}")
    except Exception as error:
        failed.append(repr(error))
    finally:
        connection.close()

threads = [threading.Thread(target=say, args=(n,)) for n in range(8)]
for each in threads: each.start()
for each in threads: each.join()
desks = {d: [r.number for r, _ in api.receipts(d)] for d in ("city", "110108", "110111")}
print(json.dumps({"failed": failed, "desks": desks, "broken": [str(d) for d in api.broken_answers()]}))
"""


def test_receipts_have_no_gaps_when_many_answer_at_once(tmp_path):
    """Eight threads with a connection each, on a file, as web processes have it."""
    path = os.pathsep.join(filter(None, ["tests", os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-c", _CROWD, tmp_path],
        check=True,
        stdout=subprocess.PIPE,
        cwd=Path.cwd(),
        env={**os.environ, "PYTHONPATH": path},
        text=True,
    )
    found = json.loads(done.stdout)
    assert found["failed"] == []
    assert found["broken"] == []
    assert found["desks"]["city"] == list(range(40, 0, -1))
    districts = [found["desks"][code] for code in ("110108", "110111")]
    assert sum(map(len, districts)) == 40
    for numbers in districts:
        assert numbers == list(range(len(numbers), 0, -1))
