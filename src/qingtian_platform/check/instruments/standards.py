"""Instruments and standards with their certificates, as chains of `qingtian.quality.traceability`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max

from qingtian import law
from qingtian.quality.checks.traced import Traced, of_spans
from qingtian.quality.traceability import (
    Affected,
    Chain,
    Combined,
    Link,
    Node,
    Register,
    Scope,
    combined,
)
from qingtian_platform.check.instruments.chaining import LINKING, node
from qingtian_platform.check.instruments.fields import APART
from qingtian_platform.check.instruments.models import Record
from qingtian_platform.check.instruments.records import RecordInfo, records
from qingtian_platform.kit.times import beijing, midnight


@dataclass(frozen=True)
class Standard:
    """An instrument or a standard of the chains.

    Attributes
    ----------
    node
        As the chains know it.
    record
        What is written of it: name, serial number, keeper.
    """

    node: Node
    record: RecordInfo

    @property
    def keeper(self) -> str:
        """Who keeps it."""
        return str(self.record.content.get("keeper", ""))

    def name(self, language: str) -> str:
        """Name it, in English where a name is given."""
        content = self.record.content
        return str((language == "en" and content.get("name_en")) or content["name"])


@dataclass(frozen=True)
class Standards:
    """Everything that is on record of chains.

    Attributes
    ----------
    register
        Follows chains.
    nodes
        Instruments and standards by key.
    certificates, revocations
        Records by number of the certificate.
    scopes
        Records of what laboratories may calibrate.
    """

    register: Register
    nodes: Mapping[str, Standard]
    certificates: Mapping[str, RecordInfo]
    revocations: Mapping[str, RecordInfo]
    scopes: tuple[RecordInfo, ...]


@dataclass(frozen=True)
class Spoilt:
    """Values of a datastream that rest on a link: [since, until) in UTC, until None = open."""

    key: str
    mn: str
    code: str
    quantity: str
    since: datetime
    until: datetime | None


_kept: dict[object, Standards] = {}


def standards() -> Standards:
    """Read what is on record; what was read last where no record came since."""
    state = Record.objects.filter(kind__in=APART).aggregate(last=Max("pk"), at=Max("recorded_at"))
    key = tuple(state.values())
    if key not in _kept:
        _kept.clear()
        _kept[key] = _read()
    return _kept[key]


def _read() -> Standards:
    by_kind: dict[str, list[RecordInfo]] = {each: [] for each in APART}
    for each in sorted(records(kinds=APART), key=lambda one: one.id):
        by_kind[each.kind].append(each)
    # What is there twice (two files of paper days) counts as it was written last.
    nodes = {
        str(each.content["key"]): Standard(node(each.start, each.content), each)
        for each in by_kind["standard"]
    }
    certificates = {
        str(each.content["number"]): each
        for each in by_kind["certificate"]
        if all(name in each.content for name in LINKING)
    }
    revocations = {str(each.content["number"]): each for each in by_kind["revocation"]}
    links = [
        link(each.start, each.content, revocations.get(number))
        for number, each in certificates.items()
    ]
    scopes = [_scope(each) for each in by_kind["scope"]]
    register = Register((each.node for each in nodes.values()), links, scopes)
    return Standards(register, nodes, certificates, revocations, tuple(by_kind["scope"]))


def link(start: datetime, content: Mapping[str, Any], revocation: RecordInfo | None = None) -> Link:
    """Read a link from the day and the fields of a certificate.

    Raises
    ------
    ValueError
        It ends before it begins.
    """
    return Link(
        str(content["number"]),
        str(content["of"]),
        str(content["by"]),
        str(content["quantity"]),
        beijing(start).date(),
        date.fromisoformat(content["valid_until"]),
        str(content["issuer"]),
        _number(content, "uncertainty"),
        _number(content, "coverage"),
        str(content.get("unit", "%")),
        content.get("covers") == "whole",
        str(content.get("method", "")),
        None if revocation is None else beijing(revocation.start).date(),
    )


def _number(content: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(content[name]) if name in content else None


def _scope(each: RecordInfo) -> Scope:
    until = each.content.get("until")
    return Scope(
        str(each.content["laboratory"]),
        str(each.content["quantity"]),
        beijing(each.start).date(),
        date.fromisoformat(until) if until else None,
    )


def chain(key: str, quantity: str, day: date) -> Chain:
    """Follow an instrument or standard to the national reference.

    Parameters
    ----------
    key, quantity
        Which, in which quantity.
    day
        Of the value, in Beijing.
    """
    return standards().register.chain(key, quantity, day)


def uncertainty(found: Chain) -> Combined:
    """Combine the uncertainties of a chain, expanded by the factor of the law of its day."""
    factor = law.at(found.day)["quality.traceability.coverage"].number()
    return combined(found, Decimal(str(factor)))


def broken(day: date) -> list[tuple[Standard, Chain]]:
    """List the instruments in service that are not traced on a day, with each chain that breaks."""
    known = standards()
    return [(known.nodes[key], each) for key, each in known.register.broken(day)]


def affected(number: str, since: date | None = None) -> list[Spoilt]:
    """List the datastreams and stretches whose values rest on a certificate.

    Parameters
    ----------
    number
        Of the certificate.
    since
        First day from which it is, or would be, taken back; None = as it was, or from its own day on.

    Raises
    ------
    KeyError
        There is no such certificate.
    """
    known = standards()
    return [_spoilt(known, each) for each in known.register.affected(number, since)]


def untraced() -> list[Spoilt]:
    """List every stretch in which an instrument was in use and its chain is broken."""
    known = standards()
    return [
        _spoilt(known, Affected(key, each.breaks[0].reason, each.since, each.until))
        for key in known.register.instruments
        for each in known.register.spans(key)
        if each.breaks
    ]


def _spoilt(known: Standards, each: Affected) -> Spoilt:
    record = known.nodes[each.node].record
    until = None if each.until is None else midnight(each.until)
    return Spoilt(each.node, record.mn, record.code, each.quantity, midnight(each.since), until)


def traced() -> dict[tuple[str, str], list[Traced]]:
    """Give the stretches of each instrument as the check of the data takes them (QC-166).

    Where two instruments follow each other at one datastream, each counts for its time in service.
    """
    known = standards()
    found: dict[tuple[str, str], list[Traced]] = {}
    for key in known.register.instruments:
        one = known.nodes[key]
        end = one.node.until
        spans = [each for each in known.register.spans(key) if end is None or each.since < end]
        found.setdefault((one.record.mn, one.record.code), []).extend(of_spans(spans))
    return found
