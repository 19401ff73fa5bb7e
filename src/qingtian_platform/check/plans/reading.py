"""Read what was handed in: plans by version, monitoring bodies, results, reports, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from qingtian_platform.check.plans.infos import (
    AbsenceInfo,
    AgencyInfo,
    Item,
    PlanInfo,
    PledgeInfo,
    ReportInfo,
    ResultInfo,
    Who,
)
from qingtian_platform.check.plans.models import (
    Absence,
    Agency,
    Handed,
    Plan,
    Pledge,
    Report,
    Result,
    Sealed,
)
from qingtian_platform.kit.attachments import Attachment
from qingtian_platform.kit.categories import english
from qingtian_platform.people import api as people
from qingtian_platform.registry import api as registry

KIND = "outlet"


@dataclass(frozen=True)
class Enterprise:
    """An enterprise that owns outlets: number, name, outlets by key."""

    number: int
    name: str
    things: tuple[registry.ThingInfo, ...]


def enterprises() -> list[Enterprise]:
    """List the enterprises that own outlets, by name: each of them owes a plan (D7-4.11-02).

    An authority owes none: it stands as the owner of what it shares of others' outlets.
    """
    return sorted(_owners(), key=lambda each: each.name)


def _owners() -> Iterator[Enterprise]:
    found: dict[int, list[registry.ThingInfo]] = {}
    authorities = dict(people.authorities())
    for thing in registry.things().values():
        if thing.kind == KIND and thing.owner and thing.organisations[0] not in authorities:
            found.setdefault(thing.organisations[0], []).append(thing)
    for number, own in found.items():
        name = own[0].owner_en if english() else own[0].owner
        yield Enterprise(number, name, tuple(sorted(own, key=_key)))


def _key(thing: registry.ThingInfo) -> str:
    return thing.key


def enterprise_of(thing_id: int) -> Enterprise | None:
    """Give the enterprise that owns an outlet; None where none does."""
    return next((e for e in _owners() if any(t.id == thing_id for t in e.things)), None)


def _acts(rows: Sequence[Handed]) -> Mapping[str, int]:
    found = Sealed.objects.filter(digest__in=[each.digest for each in rows])
    return dict(found.values_list("digest", "act"))


def _who(row: Handed, acts: Mapping[str, int]) -> Who:
    return Who(row.by, row.name, row.body, row.at, row.digest, acts.get(row.digest))


def _files(said: Iterable[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    return tuple(Attachment(**each) for each in said)


def plans_of(organisation: int) -> list[PlanInfo]:
    """List the versions of an enterprise's plan, the first first."""
    rows = list(Plan.objects.filter(organisation=organisation).order_by("pk"))
    acts, name = _acts(rows), people.organisation_name(organisation)
    ends: list[date | None] = [each.valid_from - timedelta(days=1) for each in rows[1:]]
    return [
        PlanInfo(
            int(row.pk),
            number,
            organisation,
            name,
            row.valid_from,
            end,
            tuple(Item(**each) for each in row.items),
            row.quality,
            row.reason,
            _files(row.files),
            _who(row, acts),
        )
        for number, (row, end) in enumerate(zip(rows, [*ends, None], strict=False), 1)
    ]


def plans(thing_id: int) -> list[PlanInfo]:
    """List the versions of the plan in which an outlet stands or belongs, the first first."""
    owner = enterprise_of(thing_id)
    return [] if owner is None else plans_of(owner.number)


def plan_on(organisation: int, day: date) -> PlanInfo | None:
    """Give the version that holds on a day."""
    return next((each for each in plans_of(organisation) if each.holds(day)), None)


def agencies(organisation: int, *, replaced: bool = False) -> list[AgencyInfo]:
    """List the monitoring bodies of an enterprise.

    Parameters
    ----------
    organisation
        Its number.
    replaced
        Whether rows for which a later one stands are listed too.
    """
    kept = Agency.objects.filter(organisation=organisation).select_related("replaced_by")
    rows = list(kept.prefetch_related("pledges"))
    acts = _acts([*rows, *(pledge for row in rows for pledge in row.pledges.all())])
    found = [_agency(row, acts) for row in rows]
    return [each for each in found if replaced or not each.replaced]


