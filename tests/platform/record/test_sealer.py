"""Each receipt is sealed once, shows no secret, and its values are counted once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from qingtian.ledger.frame import SealedFrame as Leaf
from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.collect.inbox import files as inbox_files
from qingtian_platform.record import api
from qingtian_platform.record.errors import NotSealedError, SealerBusyError
from qingtian_platform.record.forms import Source, hj212
from qingtian_platform.record.sealer import Sealer
from qingtian_platform.record.sealing import original as read_original
from qingtian_platform.record.stores import Directory
from qingtian_platform.record.verify import problems
from support.receipts import NOON, framed, hour_frame, imported, micros, received


def sealed(places, sources=None, **options):
    with Sealer(places, lambda: sources or {}, **options) as sealer:
        return sealer.run_dry()


def test_a_frame_becomes_observations_that_name_it(places):
    received(places, [hour_frame()])
    assert sealed(places) == 1
    rows = api.observations(places=places).to_pylist()
    assert [(row["code"], row["value"], row["decimals"], row["flag"]) for row in rows] == [
        ("a34002", 41.5, 1, "N"),
        ("a34004", 23.0, 1, "N"),
    ]
    assert rows[0]["start"] == NOON
    assert rows[0]["end"] == NOON + timedelta(hours=1)
    assert rows[0]["received_at"] == NOON
    assert (rows[0]["st"], rows[0]["interval"], rows[0]["field"]) == ("22", "hour", "Avg")
    frame = api.sealed_frame(rows[0]["batch"], rows[0]["frame"], places)
    assert b"a34004-Avg=23.0" in frame.masked
    assert frame.received_at == NOON
    assert api.counts(places) == {
        "receipts": 1,
        "observations": 2,
        "superseded": 0,
        "batches": 1,
    }
    assert problems(places) == []


def test_what_is_sealed_shows_no_secret_and_no_address(places):
    raws = [
        hour_frame(),
        framed("QN=20261125120500000;ST=22;CN=1072;PW=654321;MN=A1;Flag=5;CP=&&NewPW=777888&&"),
    ]
    received(places, raws)
    sealed(places)
    public = b"".join(p.read_bytes() for p in places.bundles.rglob("*") if p.is_file())
    for secret in (b"123456;", b"654321", b"777888", b"192.0.2.77", b"53124"):
        assert secret not in public
    checksum = raws[0][-6:-2]  # four characters may well stand in a hash, but not after "&&"
    assert b"&&" + checksum not in public
    assert public.count(b"&&****\r\n") == len(raws)
    assert b"192.0.2.0/24" in public


def test_the_original_is_kept_for_its_owner_only_and_matches_its_commitment(places):
    raw = hour_frame()
    received(places, [raw, raw])
    sealed(places)
    files = [path for path in places.originals.rglob("*") if path.is_file()]
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600]
    store = Directory(places.originals)
    kept = [read_original(lambda at, size: store.read(0, at, size), place) for place in (0, 1)]
    assert [(item.peer, item.raw) for item in kept] == [("192.0.2.77:53124", raw)] * 2
    leaves = [Leaf.from_bytes(api.sealed_frame(0, place, places).sealed) for place in (0, 1)]
    assert leaves[0].commitment != leaves[1].commitment, "equal frames must not show as equal"


@pytest.mark.django_db
def test_who_opens_an_original_leaves_a_trace(places):
    from qingtian_platform.record.models import OriginalOpened

    received(places, [hour_frame()])
    sealed(places)
    with pytest.raises(ValueError, match="reason"):
        api.original(0, 0, person="li", reason=" ", places=places)
    assert not OriginalOpened.objects.exists()
    assert api.original(0, 0, person="li", reason="court order 7", places=places) == hour_frame()
    trace = OriginalOpened.objects.get()
    assert (trace.person, trace.reason, trace.batch, trace.frame) == ("li", "court order 7", 0, 0)
    with pytest.raises(NotSealedError):
        api.original(0, 9, person="li", reason="court order 7", places=places)


def test_a_resent_frame_is_sealed_twice_and_counted_once(places):
    received(places, [hour_frame(), hour_frame(), hour_frame(qn="20261125120510000")])
    sealed(places)
    received(places, [hour_frame()])
    sealed(places)
    assert api.counts(places)["receipts"] == 4
    rows = api.observations(places=places, superseded=True).to_pylist()
    assert {(row["code"], row["batch"], row["frame"]) for row in rows} == {
        ("a34002", 0, 0),
        ("a34004", 0, 0),
    }


def test_a_correction_supersedes_and_yesterdays_view_stays(places):
    received(places, [hour_frame()])
    sealed(places)
    later = NOON + timedelta(days=1)
    received(places, [hour_frame(values={"a34004": "25.0"}, qn="20261126120500000")], at=later)
    sealed(places)

    def values(**question):
        table = api.observations(code="a34004", places=places, **question)
        return [(row["value"], row["superseded_at"]) for row in table.to_pylist()]

    assert values() == [(25.0, None)]
    assert values(as_of=later - timedelta(seconds=1)) == [(23.0, later)]
    assert values(as_of=later) == [(25.0, None)]
    assert values(as_of=NOON - timedelta(seconds=1)) == []
    assert values(superseded=True) == [(23.0, later), (25.0, None)]
    assert api.counts(places)["observations"] == 2
    assert api.counts(places)["superseded"] == 1
    assert problems(places) == []


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_a_replay_of_the_first_frame_does_not_undo_a_correction(places, in_one_batch):
    raws = [hour_frame(), hour_frame(values={"a34004": "25.0"}, qn="20261125130000000")]
    raws += [hour_frame()] * 3
    for part in [raws] if in_one_batch else [[raw] for raw in raws]:
        received(places, part)
        sealed(places)
    assert api.observations(code="a34004", places=places)["value"].to_pylist() == [25.0]
    assert api.counts(places) == {
        "receipts": 5,
        "observations": 2,
        "superseded": 1,
        "batches": 1 if in_one_batch else 5,
    }


def test_a_new_statement_of_the_first_value_counts_as_one(places):
    """The device says 23, then 25, then, in a new frame, 23 again: its last word stands."""
    for number, value in enumerate(["23.0", "25.0", "23.0"]):
        received(
            places,
            [hour_frame(values={"a34004": value}, qn=f"2026112512050000{number}")],
            at=NOON + timedelta(minutes=number),
        )
        sealed(places)
    rows = api.observations(places=places, superseded=True).to_pylist()
    assert [(row["value"], row["superseded_at"] is None) for row in rows] == [
        (23.0, False),
        (25.0, False),
        (23.0, True),
    ]


def test_a_changed_flag_is_a_correction_and_more_digits_are_not(places):
    received(places, [hour_frame(values={"a34004": "23.0"})])
    received(places, [hour_frame(values={"a34004": "23.00"}, qn="20261125120500001")])
    received(places, [hour_frame(values={"a34004": "23.0"}, flag="D", qn="20261125120500002")])
    sealed(places)
    rows = api.observations(places=places, superseded=True).to_pylist()
    assert [(row["decimals"], row["flag"], row["superseded_at"] is None) for row in rows] == [
        (1, "N", False),
        (1, "D", True),
    ]


def test_parts_of_one_message_come_together(places):
    """Split packets speak of one moment and add to each other, in any order."""
    received(places, [hour_frame(values={"a34004": "23.0"}), hour_frame(values={"a21026": "4"})])
    sealed(places)
    received(places, [hour_frame(values={"a21004": "18"})])
    sealed(places)
    assert api.observations(places=places)["code"].to_pylist() == ["a21004", "a21026", "a34004"]


def test_late_values_find_their_place_among_the_old(places):
    hours = [NOON + timedelta(hours=n) for n in range(-48, 1)]
    received(places, [hour_frame(start=hour) for hour in hours if hour.hour % 3])
    sealed(places)
    received(places, [hour_frame(start=hour) for hour in hours])
    sealed(places)
    assert api.counts(places)["observations"] == 2 * len(hours)
    assert api.coverage("A110108_0001", "hour", hours[0], NOON, places) == set(hours[:-1])


def test_a_repeated_key_within_a_frame_keeps_both_values(places):
    frame = framed(
        "QN=20261125120500000;ST=32;CN=2061;PW=123456;MN=W1;Flag=5;CP=&&"
        "DataTime=20261125120000;w00000-Avg=5.2;w00000-Avg=118.0&&"
    )
    received(places, [frame, frame])
    sealed(places)
    rows = api.observations(places=places).to_pylist()
    assert [(row["place"], row["value"]) for row in rows] == [(0, 5.2), (1, 118.0)]


def test_stamps_and_minutes_are_read_as_the_registry_says(places):
    sources = {"A110108_0001": Source(minutes=5, label_end=True)}
    received(places, [hour_frame(), hour_frame(interval="minute")])
    sealed(places, sources)
    bounds = {(row["start"], row["end"]) for row in api.observations(places=places).to_pylist()}
    assert bounds == {
        (NOON - timedelta(hours=1), NOON),
        (NOON - timedelta(minutes=5), NOON),
    }


def test_encrypted_frames_are_opened_and_say_so(places):
    key = b"0" * 16
    plain = (
        b"QN=20240520210700000;ST=31;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&"
        b"DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;"
        b"a01014-Min=3.20,a01014-Avg=3.20,a01014-Max=3.20,a01014-Flag=N&&"
    )
    cipher = bytes.fromhex(
        "E43E159ACFAB242CB53155FB8B9281A1A242577ABFAED881BE88B72D69FC55ED1A80119FAAC8B3CD33D285CC76"
        "F57F2CA7F88B9573C6647E0F07E24609BD6B63EB20C5B9784F28E71D2F4994FF61D9E13B391A1D2A454B65388D"
        "5D9435DBF021528C7BF9755EF16518710C0CAC0ADEF9C5156CD0A5A17674AC0ED2ABC40023E9EF70128554B824"
        "38E91ADCE98A0D03A4"
    )
    sent = b"##0234" + plain[:85] + cipher + b"g=N&&B541"
    received(places, [sent, hour_frame()])
    sources = {"010000A8900016F000169DC0": Source(sm4_key=key)}
    sealed(places, sources)
    frame = api.sealed_frame(0, 0, places)
    assert frame.decrypted
    assert frame.masked == b"##0234" + plain.replace(b"123456;", b"******;") + b"****"
    assert api.batch(0, places).decrypted == 1
    assert api.counts(places)["observations"] == 8
    store = Directory(places.originals)
    assert read_original(lambda at, size: store.read(0, at, size), 0).raw == sent
    assert problems(places, sources) == []


def test_cipher_text_without_its_key_is_not_handed_out(places):
    area = bytes(range(128, 160))
    raw = (
        b"##0106QN=20240520210700000;ST=31;CN=2051;PW=123456;MN=A1;Flag=9;CP=&&" + area + b"&&FFFF"
    )
    received(places, [raw])
    sealed(places)
    assert area not in api.sealed_frame(0, 0, places).masked


def test_a_wrong_checksum_is_sealed_and_not_believed(places):
    raw = hour_frame()[:-6] + b"0000\r\n"
    received(places, [raw])
    sealed(places)
    assert api.counts(places) == {
        "receipts": 1,
        "observations": 0,
        "superseded": 0,
        "batches": 1,
    }


def test_any_bytes_are_sealed(places):
    raws = [b"", b"\x00\xff" * 40, b"##", b"##9999", b"a" * 70_000, "GBK 中文".encode("gbk")]
    received(places, raws)
    received(places, [b"?"], form="unheard")
    sealed(places)
    assert api.counts(places)["receipts"] == len(raws) + 1
    assert problems(places) == []


def row(start: datetime, value: str, **other) -> bytes:
    line = {
        "form": "row/1",
        "file": "0" * 64,
        "line": 7,
        "text": "as it stood",
        "mn": "PRSA-dongsi",
        "interval": "hour",
        "start": start.isoformat(),
        "values": [["a34004", "Avg", value, "N"], ["a34002", "Avg", "NA", ""]],
        **other,
    }
    return json.dumps(line, sort_keys=True, separators=(",", ":")).encode()


def test_imported_rows_take_the_same_way(places):
    imported(places, [row(NOON, "23.0"), b"{}", b"no JSON", row(NOON, "1", interval="week")])
    received(places, [hour_frame()])
    sources = {"PRSA-dongsi": Source(st="22")}
    sealed(places, sources)
    rows = api.observations(mn="PRSA-dongsi", places=places).to_pylist()
    assert [(r["code"], r["value"], r["text"], r["st"]) for r in rows] == [
        ("a34002", None, "NA", "22"),
        ("a34004", 23.0, None, "22"),
    ]
    assert api.sealed_frame(rows[0]["batch"], rows[0]["frame"], places).peer_network == "-"
    assert api.counts(places)["receipts"] == 5
    assert problems(places, sources) == []


def test_the_inbox_file_goes_when_it_is_sealed_and_complete(places):
    with Inbox(places) as inbox, Sealer(places) as sealer:
        inbox.append([(micros(NOON), "192.0.2.77:1", "hj212", hour_frame())])
        assert sealer.run_dry() == 1
        assert len(inbox_files(places)) == 1
        inbox.append([(micros(NOON), "192.0.2.77:1", "hj212", hour_frame())])
        assert sealer.run_dry() == 1
        inbox.rotate(force=True)
        assert not sealer.step()
        assert inbox_files(places) == []
    assert [api.batch(n, places).receipt for n in (0, 1)] == [1, 2]


def test_batches_are_cut_by_size_and_chained(places):
    received(places, [hour_frame(start=NOON + timedelta(hours=n)) for n in range(10)])
    assert sealed(places, frames=4) == 3
    assert [api.batch(n, places).frames for n in range(3)] == [4, 4, 2]
    assert api.batch(1, places).previous == api.batch(0, places).hash().hex()
    assert problems(places) == []


def test_one_sealer_at_a_time(places):
    with Sealer(places), pytest.raises(SealerBusyError, match="another process"):
        Sealer(places)


def test_what_does_not_exist_is_said_so(places):
    with pytest.raises(NotSealedError):
        api.sealed_frame(0, 0, places)
    received(places, [hour_frame()])
    sealed(places)
    with pytest.raises(NotSealedError):
        api.sealed_frame(0, 1, places)
    with pytest.raises(NotSealedError):
        api.batch(1, places)


def test_what_changed_is_told_from_a_cursor(places):
    assert api.changed(api.Cursor(), places) == (api.Cursor(), [])
    received(places, [hour_frame(start=NOON + timedelta(hours=n)) for n in range(3)])
    sealed(places)
    cursor, changes = api.changed(api.Cursor(), places)
    assert cursor == (0, 0)
    assert api.Cursor.read(str(cursor)) == cursor
    assert api.Cursor.read("0") == cursor, "as it was written before acts were told of"
    assert changes == [("A110108_0001", "hour", NOON, NOON + timedelta(hours=3))]
    assert api.changed(cursor, places) == (cursor, [])
    old = NOON - timedelta(days=40)
    received(places, [hour_frame(start=old), hour_frame(start=NOON + timedelta(hours=3))])
    sealed(places)
    cursor, changes = api.changed(cursor, places)
    assert (cursor, [change[2] for change in changes]) == ((1, 0), [old, NOON + timedelta(hours=3)])


@pytest.mark.django_db
def test_drain_seals_what_is_left(places):
    received(places, [hour_frame()])
    api.drain(places)
    assert api.counts(places)["receipts"] == 1
    api.drain(places)
    with Inbox(places) as inbox:
        inbox.append([(micros(NOON), "192.0.2.77:1", "hj212", hour_frame())])
        with Sealer(places), pytest.raises(api.RecordError, match="left receipts"):
            api.drain(places, patience=0.1)


#: The last has 132 digits after the point: more than the archive's column can count.
ABSURD = ("9e99", "1e-99", "." + "9" * 39, "9" * 40, "0.123456789012345678901234567890123e-99")


@pytest.mark.parametrize("text", ABSURD)
def test_no_value_keeps_the_sealer_from_what_comes_behind_it(places, text):
    head = "QN=20261125120500000;ST=22;CN=2061;PW=123456;MN=A1;Flag=5;CP=&&"
    absurd = framed(f"{head}DataTime=20261125110000;a34004-Avg={text},a34004-Flag=N&&")
    received(places, [absurd, hour_frame()])
    assert sealed(places) == 1
    assert api.counts(places)["receipts"] == 2
    rows = api.observations(places=places, code="a34002").to_pylist()
    assert [row["value"] for row in rows] == [41.5]
    assert problems(places) == []


def test_a_receipt_that_a_decoder_fails_on_is_sealed_without_rows(places, monkeypatch):
    read = hj212.decode

    def faulty(raws, sources):
        if any(b"culprit" in raw for raw in raws):
            raise OverflowError("a fault of the decoder that nobody has found yet")
        return read(raws, sources)

    monkeypatch.setattr(hj212, "decode", faulty)
    culprit = framed("QN=20261125120500000;ST=22;CN=2011;PW=654321;MN=A1;Flag=5;CP=&&culprit&&")
    received(places, [culprit, hour_frame(), culprit, culprit])
    assert sealed(places) == 1
    assert api.counts(places) == {"receipts": 4, "observations": 2, "superseded": 0, "batches": 1}
    assert {row["frame"] for row in api.observations(places=places).to_pylist()} == {1}
    assert api.sealed_frame(0, 0, places).masked == b"*" * len(culprit)
    assert b"a34004-Avg=23.0" in api.sealed_frame(0, 1, places).masked


def test_a_batch_without_values_is_no_failure_after_late_data(places):
    head = "QN=20261125120500000;ST=22;CN=2061;PW=123456;MN=A1;Flag=5;CP=&&"
    late = framed(f"{head}DataTime=20261125090000;a34004-Avg=20,a34004-Flag=N&&")
    notice = framed("QN=20261125120500000;ST=22;CN=3019;PW=123456;MN=A1;Flag=5;CP=&&&&")
    with Sealer(places, frames=1) as sealer:
        received(places, [hour_frame(), late, notice])
        assert sealer.run_dry() == 3
    assert api.counts(places)["batches"] == 3
