"""The pack's sheet, means and declarations of oversight: read whole, dated, and refused where they break the form."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest

from qingtian.cases import open_procedures, staffing_mistakes
from qingtian.policy.errors import PackFileError
from qingtian.policy.oversight import FILE, oversight
from qingtian.policy.policy import FOLDER

KNOWN = open_procedures("beijing2018")
POLICY = KNOWN.policy


def test_the_sheet_is_dated_and_each_row_has_its_clause():
    found = oversight(POLICY)
    assert set(found.means) == {"sampling", "comparison", "site"}
    assert "marks" not in {q.key for q in found.on(date(2022, 12, 31))}
    assert "marks" in {q.key for q in found.on(date(2023, 1, 1))}
    assert all(q.clauses and set(q.name) == {"zh", "en"} for q in found.sheet)
    assert found.pledges["enterprise"].clauses == ("D7-4.11-03", "D7-4.11-05")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("D7-5.13-02", "D7-9.99-01", "expected a clause of the pack"),
        ("  site: {name", "  audit: {name", "expected a row each of"),
        ("since: 2023-01-01", "from: 2023-01-01", "strike it or mend it"),
    ],
)
def test_what_breaks_the_form_is_refused_with_its_mend(tmp_path, old, new, said):
    text = (POLICY.pack.root / FOLDER / FILE).read_text(encoding="utf-8")
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    broken = replace(POLICY, pack=replace(POLICY.pack, root=tmp_path))
    with pytest.raises(PackFileError, match=said):
        oversight(broken)


def test_the_check_of_a_pack_reads_it(tmp_path):
    shutil.copytree(POLICY.pack.root / FOLDER, tmp_path / FOLDER)
    file = tmp_path / FOLDER / FILE
    file.write_text(file.read_text("utf-8").replace("D7-5.13-02", "D7-9.99-01"), "utf-8")
    broken = replace(POLICY, pack=replace(POLICY.pack, root=tmp_path))
    assert list(staffing_mistakes(KNOWN)) == []
    (problem,) = staffing_mistakes(replace(KNOWN, policy=broken))
    assert "contractor: clauses: expected a clause of the pack" in str(problem)
