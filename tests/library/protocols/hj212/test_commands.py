"""The table of commands, against the list of codes that HJ 212 gives."""

from __future__ import annotations

from collections import Counter

import pytest

from qingtian.protocols.hj212.commands import (
    COMMANDS,
    EDITIONS,
    Direction,
    Effect,
    Kind,
    Numbers,
    find,
    requestable,
)

# HJ 212-2017 table 9, by hand: what the centre may send.
DOWN_2017 = [
    "1000",
    "1011",
    "1012",
    "1061",
    "1062",
    "1063",
    "1064",
    "1072",
    "2011",
    "2012",
    "2021",
    "2022",
    "2031",
    "2041",
    "2051",
    "2061",
    "3011",
    "3012",
    "3013",
    "3014",
    "3015",
    "3016",
    "3017",
    "3018",
    "3019",
    "3020",
    "3021",
]
UP_2017 = ["1013", "2011", "2021", "2031", "2041", "2051", "2061", "2081", "3019", "3020"]
DOWN_2005 = [
    "1000",
    "1001",
    "1011",
    "1012",
    "1021",
    "1022",
    "1031",
    "1032",
    "1041",
    "1042",
    "1061",
    "1062",
    "1072",
    "2011",
    "2012",
    "2021",
    "2022",
    "2031",
    "2041",
    "2051",
    "2061",
    "2071",
    "3011",
    "3012",
    "3013",
    "3014",
]


def codes(edition, direction, *kinds):
    return sorted(
        row.code
        for row in COMMANDS
        if edition in row.editions and row.direction is direction and row.kind in kinds
    )


def test_what_the_centre_may_send():
    assert [row.code for row in requestable("2017")] == DOWN_2017
    assert [row.code for row in requestable("2005")] == DOWN_2005


def test_what_2025_dropped_and_added():
    now = {row.code for row in requestable("2025")}
    assert set(DOWN_2017) - now == {"3014", "3015", "3016", "3017", "3018"}
    assert now - set(DOWN_2017) == {"1002", "1014", "3022", "3024"}


def test_what_the_field_may_send():
    assert codes("2017", Direction.UP, Kind.UPLOAD, Kind.NOTICE) == UP_2017
    assert set(codes("2025", Direction.UP, Kind.NOTICE)) == {"1001", "1013", "1014", "9015"}
    assert codes("2005", Direction.UP, Kind.NOTICE) == ["2072"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_code_has_one_row_for_each_edition_and_direction(edition):
    rows = Counter((row.code, row.direction) for row in COMMANDS if edition in row.editions)
    assert max(rows.values()) == 1


def test_find_prefers_the_edition_and_falls_back_on_another():
    assert find("1072", Direction.DOWN, "2005").parameters[0].name == "PW"
    assert find("1072", Direction.DOWN, "2025").parameters[0].name == "NewPW"
    assert find("2081", Direction.UP, "2005").editions == ("2017", "2025")
    assert find("1014", Direction.UP, "2025").kind is Kind.NOTICE
    assert find("9014", Direction.DOWN, "2017") is find("9014", Direction.UP, "2017")
    assert find("8013", Direction.UP, "2017") is None


def test_whatever_changes_a_parameter_needs_a_second_person():
    second = {row.code for row in COMMANDS if row.needs_second_person}
    assert {"1000", "1012", "1022", "1062", "1064", "1072", "3016", "3021", "3011"} <= second
    assert not second & {"1011", "1061", "1063", "2031", "2051", "2061", "3017", "3020", "2011"}


def test_an_answer_and_its_numbers_come_together():
    for row in COMMANDS:
        assert (row.numbers is Numbers.NONE) == (not row.answer)
        if row.is_history:
            assert [one.name for one in row.parameters] == ["BeginTime", "EndTime"]
            assert row.effect is Effect.READS


def test_every_row_is_named_in_both_languages():
    for row in COMMANDS:
        assert len(row.code) == 4
        assert any("一" <= letter <= "鿿" for letter in row.name), row
        assert row.name_en.isascii()
