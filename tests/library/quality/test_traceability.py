"""Chains of calibrations against a truth by hand, and against one that walks every path of every day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.quality.traceability import (
    Affected,
    CircularError,
    Link,
    Node,
    Register,
    Scope,
    combined,
)

FIRST = date(2026, 1, 1)
END = 24
"""Days that the truth walks; nothing begins or ends after it. [d]"""


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def link(
    number: str, of: str, by: str, done: int, until: int, *, revoked: int | None = None,
    u: str | None = "2", k: str | None = "2", unit: str = "%", whole: bool = False, lab: str = "L",
    quantity: str = "o3",
) -> Link:  # fmt: skip
    return Link(
        number, of, by, quantity, day(done), day(until), lab, u and Decimal(u), k and Decimal(k),  # type: ignore[arg-type]
        unit, whole, revoked_from=None if revoked is None else day(revoked),
    )  # fmt: skip


NODES = (
    Node("N", "national"),
    Node("R", "reference"),
    Node("T1", "transfer", level=1),
    Node("T2", "transfer", level=2),
    Node("A", "instrument", ("o3",), since=day(5)),
    Node("B", "instrument", ("o3",), since=day(5)),
)
LINKS = (
    link("c1", "R", "N", 0, 20),
    link("c2", "T1", "R", 1, 4),  # ends early: what was calibrated by then stands
    link("c3", "T2", "T1", 2, 20),
    link("c4", "A", "T2", 5, 10),
    link("c5", "A", "T2", 12, 18),
    link("c6", "B", "R", 3, 21),
)
SCOPES = (Scope("L", "o3", day(0)),)
KNOWN = Register(NODES, LINKS, SCOPES)


def with_(*others: Link, nodes: tuple[Node, ...] = NODES) -> Register:
    kept = {each.number: each for each in (*LINKS, *others)}
    return Register(nodes, kept.values(), SCOPES)


def reasons(register: Register, key: str, at: int) -> list[tuple[str, str]]:
    return [(b.reason, b.number or b.node) for b in register.chain(key, "o3", day(at)).breaks]


def test_a_chain_leads_to_the_national_reference() -> None:
    chain = KNOWN.chain("A", "o3", day(6))
    assert chain.complete
    assert [step.node for step in chain.steps] == ["A", "T2", "T1", "R", "N"]
    assert [each.number for each in chain.links] == ["c4", "c3", "c2", "c1"]


def test_a_standard_counts_as_of_the_day_on_which_it_was_used() -> None:
    assert reasons(KNOWN, "A", 6) == []  # c2 ended on day 4, after T2 was calibrated on day 2
    late = with_(link("c3", "T2", "T1", 5, 20))
    assert reasons(late, "A", 6) == [("expired", "c2")]


def test_the_last_day_holds_and_the_next_does_not() -> None:
    assert reasons(KNOWN, "A", 10) == []
    assert reasons(KNOWN, "A", 11) == [("expired", "c4")]
    assert reasons(KNOWN, "A", 12) == []


def test_each_reason_is_named() -> None:
    assert reasons(with_(link("c4", "A", "T2", 5, 10, revoked=7)), "A", 7) == [("revoked", "c4")]
    assert reasons(with_(link("c4", "A", "T2", 5, 10, revoked=7)), "A", 6) == []
    assert reasons(with_(link("c4", "A", "T2", 5, 10, lab="M")), "A", 6) == [("scope", "c4")]
    assert reasons(with_(link("c4", "A", "X", 5, 10)), "A", 6) == [("unknown", "X")]
    ended = tuple(Node("T2", "transfer", until=day(5)) if n.key == "T2" else n for n in NODES)
    assert reasons(with_(nodes=ended), "A", 6) == [("service", "T2")]
    assert reasons(Register(NODES, LINKS[3:], SCOPES), "A", 6) == [("missing", "T2")]


def test_circles_are_refused_and_never_walked() -> None:
    ring = link("c9", "R", "T2", 3, 20)
    with pytest.raises(CircularError, match="circle"):
        KNOWN.refuse_circle(ring)
    KNOWN.refuse_circle(link("c9", "T2", "R", 3, 20))
    circled = with_(ring, link("c4", "A", "T2", 5, 10))
    assert circled.circular == {"c9", "c3", "c2"}
    assert ("circular", "c3") in reasons(circled, "A", 6)
    assert reasons(circled, "B", 6) == []
    with pytest.raises(CircularError):
        KNOWN.refuse_circle(link("c9", "R", "R", 3, 20))


def test_spans_have_no_gap_and_say_why() -> None:
    spans = KNOWN.spans("A")
    told = [(s.since, s.until, [b.reason for b in s.breaks]) for s in spans]
    assert told == [
        (day(5), day(11), []),
        (day(11), day(12), ["expired"]),
        (day(12), day(19), []),
        (day(19), None, ["expired"]),
    ]


def test_a_link_taken_back_affects_what_rests_on_it_and_nothing_else() -> None:
    assert KNOWN.affected("c3") == [
        Affected("A", "o3", day(5), day(11)), Affected("A", "o3", day(12), day(19)),
    ]  # fmt: skip
    # From day 6 on: the calibration of day 5 was made before, the one of day 12 was not.
    assert KNOWN.affected("c3", day(6)) == [Affected("A", "o3", day(12), day(19))]
    assert [each.node for each in KNOWN.affected("c1")] == ["A", "A", "B"]
    revoked = with_(link("c3", "T2", "T1", 2, 20, revoked=6))
    assert revoked.affected("c3") == KNOWN.affected("c3", day(6))


def test_a_link_that_nobody_used_affects_nothing() -> None:
    assert with_(link("c9", "T1", "R", 8, 20)).affected("c9") == []
    assert with_(link("c9", "A", "R", 5, 30)).affected("c4") == []  # another chain holds


def test_only_what_is_in_service_is_listed_as_broken() -> None:
    assert [key for key, _chain in KNOWN.broken(day(11))] == ["A"]
    assert KNOWN.broken(day(4)) == []
    assert [key for key, _chain in KNOWN.broken(day(22))] == ["A", "B"]


def test_uncertainties_add_up_as_squares() -> None:
    chain = with_(
        link("c4", "A", "T2", 5, 10, u="3"), link("c3", "T2", "T1", 2, 20, u="4", k="2")
    ).chain("A", "o3", day(6))
    found = combined(chain, Decimal(2))
    # (3/2)² + (4/2)² + (2/2)² + (2/2)², doubled
    assert found.value == (Decimal("8.25")).sqrt() * 2
    assert (found.unit, found.missing, len(found.parts)) == ("%", (), 4)


def test_a_certificate_that_states_the_whole_ends_the_sum() -> None:
    known = with_(
        link("c4", "A", "T2", 5, 10, u="3"), link("c3", "T2", "T1", 2, 20, u="4", whole=True),
        link("c2", "T1", "R", 1, 4, u=None),
    )  # fmt: skip
    found = combined(known.chain("A", "o3", day(6)), Decimal(2))
    assert found.value == Decimal(5)
    assert found.missing == ()


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [({"u": None}, "uncertainty"), ({"k": None}, "coverage"), ({"unit": "nmol/mol"}, "unit")],
)
def test_what_is_missing_is_named(changed: dict[str, str | None], lacks: str) -> None:
    known = with_(link("c2", "T1", "R", 1, 4, **changed))  # type: ignore[arg-type]
    found = combined(known.chain("A", "o3", day(6)), Decimal(2))
    assert found.value is None
    assert found.missing == (("c2", lacks),)
    broken = combined(KNOWN.chain("A", "o3", day(11)), Decimal(2))
    assert broken.value is None
    assert broken.missing == (("c4", "chain"),)
    with pytest.raises(ValueError, match="above zero"):
        combined(KNOWN.chain("A", "o3", day(6)), Decimal(0))


def test_what_stands_twice_or_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        Register((*NODES, NODES[0]), LINKS, SCOPES)
    with pytest.raises(ValueError, match="once"):
        Register(NODES, (*LINKS, LINKS[0]), SCOPES)
    with pytest.raises(ValueError, match="on or after"):
        link("x", "A", "N", 5, 4)
    with pytest.raises(ValueError, match="kind"):
        Node("x", "clock")


# The truth: every path of every day, without memory and without borders of stretches.

KEYS = ("N", "M", "s1", "s2", "s3", "s4", "i1", "i2")


@st.composite
def registers(draw: st.DrawFn) -> Register:
    days = st.integers(0, END - 4)
    maybe = st.none() | days
    nodes = [
        Node("N", "national"),
        Node("M", "national", until=draw(st.none() | days.map(day))),
        *(
            Node(key, "reference", (), 0, None, draw(st.none() | days.map(day)))
            for key in KEYS[2:6]
        ),
        *(Node(key, "instrument", ("o3",), 0, day(draw(days))) for key in KEYS[6:]),
    ]
    links = []
    for n in range(draw(st.integers(0, 12))):
        done = draw(days)
        links.append(
            link(
                f"c{n}",
                draw(st.sampled_from(KEYS[2:])),
                draw(st.sampled_from(KEYS[:6])),
                done,
                draw(st.integers(done, END - 4)),
                revoked=draw(maybe),
                lab=draw(st.sampled_from("LLLM")),
            )
        )
    return Register(nodes, links, [Scope("L", "o3", day(draw(st.integers(0, 3))))])


def upward(register: Register, key: str) -> Iterator[Link]:
    return (each for each in register.links.values() if each.of == key)


def on_circle(register: Register, one: Link) -> bool:
    seen: set[str] = set()
    todo = [one.by]
    while todo:
        here = todo.pop()
        if here == one.of:
            return True
        if here not in seen:
            seen.add(here)
            todo += [each.by for each in upward(register, here)]
    return False


def truth(register: Register, key: str, at: date) -> bool:
    """Tell whether some path of certificates that all hold leads to a national reference."""
    node = register.nodes[key]
    if (node.since and at < node.since) or (node.until and at >= node.until):
        return False
    return node.kind == "national" or any(
        each.day <= at <= each.valid_until
        and not (each.revoked_from and each.revoked_from <= at)
        and any(s.laboratory == each.laboratory and s.since <= each.day for s in register.scopes)
        and not on_circle(register, each)
        and truth(register, each.by, each.day)
        for each in upward(register, key)
    )


DAYS = [day(n) for n in range(END)]


@settings(max_examples=50, deadline=None)
@given(registers())
def test_chains_and_spans_are_the_truth(register: Register) -> None:
    for key in register.instruments:
        known = [truth(register, key, at) for at in DAYS]
        assert [register.chain(key, "o3", at).complete for at in DAYS] == known
        spans = register.spans(key)
        assert all(one.until == other.since for one, other in pairwise(spans))
        assert spans[-1].until is None
        by_day = [
            not next(s for s in spans if s.since <= at and (s.until is None or at < s.until)).breaks
            for at in DAYS
            if at >= spans[0].since
        ]
        assert by_day == [ok for at, ok in zip(DAYS, known, strict=True) if at >= spans[0].since]
    for at in (DAYS[3], DAYS[12]):
        listed = {key for key, _chain in register.broken(at)}
        assert listed == {
            key
            for key in register.instruments
            if register.nodes[key].serves(at) and not truth(register, key, at)
        }


@settings(max_examples=40, deadline=None)
@given(registers(), st.integers(0, END - 4), st.data())
def test_affected_is_what_the_truth_loses(
    register: Register, since: int, data: st.DataObject
) -> None:
    if not register.links:
        return
    number = data.draw(st.sampled_from(sorted(register.links)))
    stands, gone = register.revoked(number, None), register.revoked(number, day(since))
    lost = {
        (key, at)
        for key in register.instruments
        for at in DAYS
        if truth(stands, key, at) and not truth(gone, key, at)
    }
    found = register.affected(number, day(since))
    told = {
        (each.node, at)
        for each in found
        for at in DAYS
        if each.since <= at and (each.until is None or at < each.until)
    }
    assert told == lost
    if not any(number in {c.number for c in stands.chain(k, "o3", at).links}
               for k in register.instruments for at in DAYS):  # fmt: skip
        assert found == []