def _agency(row: Agency, acts: Mapping[str, int]) -> AgencyInfo:
    pledges: list[Pledge] = list(row.pledges.all())
    return AgencyInfo(
        int(row.pk),
        row.agency,
        row.certificate,
        row.valid_until,
        tuple(row.scope),
        row.since,
        _files(row.files),
        tuple(PledgeInfo(each.side, each.words, _who(each, acts)) for each in pledges),
        _who(row, acts),
        hasattr(row, "replaced_by"),
    )


def results(
    organisation: int, start: date, end: date, *, replaced: bool = False
) -> list[ResultInfo]:
    """List results of samples taken on days from `start` to `end`, by day.

    Parameters
    ----------
    organisation
        Number of the enterprise.
    start, end
        Days, both included.
    replaced
        Whether results that another answers are listed too.
    """
    rows = Result.objects.filter(organisation=organisation, sampled__range=(start, end))
    found = list(rows.select_related("replaced_by").order_by("sampled", "pk"))
    acts = _acts(found)
    known = {each.id: each for each in agencies(organisation, replaced=True)}
    made = [_result(row, known, acts) for row in found]
    return [each for each in made if replaced or each.replaced_by is None]


def _result(row: Result, known: Mapping[int, AgencyInfo], acts: Mapping[str, int]) -> ResultInfo:
    return ResultInfo(
        int(row.pk),
        row.thing_id,
        row.code,
        row.sampled,
        row.value,
        row.unit,
        row.method,
        None if row.agency_id is None else known[row.agency_id],
        _files(row.files),
        _who(row, acts),
        _later(row),
        row.reason,
        row.replaces_id,
    )


def _later(row: Result | Report) -> int | None:
    later = getattr(row, "replaced_by", None)
    return None if later is None else int(later.pk)


def reports(organisation: int, *, kind: str = "") -> list[ReportInfo]:
    """List reports and raw records with every version, the newest first.

    Parameters
    ----------
    organisation
        Number of the enterprise.
    kind
        `report` or `record`; empty = both.
    """
    rows = Report.objects.filter(organisation=organisation, **({"kind": kind} if kind else {}))
    found = list(rows.select_related("agency", "replaced_by").order_by("-last", "-pk"))
    acts = _acts(found)
    return [
        ReportInfo(
            int(row.pk),
            row.kind,
            row.title,
            row.first,
            row.last,
            row.agency.agency if row.agency else "",
            _files(row.files),
            _who(row, acts),
            _later(row),
            row.reason,
            row.replaces_id,
        )
        for row in found
    ]


def absences(organisation: int, start: date, end: date) -> list[AbsenceInfo]:
    """List the reasons for not having monitored that touch days from `start` to `end`."""
    rows = Absence.objects.filter(organisation=organisation, first__lte=end, last__gte=start)
    found = list(rows)
    acts = _acts(found)
    return [
        AbsenceInfo(row.thing_id, row.code, row.first, row.last, row.reason, _who(row, acts))
        for row in found
    ]


def years(today: date, organisation: int | None = None) -> list[int]:
    """List the years of which something of self-monitoring is on record, the newest first.

    Parameters
    ----------
    today
        The present Beijing day; its year always stands, later ones never.
    organisation
        Number of the enterprise; None = of any.

    Returns
    -------
    list of int
        From the day of the first plan on one holds; before it, a year in which a sample was taken,
        that a report is about, or for which a reason was given.
    """
    own = {} if organisation is None else {"organisation": organisation}
    spans = [
        (day, today) for day in Plan.objects.filter(**own).values_list("valid_from", flat=True)
    ]
    sampled = Result.objects.filter(**own).values_list("sampled", flat=True)
    spans += [(day, day) for day in sampled.distinct()]
    for model in (Report, Absence):
        spans += model.objects.filter(**own).values_list("first", "last")
    found = {year for first, last in spans for year in range(first.year, last.year + 1)}
    return sorted({today.year, *(each for each in found if each < today.year)}, reverse=True)


def file_of(name: str) -> tuple[Attachment, frozenset[int], bool] | None:
    """Find a file by its hash: what it is, of which enterprises, and whether it is of a public report."""
    found: Attachment | None = None
    owners: set[int] = set()
    public = False
    for model in (Plan, Agency, Result, Report):
        for row in model.objects.filter(files__icontains=name):
            own = next((each for each in _files(row.files) if each.hash == name), None)
            if own is None:
                continue
            found = found or own
            owners.add(row.organisation_id)
            public |= isinstance(row, Report) and row.kind == "report"
    return None if found is None else (found, frozenset(owners), public)
