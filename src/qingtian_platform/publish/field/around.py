"""What every page of the field has around it: who may come in, and how a form is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qingtian.cases import Reason
from qingtian_platform.act.cases import api as cases
from qingtian_platform.kit.times import BEIJING, YEARS
from qingtian_platform.people.api import Role
from qingtian_platform.publish.desk.words import language

CREW = (Role.ENFORCEMENT, Role.RIVER_CHIEF, Role.SUPERVISOR, Role.HEAD, Role.LEGAL)
REFUSED = 422
ASKED = "X-Field"
"""A form that the phone has kept comes with this head, and wants its answer as JSON."""


class FieldRefusedError(ValueError):
    """What a form brought cannot be taken; the message says what to mend."""


@dataclass(frozen=True)
class Deadline:
    """A limit as the field shows it.

    Attributes
    ----------
    due
        When it ends.
    share
        How much of the time since the matter began has gone. [%]
    """

    due: datetime
    share: int


def deadline(since: datetime, due: datetime | None, now: datetime) -> Deadline | None:
    """Say how much of a time has gone; None where nothing is due."""
    if due is None:
        return None
    whole = (due - since).total_seconds()
    gone = (now - since).total_seconds()
    return Deadline(due, max(0, min(100, round(100 * gone / whole))) if whole > 0 else 100)


def page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Show a page of the field."""
    around = {"role_name": getattr(request.user, "get_role_display", lambda: "")()}
    return render(request, f"field/{template}", {**around, **context}, status=status)


def visible(request: HttpRequest, number: int) -> cases.MatterInfo:
    """Give a matter that the person may see.

    Raises
    ------
    Http404
        If there is none; one that the person may not see is none.
    """
    try:
        return cases.matter(number, request.user)
    except (cases.NoSuchError, cases.ForbiddenError):
        raise Http404(_("There is no matter of that number for you.")) from None


def done(request: HttpRequest, said: str, to: str) -> HttpResponse:
    """Answer a form that was taken: lead on, or tell the phone that it may forget it."""
    messages.success(request, said, extra_tags="field")
    if request.headers.get(ASKED):
        return JsonResponse({"done": True, "to": to, "said": said})
    return HttpResponseRedirect(to)


def refused(problem: str) -> JsonResponse:
    """Tell the phone that a form was not taken, and why."""
    return JsonResponse({"done": False, "problem": problem}, status=REFUSED)


def reasons(problem: Exception) -> str:
    """Say why something was refused, in the reader's language."""
    if isinstance(problem, cases.ActRefusedError):
        said = (r.say(language()) if isinstance(r, Reason) else r for r in problem.reasons)
        return "; ".join(said)
    return str(problem)


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a phone asks."""
    return bool(request.headers.get(ASKED))


def moment(text: str) -> datetime | None:
    """Read a moment: of a form in Beijing time, or of a phone with its own zone; None where empty.

    Raises
    ------
    FieldRefusedError
        It is none.
    """
    text = text.strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.min  # noqa: DTZ901 - refused below
    if found.year not in YEARS:
        raise FieldRefusedError(
            _("“%(text)s” is no time; write it as 2026-11-25 09:30.") % {"text": text[:40]}
        )
    return (found if found.tzinfo else found.replace(tzinfo=BEIJING)).astimezone(UTC)


def degrees(text: str, most: float) -> float | None:
    """Read a longitude or latitude; None where there is none. [°]."""
    try:
        found = float(text)
    except ValueError:
        return None
    return round(found, 6) if -most <= found <= most else None


def position(request: HttpRequest) -> tuple[float | None, float | None]:
    """Read where the phone was; both or none. [°]."""
    lon = degrees(request.POST.get("lon", ""), 180.0)
    lat = degrees(request.POST.get("lat", ""), 90.0)
    return (lon, lat) if lon is not None and lat is not None else (None, None)
