"""A clause that is cited leads to its words in the gazette, from any page, by one piece."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template


def shown(ids: object, piece: str = "cited") -> str:
    return Template("{% load kit %}{{ ids|" + piece + " }}").render(Context({"ids": ids}))


@pytest.mark.parametrize(
    "ids", ["D7-6.15-03", ("D7-6.15-03",), ["D7-6.15-03"], iter(["D7-6.15-03"])]
)
def test_one_clause_leads_to_its_document_by_its_address(ids):
    assert shown(ids) == '<a class="cite" href="/gazette/D7/#D7-6.15-03">D7-6.15-03</a>'


def test_several_are_parted_by_a_space_each_in_its_own_document():
    found = shown(("D3-6.2-14", "D12-7-02"))
    assert re.sub(r"</?a\b[^>]*>", "", found) == "D3-6.2-14 D12-7-02"
    assert re.findall(r'href="([^"]*)"', found) == [
        "/gazette/D3/#D3-6.2-14",
        "/gazette/D12/#D12-7-02",
    ]


@pytest.mark.parametrize("ids", [None, "", (), [], ("",)])
def test_where_nothing_is_cited_nothing_stands(ids):
    assert shown(ids) == ""


@pytest.mark.parametrize(
    "typed", ['D3"><script>alert(1)</script>-6.2-14', "D3-6.2-14\" onclick='x'", "<b>D3</b>"]
)
def test_what_is_no_address_of_a_clause_stands_escaped_and_leads_nowhere(typed):
    for found in (shown(typed), shown((typed,))):
        assert "<" not in found
        assert '"' not in found
        assert found.startswith(("D3&quot;", "D3-6.2-14&quot;", "&lt;b&gt;"))
    assert shown(typed, "clause_address") == ""


def test_the_address_alone_is_the_one_that_is_cited():
    assert shown("D5-6.55-01", "clause_address") == "/gazette/D5/#D5-6.55-01"
