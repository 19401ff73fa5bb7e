"""The nightly self-check: what somebody changed in any store is named; what nobody touched is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import apsw
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.db import connection
from typer.testing import CliRunner

from qingtian.ledger import kinds
from qingtian_cli import ledger
from qingtian_platform.evaluate import worker as evaluate
from qingtian_platform.kit.places import Places
from qingtian_platform.project import selfcheck
from qingtian_platform.project.commands import _setup
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts import meanings
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.sources import Batches
from qingtian_platform.record.recheck import api
from support import signing

pytestmark = pytest.mark.django_db
NIGHT = datetime(2027, 1, 9, 19, tzinfo=UTC)
"""Three in the morning of 10 January in Beijing."""
DAY = timedelta(days=1)


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    """Two hours of a station, one of them corrected by a person, evaluated and in the log."""
    places = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    row, who = signing.reading(places), signing.person("wang")
    pen = signing.pen_of(places, who)
    body, words = signing.correction(places, row)
    acts.submit(signing.signed(places, pen, kinds.CORRECTION, body), who, words, places)
    while meanings.step(places):
        pass
    with Keeper(places, [Batches(places), Acts(places)]) as keeper:
        keeper.step()
    while evaluate.step(places):
        pass
    return places


def night(places: Places, now: datetime = NIGHT) -> list[str]:
    """Check as the served platform does, piece by piece."""
    while selfcheck.step(places, now):
        pass
    run = api.last_run(places)
    assert run is not None
    assert run.day == (now + timedelta(hours=8)).date().isoformat()
    assert run.left == 0
    found = [str(each) for each in api.found_by(run.number, 99, places)]
    assert len(found) == run.differing
    return found


def parquet(places: Places) -> None:
    for path in places.archive.rglob("*.parquet"):
        table = pq.read_table(path)
        at = table.schema.get_field_index("value")
        raised = pc.add(table["value"], 1.0)
        pq.write_table(table.set_column(at, table.schema.field(at), raised), path)


def result(places: Places) -> None:
    db = apsw.Connection(str(places.results))
    db.execute("UPDATE results SET doses = replace(doses, '22', '12') WHERE thing = 1")
    assert db.changes()
    db.close()


def act(_places: Places) -> None:
    with connection.cursor() as cursor:
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'record_act'"
        for (name,) in cursor.execute(names).fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("UPDATE record_act SET target = 'reading []' WHERE number = 2")


def registered(_places: Places) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_logger SET st = '31'")


def test_a_night_names_what_was_changed_in_each_store(places):
    assert night(places) == []
    for change in (parquet, result, act, registered):
        change(places)
    found = "\n".join(night(places, NIGHT + DAY))
    assert (
        "observations, batch 0, frame 0: A110108_0001 a34002-Avg hour 2026-11-25T04:00:00Z 0, "
        "value: the entries say 41.5; found 42.5" in found
    )
    assert "results, thing 1, hour 2026-11-25T04:00:00Z, doses: the entries say" in found
    assert "record_act, act 2, target: the entries say reading [" in found
    assert "registry, olympic device A110108_0001: the entries say ST=22 /; found ST=31 /" in found


def test_it_begins_at_night_once_and_goes_on_where_it_was_stopped(places):
    assert not selfcheck.step(places, NIGHT - timedelta(hours=2))
    assert selfcheck.step(places, NIGHT)
    (run,) = api.runs(9, places)
    assert (run.finished, run.left > 0) == (None, True)
    assert night(places) == []
    assert not selfcheck.step(places, NIGHT + timedelta(hours=5))
    assert [each.day for each in api.runs(9, places)] == ["2027-01-10"]


def test_what_differed_is_looked_at_every_night_until_nothing_differs(places):
    path = next(places.archive.rglob("*.parquet"))
    whole = path.read_bytes()
    night(places)
    parquet(places)
    assert night(places, NIGHT + DAY)
    with api.Checks.writing(places) as checks:
        checks.begin("2027-01-12", [], NIGHT + 2 * DAY)
    path.write_bytes(whole)
    run = api.runs(1, places)[0]
    assert run.left == 2  # only what differed: batches and results
    assert night(places, NIGHT + 2 * DAY) == []


def test_what_cannot_be_read_is_a_finding(places):
    next(places.archive.rglob("*.parquet")).write_bytes(b"PAR1 no longer")
    assert any("could not" in line or "Exception" in line for line in night(places))


def test_the_command_says_what_differs_and_ends_with_an_error(places, monkeypatch):
    monkeypatch.setattr(_setup, "use", lambda _data: places)
    words = ["self-check", "--whole", "--data", str(places.data)]
    clean = CliRunner().invoke(ledger.app, words)
    assert clean.exit_code == 0, clean.output
    assert "2 results" in clean.stderr or "1 results" in clean.stderr
    registered(places)
    found = CliRunner().invoke(ledger.app, words)
    assert found.exit_code == 1
    assert "registry, olympic device" in found.stdout
