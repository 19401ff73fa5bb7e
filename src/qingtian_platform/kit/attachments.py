"""Files that people hand in: bounded in form, size and number, named by their hash, whole or absent."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from django.utils.translation import gettext as _

from qingtian_platform.kit import soundness
from qingtian_platform.kit.places import Places

LARGEST: Final = 8 << 20
"""Of one file. [bytes]"""
MOST: Final = 6
"""Files beside one statement. [1]"""
FORMS: Final = {
    "pdf": (b"%PDF-", "application/pdf"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "txt": (b"", "text/plain; charset=utf-8"),
    "csv": (b"", "text/csv; charset=utf-8"),
    "xlsx": (
        b"PK\x03\x04",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
"""Forms that are taken, by the end of the name: how they begin, and what a browser is told."""


class AttachmentRefusedError(ValueError):
    """A file cannot be taken; the message says to who handed it in what to do."""


class Upload(Protocol):
    """A file as a form hands it over."""

    @property
    def name(self) -> str | None:
        """Name that it had where it came from."""

    def read(self) -> bytes:
        """Give its bytes."""


@dataclass(frozen=True)
class Attachment:
    """A file that is kept.

    Attributes
    ----------
    hash
        SHA-256 of its bytes, 64 digits.
    name, form
        Name that it came with, and one of `FORMS`.
    size
        Of it. [bytes]
    """

    hash: str
    name: str
    form: str
    size: int

    @property
    def media_type(self) -> str:
        """What a browser is told that it is."""
        return FORMS[self.form][1]


def keep(
    uploads: Sequence[Upload], places: Places | None = None, *, sound: bool = False
) -> list[Attachment]:
    """Keep files; none is kept where one is refused.

    Parameters
    ----------
    uploads
        At most `MOST`.
    places
        Where everything lives.
    sound
        Whether each must wholly be what its name says, as evidence is; see `kit.soundness`.

    Raises
    ------
    AttachmentRefusedError
        A file is too large, empty, of another form than its name says, or there are too many.
    """
    if len(uploads) > MOST:
        raise AttachmentRefusedError(_("At most %(n)s files; put them together.") % {"n": MOST})
    read = [_read(each) for each in uploads]
    for info, data in read if sound else ():
        _check(info, data)
    for info, data in read:
        _write(path_of(info.hash, places), data)
    return [info for info, _data in read]


def put(data: bytes, places: Places | None = None) -> str:
    """Keep bytes of any form, named by their SHA-256, which is given back; twice is once."""
    name = digest(data)
    _write(path_of(name, places), data)
    return name


def digest(data: bytes) -> str:
    """Name bytes by their SHA-256, as they would be kept."""
    return hashlib.sha256(data).hexdigest()


def _read(upload: Upload) -> tuple[Attachment, bytes]:
    name = Path(upload.name or "").name[-120:]
    form = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if form not in FORMS:
        known = ", ".join(FORMS)
        raise AttachmentRefusedError(
            _("“%(name)s” is none of %(known)s.") % {"name": name, "known": known}
        )
    data = upload.read()
    if not 0 < len(data) <= LARGEST:
        raise AttachmentRefusedError(
            _("“%(name)s” is empty or larger than %(n)s MB.") % {"name": name, "n": LARGEST >> 20}
        )
    begin = FORMS[form][0]
    if not data.startswith(begin) or (not begin and b"\x00" in data):
        raise AttachmentRefusedError(
            _("“%(name)s” is not what its name says it is.") % {"name": name}
        )
    return Attachment(digest(data), name, form, len(data)), data


def _check(info: Attachment, data: bytes) -> None:
    try:
        soundness.check(info.form, data)
    except soundness.UnsoundError as error:
        said = {"name": info.name, "why": str(error)}
        raise AttachmentRefusedError(_("“%(name)s” is refused: %(why)s.") % said) from None


def path_of(name: str, places: Places | None = None) -> Path:
    """Say where the bytes of a hash lie."""
    return (places or Places.current()).attachments / name[:2] / name


def _write(path: Path, data: bytes) -> None:
    """Put a file in place, whole or not at all; one that is there has the same bytes."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f"{secrets.token_hex(6)}.new")
    with aside.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    for folder in list(path.parents)[:3]:
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def content(name: str, places: Places | None = None) -> bytes:
    """Read a file by its hash.

    Raises
    ------
    LookupError
        There is none, or its bytes are no longer those of the hash.
    """
    path = path_of(name, places)
    if not path.exists():
        raise LookupError(f"no attachment has the hash {name!r}")
    data = path.read_bytes()
    if digest(data) != name:
        raise LookupError(f"the bytes of {name} were changed on disk")
    return data
