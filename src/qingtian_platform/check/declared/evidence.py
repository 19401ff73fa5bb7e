"""Evidence files beside what an enterprise says: kept by hash, and who handed each in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from qingtian_platform.check.declared.errors import DeclarationRefusedError
from qingtian_platform.check.declared.models import EvidenceFile
from qingtian_platform.kit import attachments
from qingtian_platform.kit.attachments import Attachment, AttachmentRefusedError, Upload
from qingtian_platform.kit.places import Places

if TYPE_CHECKING:
    from qingtian_platform.people.models import Person


def keep(
    uploads: Sequence[Upload],
    person: Person,
    *,
    places: Places | None = None,
    now: datetime | None = None,
) -> list[Attachment]:
    """Keep files, and who handed them in first.

    Parameters
    ----------
    uploads
        As `kit.attachments.keep` takes them.
    person
        Who hands them in.
    places
        Where everything lives.
    now
        Time of handing in; None = the present.

    Raises
    ------
    DeclarationRefusedError
        A file is refused; none of them is kept then.
    """
    try:
        kept = attachments.keep(uploads, places)
    except AttachmentRefusedError as error:
        raise DeclarationRefusedError(str(error)) from error
    for each in kept:
        if not EvidenceFile.objects.filter(hash=each.hash).exists():
            facts = {"hash": each.hash, "name": each.name, "form": each.form, "size": each.size}
            EvidenceFile(**facts, author=person, recorded_at=now or datetime.now(UTC)).save()
    return kept


def find(hashes: Sequence[str]) -> tuple[Attachment, ...]:
    """Describe the files of some hashes, in that order; those that are not known are left out."""
    rows = {row.hash: row for row in EvidenceFile.objects.filter(hash__in=list(hashes))}
    found = (rows[name] for name in hashes if name in rows)
    return tuple(Attachment(row.hash, row.name, row.form, row.size) for row in found)
