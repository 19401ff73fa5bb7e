"""Sealed frames and their proofs, as record gives them; checked again before a page says so."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from qingtian.ledger.bundle import check_frame
from qingtian.ledger.errors import LedgerError
from qingtian_platform.kit.categories import english
from qingtian_platform.publish.sealed import moment
from qingtian_platform.record import api as record
from qingtian_platform.record.api import SealedFrame
from qingtian_platform.registry import api as registry

_MN = re.compile(rb"MN\s*=\s*([^;,&]{1,64})")


@dataclass(frozen=True)
class Proof:
    """That a frame stands in its batch.

    Attributes
    ----------
    holds
        Whether the path was walked just now and led to the root.
    problem
        Why not, for a reader.
    count
        Frames of the batch. [1]
    first, last
        Earliest and latest receipt of the batch.
    root, path
        Hashes, hexadecimal.
    """

    holds: bool
    problem: str
    count: int
    first: datetime
    last: datetime
    root: str
    path: tuple[str, ...]


def sealed(batch: int, frame: int) -> SealedFrame:
    """Read a sealed frame.

    Raises
    ------
    Http404
        If there is no such batch or frame.
    """
    try:
        return record.sealed_frame(batch, frame)
    except record.NotSealed as error:
        raise Http404(
            _("Expected a batch and a frame that are sealed; there is no %(batch)s/%(frame)s.")
            % {"batch": batch, "frame": frame}
        ) from error


def leaf_bytes(batch: int, frame: int) -> bytes:
    """Read the canonical bytes of a leaf."""
    return sealed(batch, frame).sealed


def proof(batch: int, frame: int) -> Proof:
    """Read the proof of a frame and walk it."""
    found = sealed(batch, frame)
    record_of = record.batch(batch)
    path = record.proof(batch, frame)
    problem = ""
    try:
        check_frame(record_of, frame, found.sealed, path)
    except LedgerError as error:
        problem = _("The frame does not lead to the root of its batch: %(error)s") % {
            "error": error
        }
    return Proof(
        holds=not problem,
        problem=problem,
        count=record_of.frames,
        first=moment(record_of.first),
        last=moment(record_of.last),
        root=record_of.root,
        path=tuple(hash_.hex() for hash_ in path),
    )


def mn_of(data: bytes) -> str:
    """Read which data logger the bytes name; empty where they name none."""
    found = _MN.search(data)
    if found:
        return found[1].decode("ascii", "replace").strip()
    try:
        row = json.loads(data)
    except ValueError:
        return ""
    return str(row.get("mn", "")) if isinstance(row, dict) else ""


def names_of(data: bytes) -> dict[str, str]:
    """Name the observed properties of the data logger that the bytes are from."""
    logger = registry.logger(mn_of(data))
    if logger is None:
        return {}
    at = english()
    streams = registry.datastreams(logger.thing_id)
    return {one.code: one.name_en if at else one.name for one in streams}
