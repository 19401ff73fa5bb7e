"""Files that come with an answer: bounded, told apart by their bytes, kept by their hash."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from django.utils.translation import gettext as _

from qingtian_platform.act.alarms import rules
from qingtian_platform.act.alarms.errors import AlarmError
from qingtian_platform.kit.places import Places

MAGIC = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
    "xlsx": b"PK\x03\x04",
}
ENDINGS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "pdf": "pdf", "xlsx": "xlsx", "csv": "csv"}
HIDDEN = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of writing."""


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    name: str
    type: str
    content: bytes
    hash: str


def checked(files: Sequence[tuple[str, bytes]]) -> list[Checked]:
    """Hold files to their bounds.

    Parameters
    ----------
    files
        Name and bytes of each.

    Raises
    ------
    AlarmError
        Too many, too large, empty, or of a type that is not taken.
    """
    known = rules.bounds()
    if len(files) > known.most_files:
        raise AlarmError(_("Attach at most %(n)s files.") % {"n": known.most_files})
    return [_one(name, content, known) for name, content in files]


def _one(name: str, content: bytes, known: rules.Bounds) -> Checked:
    plain = HIDDEN.sub("", PureWindowsPath(PurePosixPath(name).name).name)[-120:] or "file"
    if not content or len(content) > known.most_bytes:
        raise AlarmError(
            _("%(name)s: expected a file of at most %(n)s MB that is not empty.")
            % {"name": plain, "n": known.most_bytes // 2**20}
        )
    kind = ENDINGS.get(plain.rsplit(".", 1)[-1].lower(), "")
    if kind not in known.types or not _is(kind, content):
        raise AlarmError(
            _("%(name)s: expected one of %(types)s, with the content of its type.")
            % {"name": plain, "types": ", ".join(known.types)}
        )
    return Checked(plain, kind, content, hashlib.sha256(content).hexdigest())


def _is(kind: str, content: bytes) -> bool:
    """Say whether bytes are of a type; a table of text has no zero byte and is UTF-8 or GB 18030."""
    if kind in MAGIC:
        return content.startswith(MAGIC[kind])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return "\x00" not in content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return False


def keep(places: Places, files: Sequence[Checked]) -> None:
    """Put files in place whole and durable; what is there already stays.

    Parameters
    ----------
    places
        Where the data lives.
    files
        As `checked` gave them.
    """
    if not files:
        return
    folder = places.attachments
    folder.mkdir(mode=0o700, exist_ok=True)
    for file in files:
        if not (folder / file.hash).exists():
            _write(folder, file)
    _sync(folder)


def _write(folder: Path, file: Checked) -> None:
    handle, draft = tempfile.mkstemp(dir=folder, prefix=".draft-")
    with os.fdopen(handle, "wb") as whole:
        whole.write(file.content)
        whole.flush()
        os.fsync(whole.fileno())
    Path(draft).rename(folder / file.hash)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
