"""Whose name the public sees beside an act (`named.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from qingtian.ledger.acts import Act

_FILE = Path(__file__).with_name("named.yaml")


@dataclass(frozen=True)
class Basis:
    """On what ground a name is public.

    Attributes
    ----------
    schema, duty
        Of which acts.
    document, says
        Where it stands and what it says, by language (zh, en).
    clause
        Of the document.
    evidence
        How well it is known, as in the law's files.
    """

    schema: str
    duty: str
    document: Mapping[str, str]
    says: Mapping[str, str]
    clause: str
    evidence: str

    @property
    def weak(self) -> bool:
        """Whether the source must still be checked."""
        return self.evidence in {"K:m", "K:l"}


@cache
def _bases() -> tuple[Basis, ...]:
    return tuple(Basis(**each) for each in yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def basis(act: Act) -> Basis | None:
    """Tell on what ground the public sees who signed an act; None = it sees the role alone."""
    duty = act.body.get("duty", "")
    return next((b for b in _bases() if b.schema == act.schema and b.duty == duty), None)
