"""The key that appoints the keys of persons; it signs appointments and nothing else."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Final

from qingtian.ledger import kinds
from qingtian.ledger.acts import Pen
from qingtian_platform.kit.places import Places
from qingtian_platform.people.api import Role
from qingtian_platform.record import durable
from qingtian_platform.record.errors import DamagedError

_VALUES: Final = (kinds.CORRECTION, kinds.DECISION, kinds.RETRACTION, kinds.SIGNOFF)

USUAL: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    Role.REVIEWER: (
        tuple(sorted((*_VALUES, kinds.MEANING, kinds.REVIEW))),
        ("reviewer", "signatory"),
    ),
    Role.DUTY: ((kinds.PAPER, kinds.SIGNOFF), ("analyst", "sampler")),
    Role.ENTERPRISE: ((kinds.MEANING,), ()),
    Role.ENFORCEMENT: ((kinds.PAPER, kinds.SIGNOFF), ("sampler",)),
    Role.LEGAL: ((kinds.PAPER, kinds.RELEASE), ()),
    Role.ASSESSOR: ((kinds.PAPER,), ()),
    Role.HEAD: ((kinds.PAPER,), ()),
    Role.SUPERVISOR: ((kinds.PAPER,), ()),
    Role.RIVER_CHIEF: ((kinds.PAPER,), ()),
    Role.ADMINISTRATOR: ((kinds.MEANING, kinds.PAPER), ()),
}
"""By role, the kinds of acts and the duties that a key is appointed for where nothing else is said.
"""


def pen(places: Places) -> Pen:
    """Read the registrar's key; make it where there is none yet.

    Raises
    ------
    DamagedError
        The file does not hold a key.
    """
    return kept_pen(places.registrar_key)


def kept_pen(file: Path) -> Pen:
    """Read a key of the platform's own from its file; make it where there is none yet.

    Of two processes that make it at the same time one is first, and both read that one's.

    Raises
    ------
    DamagedError
        The file does not hold a key.
    """
    if not file.exists():
        _make(file)
    try:
        return Pen(base64.b64decode(file.read_text(encoding="ascii").strip(), validate=True))
    except ValueError as error:
        raise DamagedError(f"expected a key of 32 bytes in {file}") from error


def _make(file: Path) -> None:
    durable.write_once(file, base64.b64encode(os.urandom(32)) + b"\n", mode=0o600)
