"""Rows of checks: taken in whole or not at all, counted once, and read as the figures of a turn."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.inspections import api as checks
from qingtian_platform.assess.inspections.models import Check, Upload
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.people.models import Person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
DISTRICTS = policy().assessed("dust", SUNDAY)
EAST, WEST = DISTRICTS[:2]


@pytest.fixture
def assessor():
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


def line(number, subject=EAST, day="2026-11-18", thing="s1", found="0", penalised="0", **more):
    cells = zip(checks.COLUMNS, (number, subject, day, thing, found, penalised), strict=True)
    return {**dict(cells), **more}


def taken(person, rows, stream="dust", now=NOON):
    out = io.StringIO()
    writer = csv.DictWriter(out, [*checks.COLUMNS, "withdrawn"])
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile("检查.csv", out.getvalue().encode())
    return checks.take(stream, rows, "市城管执法局周报", person, file, now=now)


def figures(indicator, first=MONDAY, last=SUNDAY):
    return {who: each.stands for who, each in closing.figures(indicator, first, last).items()}


def test_a_week_s_figures_come_from_the_rows_and_say_from_which_file(assessor):
    made = taken(
        assessor,
        [
            line("1", found="1", penalised="1"),
            line("2", subject="西城区", found="1"),
            line("3", subject=WEST[:6], day=MONDAY.isoformat()),
            line("4", day="2026-11-23"),
        ],
    )
    counts = figures("dust-checks")
    assert {who: counts[who].value for who in (EAST, WEST, DISTRICTS[2])} == {
        EAST: "1",
        WEST: "2",
        DISTRICTS[2]: "0",
    }
    assert counts[EAST].source == f"checks dust: checks, uploads #{made.number}"
    match = figures("dust-match")
    assert (match[EAST].value, match[WEST].value) == ("100.000000", "0.000000")
    assert match[DISTRICTS[2]].reason
    turn = next(t for t in closing.turns("dust", SUNDAY) if t.first == MONDAY)
    assert [p.subject for p in closing.draft("dust", turn).placed][:2] == [WEST, EAST]


def test_where_no_file_touches_the_week_nobody_has_nought(assessor):
    taken(assessor, [line("1", day="2026-11-10")])
    assert figures("dust-checks") == {}


def test_a_later_row_of_a_number_stands_once_and_one_withdrawn_does_not(assessor):
    taken(assessor, [line("1", found="1"), line("2")])
    again = taken(assessor, [line("1", found="1", penalised="1"), line("2", withdrawn="1")])
    assert again.replaced == 2
    assert figures("dust-checks")[EAST].value == "1"
    assert figures("dust-match")[EAST].value == "100.000000"
    assert Check.objects.count() == 4


def test_one_number_in_two_districts_loses_nothing_silently(assessor):
    taken(assessor, [line("1")])
    with pytest.raises(checks.ChecksRefusedError, match="1"):
        taken(assessor, [line("1", subject=WEST)])
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (line(""), "number"),
        (line("1"), "number"),
        (line("2", subject="110199"), "subject"),
        (line("2", day="18/11/2026"), "day"),
        (line("2", day="2026-11-27"), "2026-11-26"),
        (line("2", day="2018-08-05"), "2018-08-06"),
        (line("2", thing=""), "object"),
        (line("2", found="maybe"), "found"),
        (line("2", penalised="1"), "penalised"),
        (line("2", found=""), "found"),
    ],
)
def test_one_wrong_row_takes_none_in_and_is_named(assessor, bad, says):
    with pytest.raises(checks.ChecksRefusedError, match=f"2.*{says}"):
        taken(assessor, [line("1"), bad])
    assert not Upload.objects.exists()


def test_the_rate_of_checks_asks_for_the_register_of_its_day(assessor):
    taken(assessor, [line("1"), line("2", thing="s2"), line("3", thing="s2")], "repair")
    assert figures("repair-check-rate")[EAST].reason
    register = [{"subject": EAST, "since": "2026-01-01", "count": "8"}]
    assert checks.register("repair", register, "在册企业名录", assessor, now=NOON) == 1
    assert figures("repair-check-rate")[EAST].value == "25.000000"
    with pytest.raises(checks.ChecksRefusedError, match="count"):
        checks.register("repair", [{**register[0], "count": "-1"}], "名录", assessor)


def test_a_figure_that_a_person_hands_in_stands_before_the_count(assessor):
    taken(assessor, [line("1")])
    row = closing.FigureRow("dust-checks", EAST, MONDAY, "7", "", "更正函")
    closing.hand_in([row], assessor, now=NOON)
    assert figures("dust-checks")[EAST].value == "7"


def test_a_year_of_checks_is_held_against_the_number_that_the_gazette_asks_for(assessor):
    rows = [line(f"{n}", day="2025-07-01", subject=DISTRICTS[n % 16]) for n in range(3000)]
    taken(assessor, [*rows, line("x", day="2026-01-01")], "repair")
    told = {t.target.clause.id: t for t in ledger.targets(date(2026, 11, 26))}
    assert [(f.day, f.value) for f in told["D3-6.3-20"].figures] == [(date(2025, 12, 31), 3000)]
    assert told["D3-6.3-20"].progress.light == "green"
    taken(assessor, [line("1", day="2025-07-01", withdrawn="1", subject=DISTRICTS[1])], "repair")
    told = {t.target.clause.id: t for t in ledger.targets(date(2026, 11, 26))}
    assert told["D3-6.3-20"].figures[-1].value == 2999
    told = {t.target.clause.id: t for t in ledger.targets(date(2026, 11, 25))}
    assert told["D3-6.3-20"].figures == ()


def week(size: int) -> list[dict[str, str]]:
    return [
        line(
            f"c{n}",
            DISTRICTS[n % 16],
            f"2026-11-{16 + n % 7}",
            f"shop{n % 9000}",
            str(int(n % 5 == 0)),
        )
        for n in range(size)
    ]


def counted_whole(person, size: int) -> None:
    taken(person, week(size), "catering")
    counts = figures("catering-checks")
    assert {who: each.value for who, each in counts.items()} == dict.fromkeys(
        DISTRICTS, str(size // 16)
    )


def test_a_week_of_checks_of_caterers_is_counted_right(assessor):
    counted_whole(assessor, 3200)


@pytest.mark.campaign
def test_a_week_of_sixty_thousand_checks_is_taken_in_and_counted_within_ten_seconds(
    assessor, record_property
):
    began = time.process_time()
    counted_whole(assessor, 60_000)
    took = time.process_time() - began
    record_property("checks", 60_000)
    record_property("seconds of processor", round(took, 1))
    assert took < 10
