"""Follow chains, say where they break, and whose values rest on a link.

A certificate holds on a day if that day lies from its own to its last one, it is not taken back by then,
its laboratory was within its scope, and the standard was itself traced **on the day of the calibration**:
a standard whose certificate ends later spoils nothing that was calibrated with it before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from qingtian.quality.traceability.nodes import INSTRUMENT, NATIONAL, Link, Node, Scope

DAY = timedelta(days=1)


class CircularError(ValueError):
    """A certificate would close a circle: the message names the way around."""


@dataclass(frozen=True)
class Break:
    """Where a chain is broken: a reason of `REASONS`, the node, the certificate ("" = none)."""

    reason: str
    node: str
    number: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a chain.

    Attributes
    ----------
    node
        Its key.
    day
        The day for which it is asked: of the value, or of the calibration below.
    link
        The certificate upward; None at the top and where there is none.
    breaks
        What is wrong here.
    """

    node: str
    day: date
    link: Link | None
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class Chain:
    """The way up from a node in one quantity, as far as it goes; the node itself first."""

    quantity: str
    day: date
    steps: tuple[Step, ...]

    @property
    def breaks(self) -> tuple[Break, ...]:
        """All that is wrong along it, from below."""
        return tuple(each for step in self.steps for each in step.breaks)

    @property
    def complete(self) -> bool:
        """Whether it reaches the national reference with every link holding."""
        return not self.breaks

    @property
    def links(self) -> tuple[Link, ...]:
        """Its certificates, from below."""
        return tuple(step.link for step in self.steps if step.link is not None)


@dataclass(frozen=True)
class Span:
    """A stretch of days in which one thing is so.

    Attributes
    ----------
    since, until
        First day, and the first one after it; None = open.
    breaks
        What is broken; empty = the chain holds.
    """

    since: date
    until: date | None
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class Affected:
    """Days of an instrument that rest on a link, in one quantity; `until` is the first day after."""

    node: str
    quantity: str
    since: date
    until: date | None


