"""How stations operate, by station, owner and district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qingtian_platform.check import months
from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.check.comparability.api import Operating
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.publish.desk.network import words

BY: Mapping[str, Promise] = {
    "station": gettext_lazy("Station"),
    "owner": gettext_lazy("Owner"),
    "district": gettext_lazy("District"),
}


@require_safe
@desk_required(*words.READERS)
def operating(request: HttpRequest) -> HttpResponse:
    """Show the rates of a month, the lowest first, or hand them out as a file."""
    today = timezone.localdate()
    month = words.asked_month(request, today.replace(day=1))
    last = months.end_of(month)
    after = last + timedelta(days=1)
    by = request.GET.get("by", "")
    by = by if by in BY else "station"
    found = comparability.operating(month, last, by=by, seen=seen(request))
    known = comparability.policy()
    low = _low(known, month)
    if export.asked(request):
        return export.table(
            request, f"qingtian-operating-{by}-{month:%Y-%m}", _columns(by), _lines(found)
        )
    whole = sum(each.counts.expected for each in found)
    valid = sum(each.counts.valid for each in found)
    context: dict[str, Any] = {
        "rows": [_row(each, by, low) for each in found],
        "by": by,
        "bys": BY,
        "month": month,
        "before": month - timedelta(days=1),
        "after": after,
        "whole": whole,
        "valid": valid,
        "rate": Fraction(valid, whole) if whole else None,
        "stopped": sum(each.counts.shutdown for each in found),
        "below": sum(_is_low(each, low) for each in found),
        "low": low,
        "settings": words.settings(known, month, "operating") if known else [],
        "clauses": words.CLAUSES[2:],
        "running": month <= today <= last,
    }
    return page(request, "network/operating.html", "network", context)


def _low(known: Any, day: date) -> Fraction | None:  # noqa: ANN401 - the policy, or none
    """Give the share below which a rate is pointed out; None where the city has no setting."""
    if known is None:
        return None
    return Fraction(comparability.setting(known, "operating", day)["low"]) / 100


def _is_low(each: Operating, low: Fraction | None) -> bool:
    return low is not None and each.rate is not None and each.rate < low


def _row(each: Operating, by: str, low: Fraction | None) -> dict[str, Any]:
    thing = next(iter(each.things.values())) if by == "station" else None
    return {
        "name": _name(each),
        "each": each,
        "thing": thing,
        "owner": (thing.owner_en if desk_words.english() else thing.owner) if thing else "",
        "low": _is_low(each, low),
        "stations": len(each.things),
        "share": desk_words.percent(each.rate),
    }


def _name(each: Operating) -> str:
    name = each.group.name_en if desk_words.english() else each.group.name
    return name or _("Whole city")


def _columns(by: str) -> list[str]:
    return [
        str(BY[by]), _("Number of stations"), _("Hours due"), _("Hours stopped, as declared"), _("Hours that came"),
        _("Valid hours"), _("Operating rate") + " %",
    ]  # fmt: skip


def _lines(found: Sequence[Operating]) -> Iterator[list[Any]]:
    for each in found:
        counts = each.counts
        yield [
            _name(each), len(each.things), counts.expected, counts.shutdown, counts.received,
            counts.valid, desk_words.percent(each.rate),
        ]  # fmt: skip
