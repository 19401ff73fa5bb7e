"""Acts: what the vectors say holds and is refused; one byte changed anywhere sinks an act."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.ledger import kinds
from qingtian.ledger.__main__ import main
from qingtian.ledger.acts import Act, Pen, canonical, words_hash
from qingtian.ledger.audit import Audit, audit
from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.errors import FormError, LedgerError, ProofError, RefusedError
from qingtian.ledger.note import Signer, encoded
from qingtian.ledger.roll import SLACK, Roll
from qingtian.ledger.tiles import grown

from .logs import LOG, MemoryLog

FILE = Path(__file__).parents[3] / "spec" / "vectors" / "acts.json"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))
FRAMES = {(f["batch"], f["frame"]): f["leaf"] for f in VECTORS["frames"]}
REVIEWER = Pen(bytes([4]) * 32)


def there(target) -> bool:
    return FRAMES.get((target["batch"], target["frame"])) == target["leaf"]


def told(upto: int | None = None) -> Roll:
    roll = Roll(VECTORS["log"], there)
    for entry in VECTORS["holds"][:upto]:
        roll.take(Act.from_bytes(entry.encode()))
    return roll


def test_every_act_of_the_story_holds_and_has_the_hash_that_is_told():
    roll = told()
    assert list(roll.acts) == VECTORS["hashes"]
    assert {act.schema for act in roll.acts.values()} == set(kinds.KINDS) - {kinds.COVER}


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["name"])
def test_what_does_not_hold_is_refused_and_leaves_no_trace(case):
    roll = told()
    before = list(roll.acts)
    with pytest.raises(ProofError):
        roll.take(Act.from_bytes(case["entry"].encode()))
    assert list(roll.acts) == before


@pytest.mark.parametrize("case", VECTORS["misshapen"], ids=lambda case: case["name"])
def test_no_other_spelling_is_an_act(case):
    with pytest.raises(FormError):
        Act.from_bytes(case["entry"].encode())


def test_the_same_correction_holds_when_rightly_made():
    """The refusals above are about what is wrong in each, not about any act at that moment."""
    roll = told()
    last = list(roll.acts.values())[-1]
    entry = next(Act.from_bytes(each.encode()) for each in VECTORS["holds"] if "21.5" in each)
    body = {**entry.body, "old": "21.5", "new": "20.0"}
    roll.take(REVIEWER.sign(kinds.CORRECTION, VECTORS["log"], last.at + 1, body))
    assert roll.corrections(body["target"])[-1].body["new"] == "20.0"


def test_a_correction_that_is_taken_back_leaves_the_one_before():
    roll = told()
    target = next(a.body["target"] for a in roll.acts.values() if a.schema == kinds.CORRECTION)
    assert [act.body["new"] for act in roll.corrections(target)] == ["21.5"]
    second = VECTORS["hashes"][6]
    assert roll.retracted(second)
    assert second in roll.acts


def test_an_act_comes_in_at_its_own_time():
    roll = told()
    last = list(roll.acts.values())[-1]
    body = {"key": REVIEWER.name, "reason": "leaves"}
    act = REVIEWER.sign(kinds.REVOCATION, VECTORS["log"], last.at + 1, body)
    roll.check(act, now=act.at + SLACK)
    for now in (act.at + SLACK + 1, act.at - SLACK - 1):
        with pytest.raises(RefusedError, match="time"):
            roll.check(act, now=now)


def test_the_first_key_appoints_itself_and_no_second_one_does():
    pen = Pen(bytes([9]) * 32)
    entry = json.loads(VECTORS["holds"][0])
    body = entry["body"] | {
        "key": encoded(pen.public),
        "possession": pen.possession(VECTORS["log"]),
    }
    act = pen.sign(kinds.SIGNER, VECTORS["log"], entry["at"], body)
    Roll(VECTORS["log"]).take(act)
    with pytest.raises(RefusedError, match="nobody was appointed"):
        told(1).take(act)


def test_a_paper_is_signed_by_several_and_by_none_twice():
    roll = told()
    registrar, officer = Pen(bytes([1]) * 32), Pen(bytes([9]) * 32)
    at = list(roll.acts.values())[-1].at + 1
    body = {
        "acts": [kinds.PAPER],
        "appoints": False,
        "duties": [],
        "holder": "0" * 64,
        "key": encoded(officer.public),
        "possession": officer.possession(VECTORS["log"]),
        "since": at,
        "until": None,
    }
    roll.take(registrar.sign(kinds.SIGNER, VECTORS["log"], at, body))
    paper = next(act.body for act in roll.acts.values() if act.schema == kinds.PAPER)
    roll.take(officer.sign(kinds.PAPER, VECTORS["log"], at + 1, paper))
    with pytest.raises(RefusedError, match="signed with this key already"):
        roll.take(officer.sign(kinds.PAPER, VECTORS["log"], at + 2, paper))


@given(st.sampled_from(VECTORS["holds"]), st.data())
def test_a_changed_byte_sinks_an_act(entry, data):
    whole = entry.encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[at]))
    changed = whole[:at] + bytes([other]) + whole[at + 1 :]
    roll = told(VECTORS["holds"].index(entry))
    with pytest.raises(LedgerError):
        roll.take(Act.from_bytes(changed))


@given(st.sampled_from(VECTORS["holds"][1:]), st.sampled_from(VECTORS["holds"][1:]))
def test_no_signature_fits_another_act(one, other):
    if one == other:
        return
    first, second = (Act.from_bytes(each.encode()) for each in (one, other))
    roll = told(VECTORS["holds"].index(one))
    with pytest.raises(ProofError):
        roll.take(replace(first, signature=second.signature))


def test_words_can_be_erased_and_not_be_guessed():
    salt, words = bytes(range(32)), "零点漂移，按校准记录重新计算"
    named = json.loads(VECTORS["holds"][5])["body"]["words"]
    assert words_hash(salt, words) == named
    assert words_hash(bytes(32), words) != named
    with pytest.raises(FormError):
        words_hash(b"", words)


def test_canonical_form_is_that_of_the_standard():
    assert canonical({"b": '\u20ac\n"', "a": [1, None, True]}) == (
        '{"a":[1,null,true],"b":"€\\n\\""}'.encode()
    )
    with pytest.raises(FormError):
        canonical("\ud800")


def audited(entries: list[bytes]) -> Audit:
    """Keep entries in a log that is rightly signed, whoever wrote them, and audit it."""
    keeper = Signer(VECTORS["log"], bytes(range(32)))
    after = grown({}.__getitem__, 0, entries)
    note = Checkpoint(VECTORS["log"], after.size, after.root).signed(keeper)
    files = {**after.files, "checkpoint": note.to_bytes()}
    return audit(files.__getitem__, keeper.key)


def test_who_runs_the_log_cannot_act_in_another_name_unseen():
    holds = [each.encode() for each in VECTORS["holds"]]
    assert audited(holds).kinds[kinds.CORRECTION] == 2
    for case in VECTORS["refused"]:
        if case["name"] == "swapped frame":
            continue  # takes the bundle
        with pytest.raises(ProofError, match=f"entry {len(holds)}"):
            audited([*holds, case["entry"].encode()])
    with pytest.raises(ProofError):
        audited(holds[1:])


def test_the_example_of_the_specification_is_an_act_of_the_vectors():
    text = (FILE.parents[1] / "acts.md").read_text(encoding="utf-8")
    assert VECTORS["holds"][5] in text.split("\n")
    assert VECTORS["hashes"][5] in text


def proofs(tmp_path: Path) -> list[str]:
    """Write a proof file of each act of the story."""
    log = MemoryLog().add(*(each.encode() for each in VECTORS["holds"]))
    names = [tmp_path / f"act-{number}.tlog-proof" for number in range(log.size)]
    for number, name in enumerate(names):
        name.write_bytes(log.proof(number).to_bytes())
    return [str(name) for name in names]


def test_a_stranger_verifies_an_act_and_with_its_appointment_who_signed(tmp_path, capsys):
    files, key = proofs(tmp_path), ["--vkey", str(LOG.key)]
    assert main(["verify", files[5], *key]) == 0
    alone = capsys.readouterr().out
    assert "act qingtian.correction/1, by its word signed 2026-11-25 02:26:45+00:00 with" in alone
    assert "give the proof of the key's appointment too" in alone
    assert main(["verify", files[5], files[3], *key]) == 0
    assert "signature fits the key that was appointed" in capsys.readouterr().out


def test_a_signature_in_another_name_is_named_where_the_appointment_is_given(tmp_path, capsys):
    holds = [each.encode() for each in VECTORS["holds"]]
    act = Act.from_bytes(holds[5])
    forged = replace(act, signature=bytes(64)).to_bytes()
    log = MemoryLog().add(*holds[:5], forged)
    names = [tmp_path / name for name in ("act", "appointment")]
    for name, number in zip(names, (5, 3), strict=True):
        name.write_bytes(log.proof(number).to_bytes())
    assert main(["verify", *map(str, names), "--vkey", str(LOG.key)]) == 1
    assert "does not fit" in capsys.readouterr().err
