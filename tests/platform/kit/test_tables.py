"""Tables that go out run nothing; tables that come in are bounded and run nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from qingtian_platform.kit.sheets import Bounds, SheetError, number_text, read_table
from qingtian_platform.kit.tables import csv_lines, neutral, write_xlsx


@given(st.text(max_size=20))
def test_no_text_that_goes_out_begins_a_formula(text):
    safe = neutral(text)
    assert text in safe
    first = safe.lstrip(" ")[:1]
    assert first not in ("=", "@", "\t", "\r")
    if first in ("+", "-") and first:
        float(safe)  # a plain number is none


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_quoted_in_both_kinds(cell):
    line = list(csv.reader(csv_lines(["a"], [[cell]])))
    assert line[1][0] == "'" + cell
    book = io.BytesIO()
    write_xlsx(book, ["a"], [[cell]])
    read = load_workbook(book).active["A2"]
    assert read.data_type == "s"
    assert read.value.startswith("'")


def test_numbers_moments_and_gaps_stay_what_they_are():
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    row = [-3.5, "-3.5", None, moment, Decimal("0.300"), "N\x00"]
    assert list(csv.reader(csv_lines("abcdef", [row])))[1][:5] == [
        "-3.5",
        "-3.5",
        "",
        "2024-01-01T00:00:00+00:00",
        "0.300",
    ]
    book = io.BytesIO()
    write_xlsx(book, "abcdef", [row])
    assert load_workbook(book).active["A2"].value == -3.5
    assert load_workbook(book).active["F2"].value == "N\ufffd"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_with_the_digits_that_give_it_back(value):
    assert float(number_text(value)) == value
    assert "e" not in number_text(value)


def test_missing_is_written_as_nothing():
    assert number_text(float("nan")) == ""


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "t.xlsx"
    workbook = Workbook()
    for number in range(100):
        workbook.active.append([f"a{number}" if number == 0 else number, "b"])
    workbook.save(path)
    return path


def test_a_workbook_within_its_bounds_is_read(book):
    assert [line.cells for line in read_table(book)][:2] == [
        {"a0": "1", "b": "b"},
        {"a0": "2", "b": "b"},
    ]


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (Bounds(size=100), "at most 100 are taken"),
        (Bounds(unzipped=100), "unpacks to"),
        (Bounds(cells=50), "more than 50 cells"),
    ],
)
def test_a_workbook_beyond_a_bound_is_refused(book, bounds, words):
    with pytest.raises(SheetError, match=words):
        list(read_table(book, bounds=bounds))


def rewritten(book, change):
    """Write the package again with its sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    book.write_bytes(out.getvalue())
    return book


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY e "&a;&a;&a;&a;">]>',
    ],
)
def test_a_workbook_with_entities_is_refused_and_none_is_followed(book, doctype):
    def plant(content):
        return doctype + content.replace(b"<v>1</v>", b"<v>&e;</v>", 1)

    with pytest.raises(SheetError) as refused:
        list(read_table(rewritten(book, plant)))
    assert "root:" not in str(refused.value)


def test_a_package_that_understates_what_it_unpacks_to_is_refused(book):
    bomb = rewritten(book, lambda content: content + b" " * 5_000_000)
    with pytest.raises(SheetError):
        list(read_table(bomb, bounds=Bounds(unzipped=1_000_000)))


def test_a_file_of_no_known_encoding_says_so(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n\xff\xff,1\n")
    with pytest.raises(SheetError, match="neither UTF-8 nor GB 18030"):
        list(read_table(path))
