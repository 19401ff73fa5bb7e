"""Who sees which page of accountability, and how what is refused is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.assess.api import policy
from qingtian_platform.kit import attachments
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people.api import Role

READERS = (Role.ASSESSOR,)
"""Administrators enter as well, as they do everywhere; nobody else does."""


def known_policy() -> Policy:
    """Give the policy of the city; a page without one is not found."""
    known = policy()
    if known is None:
        raise Http404(_("This city has no policy pack."))
    missing = accounts.lacking(known)
    if missing:
        told = {"x": ", ".join(missing)}
        raise Http404(_("The policy pack lacks the settings %(x)s.") % told)
    return known


def own_unit(request: HttpRequest, known: Policy, unit: str) -> str:
    """Give a unit that the person sees; any other is not found."""
    if not accounts.sees(request.user, known, unit, timezone.localdate()):
        raise Http404(_("There is no such unit."))
    return unit


def day_of(request: HttpRequest) -> date:
    """Read the day of a form.

    Raises
    ------
    AccountRefusedError
        If it is none.
    """
    text = request.POST.get("day", "")
    try:
        return plain_day(text)
    except ValueError:
        raise accounts.AccountRefusedError(
            _("Expected a day as 2026-11-26; got “%(x)s”.") % {"x": text}
        ) from None


def numbers_of(request: HttpRequest) -> list[int]:
    """Read the numbers of the facts that were ticked."""
    return [int(each) for each in request.POST.getlist("fact") if each.isdecimal()]


def number_of(request: HttpRequest, name: str) -> int:
    """Read a number of a form; 0 where there is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def kept_files(request: HttpRequest) -> list[str]:
    """Keep what was handed in beside a form, and give the hashes."""
    uploads = [each for each in request.FILES.getlist("files") if each]
    return [each.hash for each in attachments.keep(uploads)] if uploads else []


def attempt(request: HttpRequest, work: Callable[[], str]) -> bool:
    """Do what a form asks for; say that it is done, or why it is not."""
    try:
        words = work()
    except (accounts.AccountRefusedError, attachments.AttachmentRefusedError) as error:
        messages.error(request, str(error), extra_tags="desk")
        return False
    messages.success(request, words, extra_tags="desk")
    return True
