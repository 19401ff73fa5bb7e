"""Each check objects to its forged series, row by row, and to nothing in the honest one beside it."""

from __future__ import annotations

import numpy as np
import pytest

from qingtian.quality import CHECKS, RULES, Flag, findings, flags_of, judge
from support.twins import twin

NUMBERS = sorted(CHECKS)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("which", ["forged", "honest"])
def test_a_rule_flags_the_rows_that_it_should(number: str, which: str) -> None:
    case = twin(number, which)
    found = judge(case.series, case.stream, rules=[number])
    assert found, "the rule did not apply"
    flags = flags_of(case.series, found)
    marked = case.series.restored(case.series.marks)
    said = {
        row: Flag(int(flags[row]))
        for row in np.flatnonzero((flags > Flag.VALID) & (flags != marked))
    }
    assert said == case.flagged
    if which == "honest":
        assert set(said.values()) <= {Flag.BELOW}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_finding_says_what_was_seen_in_both_languages(number: str) -> None:
    case = twin(number, "forged")
    found = findings(judge(case.series, case.stream, rules=[number]), "a stream")
    assert found
    for each in found:
        zh, en = each.say("zh"), each.say("en")
        assert "nan" not in zh + en
        assert any("\u4e00" <= sign <= "\u9fff" for sign in zh)
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in en)
        assert (each.kind, each.category) == (RULES[number].kind, "quality")
        assert case.series.times[0] <= each.start < each.end
        assert each.detected_at is not None
        assert each.detected_at >= each.end - 2 * case.series.step


def test_twins_tell_what_they_show() -> None:
    told = [twin(number, which).what for number in NUMBERS for which in ("forged", "honest")]
    assert len(set(told)) == len(told)
