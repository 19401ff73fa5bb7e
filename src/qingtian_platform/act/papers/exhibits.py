"""Exhibits of a matter: files and sealed readings, each by its hash, once, with who, when and where."""

from __future__ import annotations

import math
import secrets
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.ledger.acts import SALT_SIZE, canonical, words_hash
from qingtian_platform.act.papers import reading, sealing, standing
from qingtian_platform.act.papers.errors import NoSuchError, PaperRefusedError
from qingtian_platform.act.papers.infos import ExhibitInfo
from qingtian_platform.act.papers.models import Exhibit
from qingtian_platform.kit import attachments, exif
from qingtian_platform.kit.signed import signed, typed
from qingtian_platform.record import api as record

MOST_WORDS = 2000
PHOTO = "jpg"


def add_exhibit(
    matter: int,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    upload: attachments.Upload,
    taken_at: datetime | None = None,
    lon: float | None = None,
    lat: float | None = None,
    words: str = "",
    *,
    now: datetime | None = None,
) -> ExhibitInfo:
    """Keep a file as evidence; the same bytes again give the exhibit that is there.

    Parameters
    ----------
    matter, person
        Of which matter; who hands it in.
    upload
        The file.
    taken_at, lon, lat
        When and where it was taken; where nobody says, what the camera wrote into it. [°]
    words
        What it shows.
    now
        The present.

    Raises
    ------
    ForbiddenError
        The person is no party of the matter.
    PaperRefusedError
        The file is refused, or a time or place cannot be.
    """
    standing.demand_party(matter, person)
    present = now or datetime.now(UTC)
    try:
        (kept,) = attachments.keep([upload], sound=True)
    except attachments.AttachmentRefusedError as error:
        raise PaperRefusedError(str(error)) from None
    seen = camera(kept.hash) if kept.form == PHOTO else exif.Written()
    if lon is None and lat is None:
        lon, lat = seen.lon, seen.lat
    taken = taken_at or seen.taken_at
    if taken_at is None and taken is not None and taken > present:
        taken = None  # the camera's clock is wrong: the file still tells what it said
    _check(taken, lon, lat, present)
    row = Exhibit(
        matter=matter, kind="file", hash=kept.hash, filename=kept.name, form=kept.form,
        size=kept.size, words=_said(words), taken_at=taken, lon=lon, lat=lat,
    )  # fmt: skip
    return _kept(row, person, present)


def add_reading(
    matter: int,
    person: Any,  # noqa: ANN401
    batch: int,
    frame: int,
    words: str = "",
    *,
    now: datetime | None = None,
) -> ExhibitInfo:
    """Name a sealed reading as evidence; its proof goes into the case file.

    Parameters
    ----------
    matter, person, words, now
        As of `add_exhibit`.
    batch, frame
        Where it is sealed.

    Raises
    ------
    ForbiddenError
        The person is no party of the matter.
    PaperRefusedError
        There is no such sealed reading.
    """
    standing.demand_party(matter, person)
    try:
        sealed = record.sealed_frame(batch, frame)
    except (record.NotSealedError, IndexError, OverflowError):
        raise PaperRefusedError(_("Expected a sealed reading; there is none there.")) from None
    row = Exhibit(
        matter=matter, kind="reading", hash=sealed.leaf.hex(), words=_said(words), batch=batch,
        frame=frame, taken_at=sealed.received_at,
    )  # fmt: skip
    return _kept(row, person, now or datetime.now(UTC))


def _kept(row: Exhibit, person: Any, now: datetime) -> ExhibitInfo:  # noqa: ANN401
    """Keep an exhibit once; its salted hash goes into the list of acts."""
    with transaction.atomic():
        there = Exhibit.objects.filter(matter=row.matter, hash=row.hash).first()
        if there is None:
            there = row
            for name, value in signed(person, now).items():
                setattr(row, name, value)
            salt = secrets.token_bytes(SALT_SIZE)
            row.salt, row.digest = salt.hex(), words_hash(salt, text_of(row))
            row.save(force_insert=True)
            transaction.on_commit(sealing.seal_waiting)
    return reading.exhibit_infos([there])[0]


def text_of(row: Exhibit | ExhibitInfo) -> str:
    """Write what is said of an exhibit as one text: its salted hash is of this."""
    said = {
        "at": row.at.isoformat(),
        "by": row.by,
        "hash": row.hash,
        "kind": row.kind,
        "lat": None if row.lat is None else f"{row.lat:.6f}",
        "lon": None if row.lon is None else f"{row.lon:.6f}",
        "matter": row.matter,
        "name": row.filename,
        "reading": None if row.batch is None else [row.batch, row.frame],
        "taken_at": row.taken_at.isoformat() if row.taken_at else None,
        "words": row.words,
    }
    return canonical(said).decode()


def _said(words: str) -> str:
    text = typed(words).strip()
    if len(text) > MOST_WORDS:
        raise PaperRefusedError(
            _("Expected at most %(n)s characters; got %(x)s.") % {"n": MOST_WORDS, "x": len(text)}
        )
    return text


def _check(taken: datetime | None, lon: float | None, lat: float | None, now: datetime) -> None:
    if taken is not None and taken > now:
        raise PaperRefusedError(_("Expected a time that is over; it lies ahead."))
    if (lon is None) != (lat is None):
        raise PaperRefusedError(_("Expected longitude and latitude; one is missing."))
    for value, most in ((lon, 180), (lat, 90)):
        if value is not None and not (math.isfinite(value) and abs(value) <= most):
            raise PaperRefusedError(_("Expected a place on the earth; got %(x)s.") % {"x": value})


def exhibits(matter: int) -> list[ExhibitInfo]:
    """List the exhibits of a matter, in the order in which they were handed in."""
    return reading.exhibit_infos(Exhibit.objects.filter(matter=matter).order_by("pk"))


def exhibit(number: int) -> ExhibitInfo:
    """Give one exhibit.

    Raises
    ------
    NoSuchError
        There is none.
    """
    found = Exhibit.objects.filter(pk=number).first()
    if found is None:
        raise NoSuchError(_("There is no such exhibit."))
    return reading.exhibit_infos([found])[0]


def original(info: ExhibitInfo) -> bytes:
    """Give the bytes of an exhibit as they came; of a reading the masked frame.

    Raises
    ------
    LookupError
        They are no longer there, or no longer those of its hash.
    """
    if info.batch is not None and info.frame is not None:
        return record.sealed_frame(info.batch, info.frame).masked
    return attachments.content(info.hash)


def camera(name: str) -> exif.Written:
    """Read what a camera wrote into a photograph, by the hash of its file."""
    return exif.written(attachments.content(name))
