"""Forms of papers: the pack has one for every paper, and a broken one is refused with file, line and mend."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from qingtian.cases import open_procedures
from qingtian.cases.forms import forms, open_forms, series, unformed
from qingtian.policy.errors import PackFileError

PACK = Path(__file__).parents[3] / "packs" / "beijing2018"
DAYS = (date(2018, 7, 12), date(2021, 7, 15), date(2023, 7, 1), date(2026, 11, 26))


@pytest.mark.parametrize("day", DAYS)
def test_every_paper_of_every_procedure_has_a_form_and_a_series_where_it_is_numbered(day):
    known, city = open_forms("beijing2018"), open_procedures("beijing2018")
    assert unformed(known, city.by_key.values(), day) == []
    assert {form.key for form in known.free(day)} == {
        "inspection",
        "questioning",
        "sampling",
        "service",
    }
    for one in city.by_key.values():
        assert known.of(one.key, "decision", day).key == "decision"
        for key, paper in one.papers.items():
            form = known.of(one.key, key, day)
            word = series(form, one.key, key)
            assert not word or paper.numbered, f"{one.key}/{key} is not numbered"


def test_form_of_the_procedures_own_paper_goes_before_that_of_the_name():
    known = open_forms("beijing2018")
    assert known.of("supervision-order", "order", DAYS[3]).key == "letter"
    assert known.of("correction", "order", DAYS[3]).key == "order"
    assert known.of("correction", "what-nobody-named", DAYS[3]).key == "others"


@pytest.mark.parametrize(
    ("division", "body", "year", "number"),
    [
        ("110105", "朝阳区生态环境局", 2026, "京朝环罚〔2026〕12号"),
        ("110105", "朝阳区城市管理综合行政执法局", 2026, "京朝城管罚〔2026〕12号"),
        ("110105018", "水务局", 2019, "京朝水罚〔2019〕12号"),
        ("", "北京市生态环境局", 2026, "京环罚〔2026〕12号"),
        ("110102", "某某街道办事处", 2026, "京西政罚〔2026〕12号"),
    ],
)
def test_number_names_unit_series_and_year(division, body, year, number):
    rules = open_forms("beijing2018").numbering
    assert rules.written(rules.sign(division, body), "罚", year, 12) == number


@pytest.mark.parametrize(
    ("posted", "served"),
    [
        (date(2021, 12, 31), date(2022, 3, 1)),
        (date(2022, 1, 1), date(2022, 1, 31)),
    ],
    ids=["the day before the law changed", "the day from which it is thirty days"],
)
def test_public_notice_takes_what_the_law_of_its_day_says(posted, served):
    assert open_forms("beijing2018").ways["notice"].served_on(posted) == served
    assert open_forms("beijing2018").ways["direct"].served_on(posted) == posted


BROKEN = [
    ("review.yaml", "version: 1", "version: 0", "version", "from 1"),
    ("review.yaml", "demands: [signature]", "demands: [stamp]", "demands", "party, times"),
    ("review.yaml", "kind: text", "kind: picture", "kind", "expected one of text"),
    ("review.yaml", "en: Competence", "fr: Competence", "name", "zh and en"),
    ("review.yaml", "since: 2000-01-01", "since: someday", "since", "expected a day"),
    ("review.yaml", "law: 行政处罚法（2021）第五十八条\n", "", "law", "where the form stands"),
    ("review.yaml", 'serves: {review: ""}', 'serves: {report: ""}', "report", "report.yaml"),
    ("review.yaml", "most: 4000", "most: 99999999", "most", "characters"),
    ("review.yaml", "version: 1", "version: 1\ncolour: red", "colour", "strike it"),
    ("sampling.yaml", "kind: choice", "kind: text", "choices", "for a choice alone"),
    ("inspection.yaml", "fill: subject", "fill: moon", "fill", "subject"),
    ("items.yaml", "clauses: [D7-3.10-03]", "clauses: [D9-9.9-99]", "clauses", "clause of the pack"),
    ("ways.yaml", "needs: [witness, where]", "needs: [where]", "needs", "witness where the party"),
    ("ways.yaml", "P30D", "thirty days", "counts", "period"),
    ("ways.yaml", "needs: [receiver]", "needs: [luck]", "needs", "receiver"),
    ("numbers.yaml", "〔{year}〕", "", "text", "year"),
    ("numbers.yaml", "{number}号", "{number号", "text", "expected"),
    ("numbers.yaml", "others: {sign: 政}", "others: {words: [办], sign: 政}", "bodies", "without words"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "key", "mend"), BROKEN, ids=range(len(BROKEN)))
def test_broken_form_is_refused_with_file_line_and_mend(tmp_path, file, right, wrong, key, mend):
    folder = tmp_path / "papers"
    shutil.copytree(PACK / "papers", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(PackFileError) as refused:
        forms(folder, open_procedures("beijing2018").policy)
    said = str(refused.value)
    assert said.startswith(file), said
    assert key in said
    assert mend in said
