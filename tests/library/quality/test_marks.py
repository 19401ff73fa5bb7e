"""Marks of other schemes: each edition whole, and one with the law of emissions."""

from __future__ import annotations

import numpy as np
import pytest

from qingtian import law
from qingtian.protocols.hj212.flags import meaning
from qingtian.quality import Flag, counting, from_marks, to_marks
from qingtian.quality.marks import EDITIONS, SCHEMES, table_of

STAGES = [
    (scheme, stage.standard)
    for scheme in SCHEMES
    for stage in law.provisions()[f"quality.marks.{scheme}"]
]


@pytest.mark.parametrize(("scheme", "edition"), STAGES)
def test_a_table_names_flags_and_gives_each_mark_once(scheme: str, edition: str) -> None:
    rows = table_of(scheme, edition).rows()
    flags = [Flag[row["flag"]] for row in rows]
    marks = [mark for row in rows for mark in row["marks"]]
    assert len(set(flags)) == len(flags)
    assert len(set(marks)) == len(marks)
    assert {row["back"] for row in rows} - {None} <= set(marks)


@pytest.mark.parametrize(("scheme", "edition"), STAGES)
def test_a_flag_written_and_read_again_counts_as_it_did(scheme: str, edition: str) -> None:
    """What a scheme can say comes back with the same part in statistics, and never a zero emission."""
    for flag in Flag:
        (mark,) = to_marks([flag], scheme, edition)
        if mark is None:
            continue
        again = Flag(int(from_marks([mark], scheme, edition)[0]))
        assert again.counts == flag.counts, (flag, mark, again)
        assert flag.zero_emission or not again.zero_emission


@pytest.mark.parametrize(
    "stage", law.provisions()["emissions.marks.flags"], ids=lambda s: s.standard
)
def test_marks_count_as_the_law_of_emissions_says(stage: law.Provision) -> None:
    for row in stage.rows():
        flag = Flag(int(from_marks([row["flag"]], "hj212", stage.standard)[0]))
        assert (flag.counts, flag.zero_emission) == (row["counts"], row["zero"]), row


MEANT = {
    "normal": Flag.VALID,
    "weather": Flag.VALID,
    "maintenance": Flag.MAINTENANCE,
    "manual": Flag.MANUAL,
    "fault": Flag.FAULT,
    "power": Flag.FAULT,
    "calibration": Flag.CALIBRATION,
    "over-range": Flag.OVER_RANGE,
    "no-link": Flag.NO_LINK,
    "abnormal": Flag.SUSPECT,
    "unknown": Flag.SUSPECT,
}


@pytest.mark.parametrize("edition", ["2005", "2017", "2025", "sw"])
def test_marks_mean_what_the_protocol_says(edition: str) -> None:
    stopped = Flag.SOURCE_STOPPED if edition == "2005" else Flag.ANALYSER_STOPPED
    for mark in [*map(chr, range(ord("A"), ord("Z") + 1)), *"0123456789"]:
        meant = MEANT.get(meaning(mark, edition, "22"), stopped)
        assert from_marks([mark], "hj212", edition)[0] == meant, (mark, edition)


def test_every_kind_of_the_marking_rule_has_a_flag() -> None:
    kinds = {
        row["zh"] for stage in law.provisions()["emissions.marks.kinds"] for row in stage.rows()
    }
    assert kinds == {mark for row in table_of("announcement").rows() for mark in row["marks"]}


def test_editions_have_names() -> None:
    assert {table_of("hj212", short).standard for short in EDITIONS} == set(EDITIONS.values())
    assert table_of("hj212", "sw").standard == "HJ 212-2017"
    assert table_of("hj212").standard == "HJ 212-2025"
    for scheme, edition in (("hj212", "1999"), ("morse", None)):
        with pytest.raises(LookupError, match="expected"):
            table_of(scheme, edition)


def test_empty_and_odd_input() -> None:
    assert from_marks([]).tolist() == []
    assert from_marks([None, "", " n ", "?"]).tolist() == [0, 0, Flag.VALID, Flag.SUSPECT]
    assert to_marks([]).tolist() == []
    with pytest.raises(ValueError, match="3 is not a valid Flag"):
        to_marks([3])


def test_a_flag_is_ordered_by_how_bad_it_is() -> None:
    assert counting(np.array([int(each) for each in Flag])).tolist() == [
        each.counts for each in Flag
    ]
    assert [each for each in Flag if each.zero_emission] == [Flag.SOURCE_STOPPED]
    assert max(f for f in Flag if f.counts) < min(f for f in Flag if not f.counts)
