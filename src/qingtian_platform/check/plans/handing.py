"""Take what an enterprise or its contractor hands in; nothing that was taken is ever replaced."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.ledger.acts import SALT_SIZE, canonical, words_hash
from qingtian_platform.check.plans import checking, sealing
from qingtian_platform.check.plans.errors import PlanRefusedError
from qingtian_platform.check.plans.infos import Item
from qingtian_platform.check.plans.models import (
    Absence,
    Agency,
    Handed,
    Plan,
    Pledge,
    Report,
    Result,
)
from qingtian_platform.kit import attachments
from qingtian_platform.kit.attachments import AttachmentRefusedError, Upload
from qingtian_platform.kit.signed import signed, words_of
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role

SIDES: Final = {"enterprise": Role.ENTERPRISE, "contractor": Role.CONTRACTOR}
"""Who signs a declaration against interference, by the role of the account."""
KINDS: Final = ("report", "record")
MOST: Final = 200
"""Rows of a plan. [1]"""
SHORT: Final = 500
H = TypeVar("H", bound=Handed)


def _facts(person: Any, organisation: int, now: datetime) -> dict[str, Any]:  # noqa: ANN401
    """Say who hands something in, for whom.

    Raises
    ------
    PlanRefusedError
        The person does not act for the enterprise today.
    """
    if organisation not in people.principals(person, beijing(now).date()):
        raise PlanRefusedError(
            _("Only the enterprise itself or a contractor that it registered hands this in.")
        )
    body = people.organisation_name(person.organisation_id)
    return {"organisation_id": organisation, "body": body, **signed(person, now)}


def _kept(row: H, said: dict[str, Any]) -> H:
    """Write a row with the salted hash of what it says; the hash goes into the evidence log."""
    whole = {"at": row.at.isoformat(), "by": row.by, "for": row.organisation_id, **said}
    row.text = canonical({"kind": type(row).__name__.lower(), **whole}).decode()
    salt = secrets.token_bytes(SALT_SIZE)
    row.salt, row.digest = salt.hex(), words_hash(salt, row.text)
    row.save(force_insert=True)
    transaction.on_commit(sealing.seal_waiting)
    return row


def _files(uploads: Sequence[Upload], *, least: int = 0) -> list[dict[str, Any]]:
    if len(uploads) < least:
        raise PlanRefusedError(_("Hand the file itself in, too; it is kept whole."))
    try:
        return [asdict(each) for each in attachments.keep(uploads)]
    except AttachmentRefusedError as error:
        raise PlanRefusedError(str(error)) from None


def _short(text: str, *, most: int = SHORT) -> str:
    return words_of(text, PlanRefusedError, most=most)


def hand_in_plan(
    organisation: int,
    items: Sequence[Item],
    *,
    quality: str,
    valid_from: date,
    reason: str,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    files: Sequence[Upload] = (),
    now: datetime | None = None,
) -> int:
    """Hand in a version of a plan; what it leaves out is taken as left out, and named on its page.

    Parameters
    ----------
    organisation
        Number of the enterprise.
    items, quality
        What is measured; quality assurance and control.
    valid_from
        From which day on it holds. A later version never holds for days that are over, and a sampling
        that it promises no more, or otherwise often, is owed until its turn ends: else what was missed
        could be unsaid.
    reason
        Why this version.
    person, files, now
        Who hands it in; files; the present.

    Returns
    -------
    int
        Number of the version.

    Raises
    ------
    PlanRefusedError
        The person may not, or a row cannot be read.
    """
    present = now or datetime.now(UTC)
    facts = _facts(person, organisation, present)
    if not 0 < len(items) <= MOST:
        raise PlanRefusedError(_("Expected 1 to %(n)s rows.") % {"n": MOST})
    for each in items:
        checking.check_item(organisation, each)
    before = Plan.objects.filter(organisation=organisation).order_by("-pk").first()
    if before is not None and valid_from <= before.valid_from:
        raise PlanRefusedError(
            _("The version before holds from %(day)s; this one has to hold from a later day.")
            % {"day": before.valid_from.isoformat()}
        )
    if before is not None:
        if valid_from < beijing(present).date():
            raise PlanRefusedError(
                _("The version before is in force; this one holds from today at the earliest.")
            )
        checking.check_turns([Item(**each) for each in before.items], items, valid_from)
    said: dict[str, Any] = {
        "items": [asdict(each) for each in items],
        "quality": quality.strip()[:4000],
        "valid_from": valid_from,
        "reason": _short(reason),
        "files": _files(files),
    }
    with transaction.atomic():
        row = _kept(Plan(**facts, **said), {**said, "valid_from": valid_from.isoformat()})
    return int(row.pk)


def enter_agency(
    organisation: int,
    agency: str,
    *,
    certificate: str,
    valid_until: date,
    scope: Sequence[str],
    since: date,
    person: Any,  # noqa: ANN401
    files: Sequence[Upload] = (),
    replaces: int | None = None,
    now: datetime | None = None,
) -> int:
    """Enter a monitoring body that works for the enterprise, with certificate and scope.

    Parameters
    ----------
    organisation, person, files, now
        As of `hand_in_plan`.
    agency, certificate, valid_until, scope, since
        As `AgencyInfo` has them.
    replaces
        The row that this one renews, as with a new certificate.

    Raises
    ------
    PlanRefusedError
        The person may not, or something is missing.
    """
    present = now or datetime.now(UTC)
    facts = _facts(person, organisation, present)
    methods = [each.strip()[:60] for each in scope if each.strip()]
    said: dict[str, Any] = {
        "agency": _short(agency, most=160),
        "certificate": _short(certificate, most=60),
        "valid_until": valid_until,
        "scope": methods,
        "since": since,
        "files": _files(files),
    }
    old = None if replaces is None else _own(Agency, organisation, replaces)
    plain = {**said, "valid_until": valid_until.isoformat(), "since": since.isoformat()}
    with transaction.atomic():
        row = _kept(Agency(**facts, **said, replaces=old), {**plain, "replaces": replaces})
    return int(row.pk)


def _own(model: type[H], organisation: int, number: int) -> H:
    found: H | None = model.objects.filter(pk=number, organisation=organisation).first()
    if found is None or hasattr(found, "replaced_by"):
        raise PlanRefusedError(_("There is no such entry of this enterprise, or a later one is."))
    return found


def pledge(
    organisation: int,
    agency: int,
    words: str,
    *,
    person: Any,  # noqa: ANN401
    now: datetime | None = None,
) -> None:
    """Sign the declaration against interference, for the side that the person's account is of.

    Parameters
    ----------
    organisation, person, now
        As of `hand_in_plan`.
    agency, words
        Which monitoring body; the declaration as the pack words it.

    Raises
    ------
    PlanRefusedError
        The person may not, or that side has signed.
    """
    present = now or datetime.now(UTC)
    facts = _facts(person, organisation, present)
    row = _own(Agency, organisation, agency)
    side = next((key for key, role in SIDES.items() if person.role == role), "")
    if not side or Pledge.objects.filter(agency=row, side=side).exists():
        raise PlanRefusedError(_("Your side has signed this declaration already."))
    if side == "contractor" and facts["body"] != row.agency:
        raise PlanRefusedError(_("Only %(x)s itself signs for its side.") % {"x": row.agency})
    said = {"agency_id": agency, "side": side, "words": words_of(words, PlanRefusedError)}
    with transaction.atomic():
        _kept(Pledge(**facts, **said), said)


def enter_result(
    organisation: int,
    thing: str,
    code: str,
    sampled: date,
    value: str,
    *,
    unit: str,
    method: str,
    person: Any,  # noqa: ANN401
    agency: int | None = None,
    files: Sequence[Upload] = (),
    replaces: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> int:
    """Enter a result of manual monitoring.

    Parameters
    ----------
    organisation, person, files, now
        As of `hand_in_plan`; files are the raw records.
    thing, code, sampled
        Key of the outlet, code of the property, day of the sample.
    value, unit, method
        As measured; below detection as `<0.05`. [unit]
    agency
        Number of the monitoring body; None = the enterprise itself.
    replaces, reason
        The result that this one answers, and why.

    Raises
    ------
    PlanRefusedError
        The person may not, or something is missing or cannot be.
    """
    present = now or datetime.now(UTC)
    facts = _facts(person, organisation, present)
    if not sampled <= beijing(present).date():
        raise PlanRefusedError(_("The day lies in the future; a result says what was found."))
    old = None if replaces is None else _own(Result, organisation, replaces)
    said: dict[str, Any] = {
        "thing_id": checking.thing_of(organisation, thing).id,
        "code": _short(code, most=12),
        "sampled": sampled,
        "value": checking.value_of(value),
        "unit": unit.strip()[:20],
        "method": _short(method, most=120),
        "agency_id": None if agency is None else _own(Agency, organisation, agency).pk,
        "files": _files(files),
        "reason": _short(reason) if old is not None else "",
    }
    with transaction.atomic():
        plain = {**said, "sampled": sampled.isoformat(), "replaces": replaces}
        row = _kept(Result(**facts, **said, replaces=old), plain)
    return int(row.pk)


def hand_in_report(
    organisation: int,
    kind: str,
    title: str,
    first: date,
    last: date,
    *,
    person: Any,  # noqa: ANN401
    files: Sequence[Upload],
    agency: int | None = None,
    replaces: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> int:
    """Hand in a report or raw records, whole.

    Parameters
    ----------
    organisation, person, now
        As of `hand_in_plan`.
    kind, title, first, last
        One of `KINDS`, what it is, of which days.
    files
        At least one.
    agency, replaces, reason
        As of `enter_result`; the version before stays.

    Raises
    ------
    PlanRefusedError
        The person may not, or something is missing or cannot be.
    """
    present = now or datetime.now(UTC)
    facts = _facts(person, organisation, present)
    if kind not in KINDS or last < first or last > beijing(present).date() + timedelta(days=1):
        raise PlanRefusedError(_("Expected a report or raw records, of days that are over."))
    old = None if replaces is None else _own(Report, organisation, replaces)
    said: dict[str, Any] = {
        "kind": kind,
        "title": _short(title, most=200),
        "first": first,
        "last": last,
        "agency_id": None if agency is None else _own(Agency, organisation, agency).pk,
        "files": _files(files, least=1),
        "reason": _short(reason) if old is not None else "",
    }
    with transaction.atomic():
        days = {"first": first.isoformat(), "last": last.isoformat()}
        row = _kept(Report(**facts, **said, replaces=old), {**said, **days, "replaces": replaces})
    return int(row.pk)


def explain(
    organisation: int,
    thing: str,
    code: str,
    first: date,
    last: date,
    reason: str,
    *,
    person: Any,  # noqa: ANN401
    now: datetime | None = None,
) -> None:
    """Say why something was not monitored; it is public, and takes nothing from what is owed.

    Parameters
    ----------
    organisation, person, now
        As of `hand_in_plan`.
    thing, code, first, last
        Key of the outlet, property (empty = all), days.
    reason
        Why.

    Raises
    ------
    PlanRefusedError
        The person may not, or something is missing or cannot be.
    """
    present = now or datetime.now(UTC)
    facts = _facts(person, organisation, present)
    if last < first:
        raise PlanRefusedError(_("The last day lies before the first."))
    said: dict[str, Any] = {
        "thing_id": checking.thing_of(organisation, thing).id,
        "code": code.strip()[:12],
        "reason": _short(reason),
    }
    with transaction.atomic():
        days = {"first": first.isoformat(), "last": last.isoformat()}
        _kept(Absence(**facts, **said, first=first, last=last), {**said, **days})
