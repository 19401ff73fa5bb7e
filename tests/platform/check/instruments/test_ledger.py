"""The ledger holds what sealed frames say, row by row, however often and from wherever it is read."""

from __future__ import annotations

from datetime import timedelta

import apsw
import pytest

from qingtian_platform.check.instruments import api, ledger, store
from qingtian_platform.record import api as record
from support.instruments import NOON, STACK

pytestmark = pytest.mark.django_db


def everything(places):
    with store.Reader(places) as reader:
        return reader.told()


@pytest.fixture
def told(line):
    """Three batches: parameters of two analysers, a serial, a log, and an hour that says nothing."""
    line.told(NOON, i13001="0-300", i13008="1.02")
    line.told(NOON, code="a21002", i13008="0.99")
    line.seal()
    line.hour(NOON, 4.2)
    line.say("3019", f"DataTime={NOON:%Y%m%d%H%M%S};PolId=a21026;a21026-SN=00AB", NOON)
    line.seal()
    line.told(NOON + timedelta(hours=1), i11001="//校准; 更换滤膜//", i12001="3")
    line.told(NOON + timedelta(hours=2), i13008="1.05")
    line.seal()
    return line


def test_each_row_leads_to_the_frame_that_said_it(told, places):
    assert api.advance(places)
    rows = api.parameters(STACK, "a21026", places)
    assert [(r.name, r.text, r.number) for r in rows] == [
        ("range", "0-300", 300.0),
        ("slope", "1.02", 1.02),
        ("serial", "00AB", None),
        ("slope", "1.05", 1.05),
    ]
    for row in rows:
        assert row.text.encode() in record.sealed_frame(row.batch, row.frame, places).masked
    (log, state) = api.said(STACK, NOON, NOON + timedelta(hours=9), places)
    assert (log.text, state.name, state.text) == ("校准; 更换滤膜", "analyser state", "3")
    assert [(b and b.text, r.text) for b, r in api.changes(rows)][-1] == ("1.02", "1.05")


def test_a_parameter_is_asked_as_of_a_moment(told, places):
    api.advance(places)
    minute = timedelta(minutes=1)

    def at(time):
        found = api.parameter_at(STACK, "a21026", "slope", time, places)
        return found and found.number

    assert at(NOON - minute) is None
    assert at(NOON) == 1.02
    assert at(NOON + timedelta(hours=2) - minute) == 1.02
    assert at(NOON + timedelta(hours=2)) == 1.05


class KilledError(Exception):
    """Stands for the end of the process."""


@pytest.mark.parametrize("through", [0, 1, 2])
def test_killed_in_any_batch_it_is_read_on_to_the_same(told, places, monkeypatch, through):
    api.advance(places)
    whole = everything(places)
    assert not api.advance(places)
    places.instruments.unlink()
    mark = store.Writer._set

    def dying(self, name, value):
        if (name, value) == ("batch", str(through)):  # the rows are written, the cursor is not
            raise KilledError
        mark(self, name, value)

    monkeypatch.setattr(ledger, "AT_ONCE", 1)
    monkeypatch.setattr(store.Writer, "_set", dying)
    with pytest.raises(KilledError):
        api.advance(places)
    assert len(everything(places)) < len(whole)
    monkeypatch.setattr(store.Writer, "_set", mark)
    api.advance(places)
    assert everything(places) == whole
    with store.Reader(places) as reader:
        assert reader.changed() == [STACK]


def test_what_was_told_is_never_altered(told, places):
    api.advance(places)
    connection = apsw.Connection(str(places.instruments))
    for statement in ("UPDATE told SET number = 1", "DELETE FROM told"):
        with pytest.raises(apsw.ConstraintError):
            connection.execute(statement)
    connection.close()


def test_a_file_of_another_format_is_read_anew(told, places):
    api.advance(places)
    whole = everything(places)
    connection = apsw.Connection(str(places.instruments))
    connection.execute("UPDATE state SET value = '0' WHERE name = 'format'")
    connection.close()
    api.advance(places)
    assert everything(places) == whole
