"""What every page of the enterprise has around it: its own outlets, the ways between, what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.check.declared import api as declared
from qingtian_platform.check.declared.api import DeclarationRefusedError
from qingtian_platform.kit.times import BEIJING, YEARS, plain_day
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.frame import page as desk_page
from qingtian_platform.registry import api as registry

CREW = (Role.ENTERPRISE, Role.CONTRACTOR)
SOURCES = ("outlet", "site")


@dataclass(frozen=True)
class Way:
    """An entry of the line of pages."""

    key: str
    word: Promise
    route: str
    of_outlet: bool = False
    """Whether it is about one outlet, which its address names."""

    @property
    def href(self) -> str:
        """Where it leads."""
        return reverse(self.route)


OWNERS = ("cases", "contractors")
"""Pages of the enterprise alone, not of its contractor."""
WAYS = (
    Way("start", gettext_lazy("What we owe"), "enterprise:start"),
    Way("cases", gettext_lazy("Served on us"), "enterprise:cases"),
    Way("declare", gettext_lazy("Declare"), "enterprise:declare", of_outlet=True),
    Way("marks", gettext_lazy("Mark periods"), "enterprise:marks", of_outlet=True),
    Way("manual", gettext_lazy("Values by hand"), "enterprise:manual", of_outlet=True),
    Way("plans", gettext_lazy("Self-monitoring"), "enterprise:plans"),
    Way("contractors", gettext_lazy("Contractors"), "enterprise:contractors"),
)


def things(request: HttpRequest) -> list[registry.ThingInfo]:
    """List the outlets and sites that the person may speak of, by name."""
    may = set(people.principals(request.user))
    found = [
        each
        for each in registry.things().values()
        if each.kind in SOURCES
        and may & set(each.organisations)
        and people.may_see(request.user, each)
    ]
    return sorted(found, key=words.name)


def chosen(request: HttpRequest, key: str = "") -> registry.ThingInfo | None:
    """Give the outlet that is asked for, or the only one; None where one is still to be chosen.

    Raises
    ------
    Http404
        There is none of that key that the person may speak of.
    """
    own = things(request)
    key = key or request.GET.get("thing", "")
    if not key:
        return own[0] if own else None
    found = next((each for each in own if each.key == key), None)
    if found is None:
        raise Http404(_("You speak of no such outlet."))
    return found


def page(request: HttpRequest, template: str, way: str, context: dict[str, Any]) -> HttpResponse:
    """Show a page of the enterprise inside the frame of the desk."""
    owner = getattr(request.user, "role", "") == Role.ENTERPRISE
    around = {
        "ways": [each for each in WAYS if each.key not in OWNERS or owner],
        "way": way,
        "own": [(each.key, words.name(each)) for each in things(request)],
    }
    return desk_page(request, f"enterprise/{template}", "enterprise", {**around, **context})


def attempt(
    request: HttpRequest,
    act: Callable[[], str],
    back: str,
    again: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Do what a form asks and say so, or say what is to be mended; then show a page again.

    Parameters
    ----------
    request
        The POST.
    act
        Does it, and gives what is said on success.
    back
        The page that follows.
    again
        Shows the form as it was filled in, where it is refused; None: the page that follows.
    """
    try:
        messages.success(request, act(), extra_tags="desk")
    except (DeclarationRefusedError, ValueError) as error:
        messages.error(request, str(error), extra_tags="desk")
        if again is not None:
            return again()
    return HttpResponseRedirect(back)


def moment(text: str) -> datetime | None:
    """Read a moment as a form sends it, in Beijing time; None where it is left empty.

    Raises
    ------
    DeclarationRefusedError
        It is no moment.
    """
    if not text.strip():
        return None
    try:
        found = datetime.strptime(text.strip().replace(" ", "T")[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007
    except ValueError:
        found = datetime.min  # noqa: DTZ901 - refused below
    if found.year not in YEARS:
        raise DeclarationRefusedError(
            _("“%(text)s” is no time; write it as 2026-11-25 09:30.") % {"text": text[:40]}
        )
    return found.replace(tzinfo=BEIJING).astimezone(UTC)


def needed(text: str) -> datetime:
    """Read a moment that must be given.

    Raises
    ------
    DeclarationRefusedError
        It is missing, or no moment.
    """
    found = moment(text)
    if found is None:
        raise DeclarationRefusedError(_("Say from when."))
    return found


def day(text: str) -> date:
    """Read a day as a form sends it.

    Raises
    ------
    ValueError
        It is no day.
    """
    try:
        return plain_day(text.strip())
    except ValueError:
        raise ValueError(
            _("“%(text)s” is no day; write it as 2026-11-25.") % {"text": text[:40]}
        ) from None


def number(text: str) -> int | None:
    """Read the number of a row as a form sends it; None where it is none."""
    return int(text) if text.isdecimal() and len(text) < 18 else None


def streams_of(thing: registry.ThingInfo, day: date) -> list[registry.DatastreamInfo]:
    """List the datastreams of an outlet, those with a limit on that day first."""
    bound = declared.hourly_bounds(thing.id, day)
    return sorted(
        registry.datastreams(thing.id),
        key=lambda each: ((each.mn, each.code) not in bound, each.code),
    )


def streams(thing: registry.ThingInfo) -> list[tuple[str, str]]:
    """List the factors of an outlet for a choice: `MN|code`, and its name."""
    return [
        (f"{each.mn}|{each.code}", f"{words.stream_name(each)} ({each.mn})")
        for each in streams_of(thing, timezone.localdate())
    ]


def stream_asked(text: str) -> tuple[str, str]:
    """Read a choice of logger and factor; empty means all."""
    mn, _bar, code = text.partition("|")
    return mn, code


def person(request: HttpRequest) -> Any:  # noqa: ANN401 - the account's class is private to its app
    """Give who is signed in; the guard of the view has seen to it that somebody is."""
    return cast("Any", request.user)
