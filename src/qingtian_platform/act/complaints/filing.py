"""File a complaint: what others may read on one side, who sent it enciphered on the other."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qingtian_platform.act.complaints import codes, scopes
from qingtian_platform.act.complaints.errors import ComplaintRefusedError
from qingtian_platform.act.complaints.infos import Report
from qingtian_platform.act.complaints.masking import masked
from qingtian_platform.act.complaints.models import Complaint, Sender
from qingtian_platform.kit import attachments, photographs
from qingtian_platform.kit.times import beijing
from qingtian_platform.kit.vault import Secret, decipher, encipher
from qingtian_platform.registry import api as registry

LEAST, MOST, LINE, CONTACT = 10, 4000, 200, 100
"""Characters of the words, of a line, and of a way to be reached. [1]"""
AHEAD: Final = timedelta(hours=1)
"""By how much a clock of a sender may be fast. [h]"""
TRIES: Final = 5


def file(
    report: Report,
    photos: Sequence[attachments.Upload] = (),
    *,
    now: datetime | None = None,
) -> str:
    """Take a complaint and give the code of its receipt.

    Parameters
    ----------
    report
        What was filled in.
    photos
        At most `attachments.MOST`, JPEG or PNG; what the camera wrote into them is left out.
    now
        The present.

    Returns
    -------
    str
        The code. The same form sent again gives the same code and files nothing.

    Raises
    ------
    ComplaintRefusedError
        If something is missing, too long or in the future; everything at once.
    AttachmentRefusedError
        If a photograph cannot be kept.
    """
    present = now or datetime.now(UTC)
    earlier = Sender.objects.filter(complaint__key=_key(report.key)).first()
    if earlier is not None:
        return code_of(earlier)
    wrong = list(_wrong(report, present))
    if wrong:
        raise ComplaintRefusedError(" ".join(wrong))
    kept = attachments.keep([photographs.bare(each, n) for n, each in enumerate(photos, 1)])
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return _written(report, kept, present)
        except IntegrityError:
            earlier = Sender.objects.filter(complaint__key=_key(report.key)).first()
            if earlier is not None:
                return code_of(earlier)
    raise ComplaintRefusedError(_("Too many people file at this moment; send it once more."))


def _key(text: str) -> str:
    """Take what a form was drawn with; without one nothing protects against sending twice."""
    return hashlib.sha256((text or secrets.token_hex(16)).encode()).hexdigest()


def _wrong(report: Report, now: datetime) -> list[str]:
    found = []
    if report.scope not in scopes.SCOPES:
        found.append(_("Choose what it is about."))
    if not LEAST <= len(report.text.strip()) <= MOST:
        found.append(
            _("Say what happened in %(least)s to %(most)s characters; got %(n)s.")
            % {"least": LEAST, "most": MOST, "n": len(report.text.strip())}
        )
    if not (report.place.strip() or report.about.strip() or report.thing_id or report.lon):
        found.append(_("Say where: a place, a point on the map or a unit."))
    if max(len(report.place), len(report.about)) > LINE:
        found.append(_("Place and unit have at most %(n)s characters.") % {"n": LINE})
    if max(len(report.name), len(report.phone), len(report.mail)) > CONTACT:
        found.append(
            _("Name, telephone and mailbox have at most %(n)s characters.") % {"n": CONTACT}
        )
    if report.mail and not _mailbox(report.mail):
        found.append(_("The mailbox is none; mend it or leave it empty."))
    if report.happened is not None and report.happened > now + AHEAD:
        found.append(_("The time lies in the future."))
    if report.thing_id is not None and report.thing_id not in registry.things():
        found.append(_("There is no such unit."))
    return found


def _mailbox(text: str) -> bool:
    before, at, after = text.partition("@")
    plain = not any(sign.isspace() or sign in ",;<>\"'" for sign in text)
    return bool(before and at and "." in after.strip(".")) and "@" not in after and plain


def _written(report: Report, kept: list[attachments.Attachment], now: datetime) -> str:
    code, year = codes.new_code(), beijing(now).year
    last = Complaint.objects.filter(year=year).order_by("-serial").first()
    serial = 1 if last is None else last.serial + 1
    thing = registry.things().get(report.thing_id) if report.thing_id else None
    known = (report.name, report.phone, report.mail)
    row = Complaint.objects.create(
        number=f"{year}-{serial:06d}",
        year=year,
        serial=serial,
        key=_key(report.key),
        lookup=codes.lookup(code),
        at=now,
        scope=report.scope,
        text=masked(report.text.strip(), *known),
        place=masked(report.place.strip(), *known)[:LINE],
        about=masked(report.about.strip(), *known)[:LINE],
        happened=report.happened,
        lon=report.lon,
        lat=report.lat,
        thing_id=report.thing_id,
        division=(thing.district if thing and thing.district else report.division)[:12],
        files=[[each.hash, each.name, each.form, each.size] for each in kept],
        channel=scopes.channel(report.scope, now),
        reachable=report.reachable,
    )
    Sender.objects.create(complaint=row, sealed=_sealed(report, code))
    return code


def _sealed(report: Report, code: str) -> str:
    told = {
        "code": code,
        "name": report.name.strip(),
        "phone": report.phone.strip(),
        "mail": report.mail.strip(),
        "text": report.text.strip(),
        "place": report.place.strip(),
        "about": report.about.strip(),
    }
    return encipher(Secret(json.dumps(told, ensure_ascii=False)))


def opened(sender: Sender) -> dict[str, Any]:
    """Decipher who sent a complaint; who calls this answers for a trace."""
    return dict(json.loads(decipher(sender.sealed).reveal()))


def code_of(sender: Sender) -> str:
    """Give the code of a receipt."""
    return str(opened(sender)["code"])
