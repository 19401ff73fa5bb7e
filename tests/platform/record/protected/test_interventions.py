"""Interventions: what is recorded can be read by two custodians together, and told by nobody else."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db import connection

from qingtian.ledger import kinds
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.models import Act as Row
from qingtian_platform.record.protected import covers, custodians, interventions, slots, store
from qingtian_platform.record.protected.custodians import ProtectedError
from qingtian_platform.record.protected.interventions import Attachment, Intervention

HOUR = 3_600
BY = {"login": "analyst", "name": "陈静"}
WORDS = "月底前把均值压到三十五以下，数据你们想办法"
RECORD = Intervention(
    who="赵某某",
    post="某局副局长",
    whom="陈静",
    channel="oral",
    acts=("falsification", "targets"),
    happened="2026-11-20 16:30",
    words=WORDS,
    attachments=(Attachment("记录.txt", b"ATTACHED-EVIDENCE" * 900),),
)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Hold the store's clock in the middle of a period: no test crosses an end of which it does not tell."""
    moment = store.time.time() // HOUR * HOUR + HOUR / 2
    monkeypatch.setattr(store, "time", SimpleNamespace(time=lambda: moment))


@pytest.fixture
def keys(places):
    """Set the store up with two custodians of each group."""
    people = [("du", "supervision"), ("jian", "discipline"), ("dong", "supervision")]
    people.append(("ji", "discipline"))
    made = [interventions.new_custodian(places, *each) for each in people]
    return {key.login: key for key in map(interventions.read_key, made)}


def file(places, record=RECORD, **more):
    return interventions.file(places, record, by=BY, wait=False, **more)


def taken(places, keys, *logins, document="京环督〔2026〕7号", **more):
    chosen = [keys[login] for login in logins or ("du", "jian")]
    return interventions.extract(places, chosen, document, wait=False, **more)


def said(found):
    return [each["words"] for each in found if each["schema"] == interventions.SCHEMA]


def files_of(places):
    return {path.name: path.stat().st_size for path in places.protected.iterdir()}


def test_two_custodians_read_what_was_recorded_with_its_attachment(places, keys):
    receipt = file(places)
    (found,) = [e for e in taken(places, keys) if e["schema"] == interventions.SCHEMA]
    assert found["words"] == WORDS
    assert (found["receipt"], found["by"], found["acts"]) == (receipt, BY, list(RECORD.acts))
    assert len(found["attachments"]) == 1


@pytest.mark.parametrize("channel", ["instruction", "letter", "oral", "hint"])
@pytest.mark.parametrize("act", ["falsification", "obstruction", "cover-up", "targets"])
def test_each_way_and_each_act_that_the_text_names_is_recorded_as_such(places, keys, channel, act):
    file(places, replace(RECORD, channel=channel, acts=(act,)))
    (found,) = [e for e in taken(places, keys) if e["schema"] == interventions.SCHEMA]
    assert (found["channel"], found["acts"]) == (channel, [act])


def test_one_custodian_or_two_of_one_group_read_nothing(places, keys):
    file(places)
    for chosen in (("du",), ("du", "dong"), ("du", "du")):
        with pytest.raises(ProtectedError, match="two persons"):
            taken(places, keys, *chosen)
    forged = {**keys, "jian": replace(keys["du"], login="jian", group="discipline")}
    with pytest.raises(ProtectedError, match="not one of this store"):
        taken(places, forged)
    # Around the checks, straight at the bytes:
    everything = interventions._all(places)
    assert interventions._records(everything, keys["du"].private, keys["dong"].private) == []
    assert interventions._records(everything, os.urandom(32), keys["jian"].private) == []


def test_nothing_is_taken_out_without_a_document(places, keys):
    file(places)
    with pytest.raises(ProtectedError, match="document"):
        taken(places, keys, document=" ")