class Register:
    """Nodes, certificates and scopes, and what follows from them.

    Parameters
    ----------
    nodes, links, scopes
        In any order.

    Raises
    ------
    ValueError
        If a key or a number is there twice.
    """

    def __init__(
        self, nodes: Iterable[Node], links: Iterable[Link], scopes: Iterable[Scope]
    ) -> None:
        given = tuple(nodes)
        self.nodes = {each.key: each for each in given}
        ordered = sorted(links, key=lambda each: (each.day, each.number))
        self.links = {each.number: each for each in ordered}
        self.scopes = tuple(scopes)
        if len(self.nodes) != len(given) or len(self.links) != len(ordered):
            raise ValueError("expected each key and each number of a certificate once")
        self._upward: dict[tuple[str, str], list[Link]] = {}
        self._downward: dict[tuple[str, str], list[Link]] = {}
        for each in ordered:
            self._upward.setdefault((each.of, each.quantity), []).append(each)
            self._downward.setdefault((each.by, each.quantity), []).append(each)
        self._known: dict[tuple[str, str, date], tuple[Step, ...]] = {}

    @cached_property
    def circular(self) -> frozenset[str]:
        """Numbers of the certificates that lie on a circle."""
        graph: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for each in self.links.values():
            graph.setdefault((each.of, each.quantity), set()).add((each.by, each.quantity))
        try:
            TopologicalSorter(graph).prepare()
        except CycleError:
            return frozenset(
                number
                for number, each in self.links.items()
                if each.of in self.above(each.by, each.quantity)
            )
        return frozenset()

    def above(self, key: str, quantity: str) -> set[str]:
        """List a node and all that certificates lead to from it, whether they hold or not."""
        return self._reach(key, quantity, self._upward, "by")

    def below(self, key: str, quantity: str) -> set[str]:
        """List a node and all that certificates lead from to it, whether they hold or not."""
        return self._reach(key, quantity, self._downward, "of")

    @staticmethod
    def _reach(
        key: str, quantity: str, ways: dict[tuple[str, str], list[Link]], end: str
    ) -> set[str]:
        found, open_ = {key}, [key]
        while open_:
            there = {str(getattr(each, end)) for each in ways.get((open_.pop(), quantity), ())}
            open_ += there - found
            found |= there
        return found

    def refuse_circle(self, link: Link) -> None:
        """Refuse a certificate that would close a circle.

        Raises
        ------
        CircularError
            What it would calibrate is already what its standard is traced to.
        """
        if link.of in self.above(link.by, link.quantity):
            raise CircularError(
                f"expected a standard that is not traced to {link.of} itself; {link.by} is, in "
                f"{link.quantity}: certificate {link.number} would close a circle"
            )

    def chain(self, key: str, quantity: str, day: date) -> Chain:
        """Follow a node upward in one quantity.

        Parameters
        ----------
        key, quantity
            Which node, in which quantity.
        day
            Of the value. Of several certificates the latest with a whole chain counts; where none has
            one, the latest of all is followed, to show what is wrong.
        """
        return Chain(quantity, day, self._steps(key, quantity, day))

    def _steps(self, key: str, quantity: str, day: date) -> tuple[Step, ...]:
        """Follow a node upward; what was followed before is remembered."""
        known = self._known.get((key, quantity, day))
        if known is None:
            known = self._known[key, quantity, day] = self._followed(key, quantity, day)
        return known

    def _followed(self, key: str, quantity: str, day: date) -> tuple[Step, ...]:
        node = self.nodes.get(key)
        if node is None:
            return (Step(key, day, None, (Break("unknown", key),)),)
        own = () if node.serves(day) else (Break("service", key),)
        if node.kind == NATIONAL:
            return (Step(key, day, None, own),)
        first: tuple[Step, ...] = ()
        for link in reversed(self._upward.get((key, quantity), ())):
            if link.day <= day:
                steps = self._by(link, day, own)
                if not any(step.breaks for step in steps):
                    return steps
                first = first or steps
        return first or (Step(key, day, None, (*own, Break("missing", key))),)

    def _by(self, link: Link, day: date, own: tuple[Break, ...]) -> tuple[Step, ...]:
        """Follow one certificate; a circle ends where it is met."""
        breaks = (*own, *(Break(each, link.of, link.number) for each in self._faults(link, day)))
        above = (
            () if link.number in self.circular else self._steps(link.by, link.quantity, link.day)
        )
        return (Step(link.of, day, link, breaks), *above)

    def _faults(self, link: Link, day: date) -> Iterator[str]:
        if link.number in self.circular:
            yield "circular"
        if day > link.valid_until:
            yield "expired"
        if link.revoked_from is not None and link.revoked_from <= day:
            yield "revoked"
        if not any(scope.holds(link) for scope in self.scopes):
            yield "scope"

    def borders(self, key: str, quantity: str) -> set[date]:
        """List the days on which the chain of a node may begin or cease to hold."""
        node = self.nodes[key]
        found = {each for each in (node.since, node.until) if each}
        for link in self._upward.get((key, quantity), ()):
            found |= {link.day, link.valid_until + DAY}
            found |= {link.revoked_from} if link.revoked_from else set()
        return found

    def begins(self, key: str) -> date | None:
        """Give the day from which a node is judged: its first in service, or of its first certificate."""
        node = self.nodes[key]
        days = (each.day for q in node.needs for each in self._upward.get((key, q), ()))
        return node.since or min(days, default=None)

    def spans(self, key: str) -> tuple[Span, ...]:
        """Cut the time of a node into stretches in which its chains hold, or break for one reason.

        Returns
        -------
        tuple of Span
            From the day of `begins` on without a gap, the last one open; none where that is not known.
        """
        node, begins = self.nodes[key], self.begins(key)
        if begins is None:
            return ()
        days = {begins}.union(*(self.borders(key, each) for each in node.needs))
        found: list[Span] = []
        for day in sorted(each for each in days if each >= begins):
            breaks = tuple(
                each for need in node.needs for each in self.chain(key, need, day).breaks
            )
            if found and found[-1].breaks == breaks:
                continue
            if found:
                found[-1] = replace(found[-1], until=day)
            found.append(Span(day, None, breaks))
        return tuple(found)

    @property
    def instruments(self) -> tuple[str, ...]:
        """Keys of all instruments, in order."""
        return tuple(sorted(k for k, each in self.nodes.items() if each.kind == INSTRUMENT))

    def broken(self, day: date) -> list[tuple[str, Chain]]:
        """List the instruments in service that are not traced on a day, with each chain that breaks."""
        return [
            (key, chain)
            for key in self.instruments
            if self.nodes[key].serves(day)
            for need in self.nodes[key].needs
            for chain in (self.chain(key, need, day),)
            if not chain.complete
        ]

    def revoked(self, number: str, since: date | None) -> Register:
        """Give the register as it is if a certificate is taken back from a day on; None = it stands."""
        links = {**self.links, number: replace(self.links[number], revoked_from=since)}
        return Register(self.nodes.values(), links.values(), self.scopes)

    def affected(self, number: str, since: date | None = None) -> list[Affected]:
        """List whose values rest on a certificate: they are traced while it stands, and not without it.

        Parameters
        ----------
        number
            Of the certificate.
        since
            First day from which it would be taken back; None = as it was, or else from its own day on.

        Returns
        -------
        list of Affected
            By instrument and time; stretches that touch are one. What has another chain, what was
            calibrated before, and what was broken anyway is not in it.
        """
        link = self.links[number]
        with_, without = (
            self.revoked(number, each) for each in (None, since or link.revoked_from or link.day)
        )
        touched = self.below(link.of, link.quantity)
        return [
            each
            for key in self.instruments
            if key in touched and link.quantity in self.nodes[key].needs
            for each in _lost(key, link.quantity, with_, without)
        ]


def _lost(key: str, quantity: str, with_: Register, without: Register) -> Iterator[Affected]:
    """Give the stretches in which one register traces a node and the other does not."""
    days = sorted(with_.borders(key, quantity) | without.borders(key, quantity))
    since: date | None = None
    for day in days:
        chains = (each.chain(key, quantity, day) for each in (with_, without))
        holds, stands = (each.complete for each in chains)
        if holds and not stands:
            since = since or day
        elif since is not None:
            yield Affected(key, quantity, since, day)
            since = None
    if since is not None:
        yield Affected(key, quantity, since, None)
