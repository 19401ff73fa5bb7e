"""The law's files are whole, dated, cited; and a question without a day cannot be put."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from qingtian import law
from qingtian.law import LawFileError, NotInForceError, UnknownProvisionError
from qingtian.law.reading import read
from qingtian.law.schema import provisions_of

CASES = Path(__file__).parents[2] / "law"

GOOD = """
name: {zh: 示例, en: Example}
kind: limit
unit: µg/m³
averaging: day
minimum: air.minimum.day
compare: rounded
decimals: 0
checked: 2026-11-25
values:
  2020-07-01: {standard: EX 1-2020, clause: table 1, source: K, evidence: V, value: {level 1: 80}}
  2026-01-01: {standard: EX 1-2025, clause: table 1, source: K, evidence: V, value: {level 1: 60}}
"""


def example(text: str) -> tuple[law.Provision, ...]:
    return provisions_of("air.example", read(text, "example"))


def test_every_file_is_whole() -> None:
    found = law.provisions()
    assert len(found) > 60
    for path, stages in found.items():
        for stage in stages:
            assert stage.path == path
            assert all((stage.standard, stage.clause, stage.source))
            assert stage.evidence.weak <= stage.review
            assert stage.until is None or stage.since <= stage.until


def test_editions_follow_each_other_without_gap_or_overlap() -> None:
    for path, stages in law.provisions().items():
        for before, after in pairwise(stages):
            assert before.until is not None, path
            assert (after.since - before.until).days == 1, path


def test_numbers_are_exact() -> None:
    limit = law.at(date(2025, 1, 1)).air.limits.bap.day
    assert limit.level(2).value == Decimal("0.0025")
    assert isinstance(limit.value["2"], Decimal)


def test_the_day_of_the_data_decides() -> None:
    day = (
        law.at(date(2026, 2, 28)).air.limits.pm25.day,
        law.at(date(2026, 3, 1)).air.limits.pm25.day,
    )
    assert [each.level(2).value for each in day] == [75, 60]
    assert day[1].cite == "GB 3095-2026, table 1 (transition)"


def test_a_day_is_asked_for_always() -> None:
    with pytest.raises(TypeError):
        law.at()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="day of the data"):
        law.at(datetime(2026, 1, 1, tzinfo=UTC))


def test_nothing_is_known_before_the_first_edition() -> None:
    with pytest.raises(NotInForceError, match="first is 2013-01-01"):
        law.at(date(2012, 12, 31))["air.limits.pm25.day"]


def test_a_wrong_name_is_refused_by_both_ways() -> None:
    with pytest.raises(UnknownProvisionError, match="no provision is called"):
        law.at(date(2026, 1, 1))["air.limits.pm25.daily"]
    with pytest.raises(AttributeError):
        law.at(date(2026, 1, 1)).air.limits.pm26  # noqa: B018
    with pytest.raises(LookupError, match="no level 3"):
        law.at(date(2026, 1, 1)).air.limits.pm25.day.level(3)


def test_staged_force_is_told() -> None:
    assert law.at(date(2014, 1, 1)).air.limits.pm25.day.nationwide == date(2016, 1, 1)
    assert law.force("HJ 633-2026").since == date(2026, 3, 1)
    assert not law.force("HJ 633-2012").holds(date(2026, 3, 1))


def test_a_good_file_gives_its_stages() -> None:
    first, second = example(GOOD)
    assert (first.since, first.until) == (date(2020, 7, 1), date(2025, 12, 31))
    assert second.until is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: limit", "kind: limit\ncolour: red", "unknown key colour"),
        ("kind: limit", "kind: law", "kind: expected one of"),
        ("unit: µg/m³\n", "", "expected unit"),
        ("unit: µg/m³", "unit: furlong", "expected one of"),
        ("averaging: day\n", "", "expected averaging"),
        ("averaging: day", "averaging: fortnight", "expected one of"),
        ("compare: rounded\n", "", "expected compare"),
        ("decimals: 0\n", "", "expected decimals"),
        ("minimum: air.minimum.day\n", "", "expected minimum"),
        ("checked: 2026-11-25\n", "", "expected checked"),
        ("checked: 2026-11-25", "checked: soon", "expected a date"),
        (
            "source: K, evidence: V, value: {level 1: 80}",
            "evidence: V, value: {level 1: 80}",
            "expected source",
        ),
        (
            "evidence: V, value: {level 1: 80}",
            "evidence: K:l, value: {level 1: 80}",
            "review: true",
        ),
        (
            "evidence: V, value: {level 1: 80}",
            "evidence: sure, value: {level 1: 80}",
            "expected evidence",
        ),
        ("{level 1: 80}", "{level 1: -80}", "positive"),
        ("{level 1: 80}", "{level 3: 80}", "unknown key level 3"),
        ("{level 1: 80}", "80", "a number for each level"),
        ("  2020-07-01:", "  July:", "expected a date"),
        ("name: {zh: 示例, en: Example}", "name: {zh: 示例}", "zh and en"),
        ("kind: limit", "kind: limit\nkind: limit", "stands twice"),
        ("kind: limit", "kind: [limit", "expected YAML"),
        ("averaging: day", "averaging: NO", "expected true, false, or 'NO' in quotes"),
    ],
)
def test_a_broken_file_is_refused_with_the_place_and_the_reason(
    old: str, new: str, message: str
) -> None:
    assert old in GOOD
    with pytest.raises(LawFileError, match=message):
        example(GOOD.replace(old, new, 1))


def test_every_document_cited_is_listed() -> None:
    cited = {stage.standard for stages in law.provisions().values() for stage in stages}
    assert cited <= set(law.documents())


def test_every_provision_is_named_by_a_test_or_used_by_the_code() -> None:
    """A value that nothing reads and nothing tests would rot unseen."""
    root = Path(__file__).parents[3]
    text = "\n".join(
        file.read_text(encoding="utf-8")
        for folder, pattern in (
            (root / "src/qingtian/standards", "*.py"),
            (root / "src/qingtian/quality", "*.py"),
            (root / "tests", "*.yaml"),
            (root / "tests", "*.py"),
        )
        for file in folder.rglob(pattern)
    )
    unread = []
    for path in law.provisions():
        parts = path.split(".")
        names = {path, ".".join(parts[1:]), ".".join(parts[:-1]) + ".", f"minimum.{parts[-1]}"}
        if not any(name in text for name in names):
            unread.append(path)
    assert unread == []
