"""What the plans tell others: plain values that never change."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from qingtian_platform.kit.attachments import Attachment

MANUAL, AUTOMATIC = "manual", "automatic"
CONTINUOUS: Final = "continuous"
"""Frequency of what an instrument measures by itself."""
_PLAIN: Final = re.compile(r"[\s《》()（）]+")


def plain(method: str) -> str:
    """Write the number of a method so that spaces, brackets and dashes tell none apart."""
    return _PLAIN.sub("", method).upper().replace("—", "-").replace("－", "-")


def same(method: str, other: str) -> bool:
    """Tell whether two texts name one method; one without a year is every edition of it."""
    a, b = sorted((plain(method), plain(other)), key=len)
    return bool(a) and (a == b or b.startswith(f"{a}-"))


@dataclass(frozen=True)
class Who:
    """Who handed something in.

    Attributes
    ----------
    by, name, body
        Login, name, and whom the person serves.
    at
        When.
    digest, act
        Salted hash of what was handed in; number of the act in the evidence log, None while it waits.
    """

    by: str
    name: str
    body: str
    at: datetime
    digest: str
    act: int | None


@dataclass(frozen=True)
class Item:
    """One row of a plan; what is empty was left out of it.

    Attributes
    ----------
    thing, point
        Key of the outlet, and the point of sampling there.
    code
        Of the property.
    way
        `manual` or `automatic`.
    method
        By which standard.
    frequency
        As `1/month`; `continuous` of an automatic one.
    limit, unit
        What it is compared with. [unit]
    """

    thing: str = ""
    point: str = ""
    code: str = ""
    way: str = MANUAL
    method: str = ""
    frequency: str = ""
    limit: str = ""
    unit: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about, in every version of the plan."""
        return self.thing, self.code, self.way


@dataclass(frozen=True)
class PlanInfo:
    """One version of a plan.

    Attributes
    ----------
    id, version
        Its number here, and of the enterprise from 1.
    organisation, enterprise
        Number and name.
    valid_from, valid_until
        First day; last day before the next version holds, None = still.
    items, quality
        What it promises; quality assurance and control.
    reason, files, who
        Why this version, files, who handed it in.
    """

    id: int
    version: int
    organisation: int
    enterprise: str
    valid_from: date
    valid_until: date | None
    items: tuple[Item, ...]
    quality: str
    reason: str
    files: tuple[Attachment, ...]
    who: Who

    def holds(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class PledgeInfo:
    """A declaration against interference: which side, its words, who signed."""

    side: str
    words: str
    who: Who


@dataclass(frozen=True)
class AgencyInfo:
    """A monitoring body that works for an enterprise.

    Attributes
    ----------
    id, agency
        Its number here and its name.
    certificate, valid_until
        Number of its certificate, and the last day of that.
    scope
        Methods that the certificate covers.
    since
        From which day on it works for the enterprise.
    files, pledges, who
        Files, declarations of both sides, who entered it.
    replaced
        Whether a later row stands for it.
    """

    id: int
    agency: str
    certificate: str
    valid_until: date
    scope: tuple[str, ...]
    since: date
    files: tuple[Attachment, ...]
    pledges: tuple[PledgeInfo, ...]
    who: Who
    replaced: bool

    def covers(self, method: str) -> bool:
        """Tell whether a method lies in its scope."""
        return any(same(method, each) for each in self.scope)


@dataclass(frozen=True)
class ResultInfo:
    """A result of manual monitoring, with what speaks against it.

    Attributes
    ----------
    id, thing_id, code, sampled
        Its number here; whose, of what, of which day.
    value, unit, method
        As handed in.
    agency
        Who measured; None = the enterprise itself.
    files, who
        Raw records, who handed it in.
    replaced_by, reason
        The result that answers it; why this one answers another.
    """

    id: int
    thing_id: int
    code: str
    sampled: date
    value: str
    unit: str
    method: str
    agency: AgencyInfo | None
    files: tuple[Attachment, ...]
    who: Who
    replaced_by: int | None
    reason: str
    replaces: int | None = None


@dataclass(frozen=True)
class ReportInfo:
    """A report or raw records.

    Attributes
    ----------
    id, kind
        Its number here; `report` or `record`.
    title, first, last
        What it is, of which days.
    agency, files, who
        Who wrote it (None = the enterprise itself), the files, who handed it in.
    replaced_by, reason
        The version that follows it; why this one follows another.
    """

    id: int
    kind: str
    title: str
    first: date
    last: date
    agency: str
    files: tuple[Attachment, ...]
    who: Who
    replaced_by: int | None
    reason: str
    replaces: int | None = None


@dataclass(frozen=True)
class AbsenceInfo:
    """Why something was not monitored: whose, of what (empty = all), which days, the reason."""

    thing_id: int
    code: str
    first: date
    last: date
    reason: str
    who: Who = field(repr=False)
