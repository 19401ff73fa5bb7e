"""What enterprises say of their outlets: declarations, marks of state by period, manual values."""

from __future__ import annotations

from django.db.models import Max

from .bounds import hourly as hourly_bounds
from .declaring import BEFOREHAND, STOPS, amend, declarations, declare, history
from .errors import DeclarationRefusedError
from .evidence import find as files
from .infos import DeclarationInfo, ManualInfo, MarkInfo, Speaker, mark_due, mark_kinds, rule
from .manual import Owed, enter_manual, manual_values, owed, withdraw_manual
from .marking import mark, marks, unmark
from .models import Declaration, EvidenceFile, ManualValue, PeriodMark

KINDS = dict(Declaration.Kind.choices)
"""What may be declared, and its word."""


def version() -> int:
    """Give a number that differs after every mark: verdicts rest on them."""
    return int(PeriodMark.objects.aggregate(last=Max("pk"))["last"] or 0)


def said_version() -> tuple[int, ...]:
    """Give numbers of which one differs after everything that anybody says."""
    rows = (Declaration, PeriodMark, ManualValue)
    return tuple(int(row.objects.aggregate(last=Max("pk"))["last"] or 0) for row in rows)


def holders(name: str) -> set[int]:
    """Name the things that an evidence file of that hash was handed in for."""
    found: set[int] = set()
    if EvidenceFile.objects.filter(hash=name).exists():
        for model in (Declaration, ManualValue):
            rows = model.objects.filter(files__icontains=name)
            found |= set(rows.values_list("thing_id", flat=True))
    return found


__all__ = [
    "BEFOREHAND",
    "KINDS",
    "STOPS",
    "DeclarationInfo",
    "DeclarationRefusedError",
    "ManualInfo",
    "MarkInfo",
    "Owed",
    "Speaker",
    "amend",
    "declarations",
    "declare",
    "enter_manual",
    "files",
    "history",
    "holders",
    "hourly_bounds",
    "manual_values",
    "mark",
    "mark_due",
    "mark_kinds",
    "marks",
    "owed",
    "rule",
    "said_version",
    "unmark",
    "version",
    "withdraw_manual",
]
