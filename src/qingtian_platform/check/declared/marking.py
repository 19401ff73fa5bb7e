"""Mark the state of instrument, plant and treatment by period; take a mark back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.law import Provision
from qingtian_platform.check.declared import speaking, timing
from qingtian_platform.check.declared.errors import DeclarationRefusedError
from qingtian_platform.check.declared.infos import MarkInfo, Span, mark_kinds
from qingtian_platform.check.declared.models import PeriodMark

if TYPE_CHECKING:
    from qingtian_platform.people.models import Person

MONITOR = "monitor"


@transaction.atomic
def mark(
    thing: int,
    kind: str,
    spans: Iterable[Span],
    reason: str,
    *,
    person: Person,
    on_behalf: int | None = None,
    mn: str = "",
    code: str = "",
    now: datetime | None = None,
) -> list[MarkInfo]:
    """Mark periods with a state; what the instrument itself sent stays beside it.

    Parameters
    ----------
    thing
        Number of the outlet or site.
    kind
        As the law of the period lists it, as 校准 or 停运.
    spans
        Periods [start, end) with a zone; those that touch become one.
    reason
        Why.
    person, on_behalf
        Who marks, and for which enterprise; None = the only one it can be.
    mn, code
        Data logger and factor, of a mark of the monitor; empty = all. A mark of plant or treatment
        is of the whole outlet.
    now
        The present; None = the clock.

    Raises
    ------
    DeclarationRefusedError
        The rule of those days knows no such mark, a period has not begun, or nobody may.
    """
    now = now or datetime.now(UTC)
    who = speaking.stand(thing, person, on_behalf)
    speaking.stream_of(thing, mn, code)
    wanted = timing.joined(spans)
    if not wanted:
        raise DeclarationRefusedError(_("Choose at least one period."))
    known = _known(kind, wanted)
    family = _family(known, kind)
    if family != MONITOR and (mn or code):
        raise DeclarationRefusedError(_("A mark of plant or treatment is of the whole outlet."))
    if any(start >= now for start, _end in wanted):
        raise DeclarationRefusedError(
            _("A period is marked once it has begun; declare what is planned.")
        )
    rows = [
        PeriodMark(
            **who.fields(reason, now),
            mn=mn,
            code=code,
            family=family,
            kind=kind,
            edition=known.standard,
            start=start,
            end=end,
        )
        for start, end in wanted
    ]
    for row in rows:
        row.save()
    return [_info(row) for row in rows]


def _known(kind: str, spans: Sequence[Span]) -> Provision:
    """Find the list of marks that holds in all periods."""
    found = [mark_kinds(start) for start, _end in spans]
    tables = [each for each in found if each is not None]
    if len(tables) < len(found):
        raise DeclarationRefusedError(_("There was no rule of marking yet in that period."))
    if any(kind not in _names(each) for each in tables):
        raise DeclarationRefusedError(_("The rule of that period knows no mark of that name."))
    return tables[-1]


def _names(table: Provision) -> dict[str, str]:
    return {str(row["zh"]): str(row["family"]) for row in table.rows()}


def _family(table: Provision, kind: str) -> str:
    return _names(table)[kind]


@transaction.atomic
def unmark(
    row: int,
    reason: str,
    *,
    person: Person,
    on_behalf: int | None = None,
    now: datetime | None = None,
) -> MarkInfo:
    """Take a mark back: a row that replaces it says so; both stay to be seen.

    Raises
    ------
    DeclarationRefusedError
        There is none that stands, or it is another enterprise's.
    """
    now = now or datetime.now(UTC)
    found = PeriodMark.objects.filter(pk=row, replaced_by=None).first()
    if found is None:
        raise DeclarationRefusedError(_("There is no such entry, or another has replaced it."))
    who = speaking.stand(found.thing_id, person, on_behalf)
    old = speaking.standing([found], row, who)
    names = ("mn", "code", "family", "kind", "edition", "start", "end")
    new = PeriodMark(
        **who.fields(reason, now),
        **{name: getattr(old, name) for name in names},
        replaces=old,
        withdrawn=True,
    )
    new.save()
    return _info(new)


def marks(
    mn: str = "",
    code: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    thing: int | None = None,
    withdrawn: bool = False,
) -> list[MarkInfo]:
    """List the marks that enterprises made, by start.

    Parameters
    ----------
    mn, code
        Marks about that logger and factor, those of the whole outlet among them; empty = all.
    start, end
        Those that touch [start, end); None = however early, however late.
    thing
        Whose; None = that of the logger, or all.
    withdrawn
        Whether those that were taken back are listed too.
    """
    rows = speaking.of_thing(PeriodMark, thing, mn, code, speaking.touching(start, end))
    found = [_info(row) for row in rows if withdrawn or not row.withdrawn]
    return sorted(found, key=lambda each: (each.start, each.row))


def _info(row: PeriodMark) -> MarkInfo:
    names = ("thing_id", "mn", "code", "family", "kind", "edition", "start", "end", "reason")
    return MarkInfo(
        row=row.pk,
        **{name: getattr(row, name) for name in names},
        by=speaking.speaker(row),
        entered=row.recorded_at,
        withdrawn=row.withdrawn,
    )
