"""A case of falsified data and one of dust, played to their end, are complete; what is taken out is named."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from dataclasses import replace

import pytest
from django.utils.translation import override

from qingtian.ledger.acts import words_hash
from qingtian.ledger.proof import Proof, check
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases import sealing
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.papers import checklist
from qingtian_platform.kit import attachments
from qingtian_platform.record import api as record
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.log.keeper import Keeper


def lacking(rows) -> list[str]:
    return [each for row in rows for each in row.why]


@pytest.fixture
def english():
    with override("en"):
        yield


def test_case_of_falsified_data_is_complete_and_what_is_taken_out_is_named(
    clerk, english, places, tmp_path
):
    matter = clerk.falsification()
    assert lacking(papers.checklist(matter, clerk.now)) == []
    _logged(places, clerk)
    _packed(matter, clerk, tmp_path / "file")
    _taken_out(matter, clerk)


def _logged(places, clerk):
    """Seal what was done, written and handed in, and let the log show it."""
    papers.seal_waiting(places)
    sealing.seal(places, clerk.now)
    with Keeper(places, [Acts(places)]) as keeper:
        while keeper.step():
            pass


def _packed(matter, clerk, tmp_path):
    """A stranger checks the sums with the tool that every system has, and a paper by salt and proof."""
    data = papers.file_zip(matter, clerk.now)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        packed.extractall(tmp_path)
        names = set(packed.namelist())
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
    pdf = (tmp_path / "file.pdf").read_bytes()
    assert (pdf[:5], b"pdfaid:part>2<" in pdf) == (b"%PDF-", True)
    listed = {line[66:] for line in (tmp_path / "SHA256SUMS").read_text().splitlines()}
    assert listed == names - {"SHA256SUMS"}
    files = (tmp_path / "proofs").iterdir()
    proofs = [check(Proof.from_bytes(p.read_bytes()), record.log_key()) for p in files]
    said = [json.loads(p.read_text()) for p in sorted((tmp_path / "papers").glob("*.json"))]
    assert len(said) == len([p for p in _all_papers(matter) if p.digest])
    assert all(words_hash(bytes.fromhex(s["salt"]), s["text"]) == s["digest"] for s in said)
    for each in said:
        proved = [p for p in proofs if p.act.body.get("paper") == each["digest"]]
        assert len(proved) == 1
    done = [json.loads(p.read_text()) for p in (tmp_path / "deeds").glob("*.json")]
    assert len(done) == len({each["digest"] for each in done}) > 20
    for each in done:
        whole = bytes.fromhex(each["salt"]) + each["text"].encode()
        assert hashlib.sha256(whole).hexdigest() == each["digest"]
        assert each["root"] in {p.act.body.get("root") for p in proofs}
    one = next((tmp_path / "exhibits").glob("*.pdf"))
    assert hashlib.sha256(one.read_bytes()).hexdigest() == one.stem


def _all_papers(matter):
    return [p for each in checklist.family(matter) for p in papers.papers(each.id)]


def _taken_out(matter, clerk):
    """Take one thing out of a case that is whole: the list names it, and nothing else."""
    child = next(x.other.id for x in cases.links(matter) if x.other.parent == matter)
    case, number = cases.case(child, clerk.now), cases.matter(child).number
    known = {p.digest: p for p in _all_papers(matter) if p.digest}

    def without(act, key, **changed):
        """Change what an act brought, or leave it away."""
        deeds = []
        for deed in case.deeds:
            if deed.act == act:
                brought = [replace(p, **changed) if p.key == key else p for p in deed.papers]
                deed = replace(deed, papers=tuple(p for p in brought if changed or p.key != key))
            deeds.append(deed)
        return lacking(checklist.rows(replace(case, deeds=tuple(deeds)), known, number))

    assert without("nothing", "") == []
    assert without("review", "review") == ["Opinion of the legal review is missing."]
    (why,) = without("decide", "decision", number="")
    assert why.endswith("it bears no number")
    (why,) = without("inspect", "inspection", officers=())
    assert why.startswith("Record of the inspection on site: Expected 2 officers")
    (why,) = without("question", "interview", party="refused", witness="")
    assert "a witness of the refusal" in why
    (why,) = without("notify", "notice", seal=False)
    assert "the seal of the unit" in why
    (why,) = without("close", "closing", digest="0" * 64)
    assert why.endswith("the paper itself is not in the file, or was changed")
    decision = next(p for p in known.values() if p.key == "decision")
    changed = {**known, decision.digest: replace(decision, served=None)}
    (why,) = lacking(checklist.rows(case, changed, number))
    assert why.endswith("nothing shows that it was served")
    changed = {**known, decision.digest: replace(decision, text=decision.text.replace("0", "1"))}
    (why,) = lacking(checklist.rows(case, changed, number))
    assert why.endswith("the paper itself is not in the file, or was changed")
    duties = tuple(replace(d, expired=True) if d.kind == "serve" else d for d in case.duties)
    (why,) = lacking(checklist.rows(replace(case, duties=duties), known, number))
    assert "was done late" in why
    scan = papers.exhibits(child)[0]
    attachments.path_of(scan.hash).write_bytes(b"%PDF-other")
    found = [row.why for row in papers.checklist(matter, clerk.now) if not row.ok]
    assert all("no longer those of its hash" in why for (why,) in found)
    assert found


def test_case_of_dust_with_a_stop_is_complete_and_an_open_one_says_what_it_owes(clerk, english):
    matter = clerk.dust()
    rows = papers.checklist(matter, clerk.now)
    assert lacking(rows) == []
    stop = next(row for row in rows if row.number.text.endswith("责停〔2024〕1号"))
    assert stop.service.mark == "ok"
    other = clerk.open("construction-dust", "see", "9").id
    (row,) = [row for row in papers.checklist(other, clerk.now) if not row.ok]
    assert "it stands at: To be verified" in row.why[0]
    assert row.why[1] == "Still owed: Verify on site within 24 hours."
