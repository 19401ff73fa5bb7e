"""Words for marks of the rule of 2022, from the law's own table."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from qingtian_platform.check.declared import api as declared
from qingtian_platform.kit.categories import english

FAMILIES: dict[str, Promise] = {
    "monitor": gettext_lazy("Monitoring equipment"),
    "plant": gettext_lazy("State of the plant"),
    "treatment": gettext_lazy("Treatment facility"),
}
Choice = tuple[str, list[tuple[str, str, bool]]]


def mark_choices(moment: datetime) -> list[Choice]:
    """List the marks of a day by family: kind, word, and whether values under it are judged."""
    table = declared.mark_kinds(moment)
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for row in table.rows() if table is not None else ():
        kind = str(row["zh"])
        found.setdefault(str(row["family"]), []).append(
            (kind, mark_word(kind).rpartition(": ")[2], bool(row["judged"]))
        )
    return [(str(FAMILIES[key]), kinds) for key, kinds in found.items()]


def mark_word(kind: str) -> str:
    """Name a mark in the reader's language."""
    if not english():
        return kind
    row = _row(kind)
    return kind if row is None else str(row["en"])


def family(kind: str) -> str:
    """Say what a mark is about: `monitor`, `plant` or `treatment`; empty where it is not known."""
    row = _row(kind)
    return "" if row is None else str(row["family"])


def _row(kind: str) -> dict[str, object] | None:
    table = declared.mark_kinds(datetime.now(UTC))
    rows = () if table is None else table.rows()
    return next((dict(row) for row in rows if row["zh"] == kind), None)
