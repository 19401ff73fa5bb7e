"""Values measured by hand while an instrument could not: entered, listed, counted against the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from qingtian import law
from qingtian.law import NotInForceError
from qingtian.quantities import natural_day
from qingtian.standards.emissions import water_manual
from qingtian.standards.result import Cite
from qingtian_platform.check.declared import evidence, speaking
from qingtian_platform.check.declared.errors import DeclarationRefusedError
from qingtian_platform.check.declared.infos import ManualInfo
from qingtian_platform.check.declared.models import ManualValue
from qingtian_platform.kit.attachments import Upload
from qingtian_platform.kit.numbers import plain_number
from qingtian_platform.registry import api as registry

if TYPE_CHECKING:
    from qingtian_platform.people.models import Person

CEMS: Final = "emissions.cems.manual"
"""How often is measured by hand while a stack's monitor is under repair."""
_DIGITS: Final = 24


@dataclass(frozen=True)
class Owed:
    """What a day with a fault demands of measurements by hand, and what there is.

    Attributes
    ----------
    day
        Beijing.
    wanted, count
        How many the rule demands in the day, and how many there are. [1]
    interval
        Longest time that it allows between two; None = it names none. [h]
    complete
        Whether the day has what the rule demands.
    cite
        Where the rule stands.
    """

    day: date
    wanted: int
    count: int
    interval: int | None
    complete: bool
    cite: Cite


@transaction.atomic
def enter_manual(
    thing: int,
    mn: str,
    code: str,
    sampled_at: datetime,
    value: str,
    *,
    method: str,
    sampler: str,
    reason: str,
    person: Person,
    on_behalf: int | None = None,
    files: Sequence[Upload] = (),
    now: datetime | None = None,
) -> ManualInfo:
    """Enter a value that was measured by hand; it stands beside the automatic ones.

    Parameters
    ----------
    thing, mn, code
        Whose, and of which factor; the unit is that of the datastream.
    sampled_at
        When the sample was taken, with a zone.
    value
        With its digits. [unit of the datastream]
    method, sampler
        Standard or method, and who took the sample.
    reason
        Why by hand.
    person, on_behalf
        Who enters it, and for which enterprise; None = the only one it can be.
    files
        Evidence, as the sheet of the laboratory.
    now
        The present; None = the clock.

    Raises
    ------
    DeclarationRefusedError
        It cannot stand so; the message says what to mend.
    """
    now = now or datetime.now(UTC)
    who = speaking.stand(thing, person, on_behalf)
    streams = [each for each in registry.datastreams(thing) if (each.mn, each.code) == (mn, code)]
    if not streams:
        raise DeclarationRefusedError(_("The outlet has no such data logger or factor."))
    if sampled_at > now:
        raise DeclarationRefusedError(_("The sample was taken in the past."))
    if not method.strip() or not sampler.strip():
        raise DeclarationRefusedError(_("Name the method and who took the sample."))
    row = ManualValue(
        **who.fields(reason, now),
        mn=mn,
        code=code,
        sampled_at=sampled_at,
        value=_number(value),
        unit=streams[0].unit,
        method=method.strip()[:120],
        sampler=sampler.strip()[:60],
        files=[each.hash for each in evidence.keep(files, person, now=now)],
    )
    row.save()
    return _info(row)


def _number(text: str) -> str:
    """Take a plain number with its digits."""
    try:
        written = f"{plain_number(text):f}"
    except ValueError:
        written = ""
    if not 0 < len(written) <= _DIGITS:
        raise DeclarationRefusedError(_("“%(value)s” is no number.") % {"value": text[:40]})
    return written


@transaction.atomic
def withdraw_manual(
    row: int,
    reason: str,
    *,
    person: Person,
    on_behalf: int | None = None,
    now: datetime | None = None,
) -> ManualInfo:
    """Take a value back: a row that replaces it says so; both stay to be seen.

    Raises
    ------
    DeclarationRefusedError
        There is none that stands, or it is another enterprise's.
    """
    found = ManualValue.objects.filter(pk=row, replaced_by=None).first()
    if found is None:
        raise DeclarationRefusedError(_("There is no such entry, or another has replaced it."))
    who = speaking.stand(found.thing_id, person, on_behalf)
    old = speaking.standing([found], row, who)
    names = ("mn", "code", "sampled_at", "value", "unit", "method", "sampler", "files")
    new = ManualValue(
        **who.fields(reason, now or datetime.now(UTC)),
        **{name: getattr(old, name) for name in names},
        replaces=old,
        withdrawn=True,
    )
    new.save()
    return _info(new)


def manual_values(
    mn: str = "",
    code: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    thing: int | None = None,
    withdrawn: bool = False,
) -> list[ManualInfo]:
    """List values measured by hand, by time of sampling in [start, end); empty and None = all."""
    asked = Q()
    if start is not None:
        asked &= Q(sampled_at__gte=start)
    if end is not None:
        asked &= Q(sampled_at__lt=end)
    rows = speaking.of_thing(ManualValue, thing, mn, code, asked)
    found = [_info(row) for row in rows if withdrawn or not row.withdrawn]
    return sorted(found, key=lambda each: (each.sampled_at, each.row))


def _info(row: ManualValue) -> ManualInfo:
    names = ("thing_id", "mn", "code", "sampled_at", "unit", "method", "sampler", "reason")
    return ManualInfo(
        row=row.pk,
        **{name: getattr(row, name) for name in names},
        value=Decimal(row.value),
        files=evidence.find(row.files),
        by=speaking.speaker(row),
        entered=row.recorded_at,
        withdrawn=row.withdrawn,
    )


def owed(st: str, day: date, taken: Sequence[datetime]) -> Owed | None:
    """Count the measurements by hand of a day with a fault against the rule.

    Parameters
    ----------
    st
        System code of HJ 212, as `32` for waste water.
    day
        Beijing.
    taken
        When samples were taken, with a zone.

    Returns
    -------
    Owed or None
        None where no rule of that day demands any.
    """
    whole = natural_day(day)
    own = [each for each in taken if whole.start <= each < whole.end]
    try:
        if st == "32":
            said = water_manual(own, day)
            asked = said.steps[0].values
            rest = (int(str(asked["hours"])), bool(said.value), said.cites[0])
            return Owed(day, int(str(asked["required"])), len(own), *rest)
        if st == "31":
            rule = law.at(day)[CEMS]
            wanted = int(rule.value["per_day"])
            return Owed(day, wanted, len(own), None, len(own) >= wanted, Cite.of(rule))
    except NotInForceError:
        pass
    return None
