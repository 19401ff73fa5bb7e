"""A drawing says what the table says: each state, each act where it can be done, each move into its lane."""

from __future__ import annotations

from collections import Counter

import pytest
from defusedxml import ElementTree

from qingtian.cases import drawn, open_procedures

SVG = "{http://www.w3.org/2000/svg}"
KNOWN = open_procedures("beijing2018").by_key


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", sorted(KNOWN))
def test_a_drawing_says_what_the_table_says(key: str, language: str) -> None:
    one = KNOWN[key]
    root = ElementTree.fromstring(drawn(one, language))
    acts = [(state, act) for act in one.acts.values() for state in act.states]
    wanted = Counter(state.name[language] for state in one.states.values())
    wanted += Counter(act.name[language] for _state, act in acts)
    assert Counter(each.text for each in root.iter(f"{SVG}text")) == wanted
    moves = [act for state, act in acts if act.to and act.to != state]
    assert len(list(root.iter(f"{SVG}circle"))) == len(moves)
    dots = Counter(each.get("cx") for each in root.iter(f"{SVG}circle"))
    assert sorted(dots.values()) == sorted(Counter(act.to for act in moves).values())


def test_a_case_is_lit_where_it_is() -> None:
    one = KNOWN["construction-dust/1"]
    root = ElementTree.fromstring(
        drawn(
            one, "en", lit="graded", been=frozenset({"reported", "graded"}), done=frozenset({"see"})
        )
    )
    looks = {each.findtext(f"{SVG}text"): each.get("class") for each in root.iter(f"{SVG}g")}
    assert looks["Measure decided"] == "lit"
    assert looks["To be verified"] == "been"
    assert looks["Closed"] == "ending"