def test_taking_out_leaves_its_own_trace_first(places, keys, monkeypatch):
    file(places)
    taken(places, keys, about="赵某某")
    traces = [e for e in taken(places, keys) if e["schema"] == interventions.TRACE]
    assert [(t["document"], t["persons"], t["about"]) for t in traces] == [
        ("京环督〔2026〕7号", ["du", "jian"], "赵某某"),
        ("京环督〔2026〕7号", ["du", "jian"], ""),
    ]
    monkeypatch.setattr(store, "put", lambda *_, **__: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        taken(places, keys)


def test_a_custodian_who_is_named_cannot_open_the_record(places, keys):
    file(places, without=("jian",))
    assert said(taken(places, keys, "du", "jian")) == []
    assert said(taken(places, keys, "du", "ji")) == [WORDS]
    with pytest.raises(ProtectedError, match="not named"):
        file(places, without=("jian", "ji"))


def test_no_byte_of_it_lies_open_anywhere(places, keys):
    file(places)
    store.tick(places, store.time.time() + HOUR)
    needles = [WORDS.encode(), "赵某某".encode(), b"ATTACHED-EVIDENCE", b"analyst"]
    needles += [json.dumps(n.decode()).encode()[1:-1] for n in needles[:2]]
    for path in places.data.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(needle in data for needle in needles), path


@pytest.mark.parametrize("recorded", [0, 1, 3])
def test_files_have_the_same_sizes_whatever_was_recorded(places, keys, recorded):
    moment = store.time.time()
    store.tick(places, moment)
    for _ in range(recorded):
        file(places)
    store.tick(places, moment + 2 * HOUR)
    sizes = files_of(places)
    assert sizes["pending"] == 12 + 26 + store.PENDING * slots.SLOT + 16
    assert sizes["kept"] == 2 * (12 + store.BLOCK * slots.SLOT + 16)
    assert set(sizes) == {"custodians.json", "kept", "lock", "outer.key", "pending"}


def test_a_full_slot_looks_as_an_empty_one(places, keys):
    groups = custodians.read(places).groups()
    full = slots.seal(slots.chunks(b"x" * 100)[0], groups)
    empty = slots.seal(None, groups)
    excluded = slots.seal(None, custodians.read(places).groups(("du",)))
    assert len(full) == len(empty) == len(excluded) == slots.SLOT
    private = keys["du"].private, keys["jian"].private
    assert slots.opened(full, *private).data == b"x" * 100
    assert slots.opened(empty, *private) is None
    assert slots.opened(excluded, *private) is None


def test_every_write_changes_the_whole_file(places, keys):
    moment = store.time.time()
    store.tick(places, moment)
    before = (places.protected / "pending").read_bytes()
    store.tick(places, moment + store.TICK)
    after = (places.protected / "pending").read_bytes()
    same = sum(a == b for a, b in zip(before, after, strict=True)) / len(after)
    assert same < 0.01


def test_a_changed_file_is_refused(places, keys):
    file(places)
    path = places.protected / "pending"
    data = bytearray(path.read_bytes())
    data[5_000] ^= 1
    path.write_bytes(data)
    from qingtian_platform.record.errors import DamagedError

    with pytest.raises(DamagedError, match="changed"):
        file(places)


def test_more_than_fits_is_refused_whole(places, keys):
    large = replace(RECORD, attachments=(Attachment("a", os.urandom(400_000)),))
    with pytest.raises(ProtectedError, match="at most"):
        file(places, large)
    assert said(taken(places, keys)) == []


def test_who_says_nothing_records_nothing(places, keys):
    for wrong in ({"who": " "}, {"words": ""}, {"channel": "mail"}, {"acts": ("other",)}):
        with pytest.raises(ProtectedError):
            file(places, replace(RECORD, **wrong))


def test_without_custodians_there_is_no_store(places):
    with pytest.raises(ProtectedError, match="nobody holds"):
        file(places)
    assert not (places.protected / "pending").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("recorded", [0, 1, 4])
def test_the_public_log_has_one_cover_a_period_and_no_more(places, keys, recorded):
    start = store.time.time()
    covers.step(places, start)
    for _ in range(recorded):
        file(places)
    for hour in range(1, 4):
        covers.step(places, start + hour * HOUR)
        covers.step(places, start + hour * HOUR + 1)
    entries = [(row.schema, len(bytes(row.entry))) for row in Row.objects.all()]
    covered = [size for schema, size in entries if schema == kinds.COVER]
    assert len(covered) == 3
    assert len(set(covered[1:])) == 1, "the length of an entry tells nothing either"
    assert len(entries) == 5, "two keys of the platform, three covers"
    with Keeper(places, [Acts(places)]) as keeper:
        keeper.step()
        assert keeper.size == 5
    assert (said(taken(places, keys)) == [WORDS] * recorded) or recorded == 0


@pytest.mark.django_db
def test_covers_fix_the_blocks_that_they_are_made_of(places, keys):
    start = store.time.time()
    covers.step(places, start)
    file(places)
    covers.step(places, start + 2 * HOUR)
    pending = store.load(places, start)
    stored = [root.hex() for _, _, root in store.blocks(places, pending)]
    covered = [a.body["root"] for a in acts.roll(places).acts.values() if a.schema == kinds.COVER]
    assert stored == covered
    assert len(set(covered)) == 2


@pytest.mark.django_db
def test_killed_between_block_and_pending_nothing_is_lost(places, keys, monkeypatch):
    start = store.time.time()
    covers.step(places, start)
    file(places)
    written = store.durable.write

    def killed(path, *rest, **named):
        if path.name == "pending":
            raise SystemExit
        return written(path, *rest, **named)

    with monkeypatch.context() as broken:
        broken.setattr(store.durable, "write", killed)
        with pytest.raises(SystemExit):
            covers.step(places, start + HOUR)
    covers.step(places, start + HOUR)
    assert said(taken(places, keys)) == [WORDS]
    assert acts.roll(places).cover is not None


@pytest.mark.django_db
def test_the_database_knows_nothing_of_a_record(places, keys):
    covers.step(places, store.time.time())
    tables = connection.introspection.table_names()

    def rows():
        with connection.cursor() as cursor:
            return {
                name: cursor.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
                for name in tables
            }

    before = rows()
    file(places)
    assert rows() == before
