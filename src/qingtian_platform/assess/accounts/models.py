"""Facts, what became of them, papers that persons signed, transfers and procedures.

Rows are added and never changed: a fact is withdrawn or put right by a row beside it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.statements import Signed


class Fact(Signed):
    """Something that is counted: what, whose, found when, where it is recorded."""

    kind = models.CharField(max_length=20)
    unit = models.CharField(max_length=80, db_index=True)
    type = models.CharField(max_length=40)
    place = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    handed = models.BooleanField(default=False)
    due = models.DateField(null=True)
    source = models.CharField(max_length=300)
    clause = models.CharField(max_length=40, blank=True)
    goal = models.CharField(max_length=40, blank=True)
    result = models.CharField(max_length=40, blank=True)
    base = models.CharField(max_length=40, blank=True)
    better = models.CharField(max_length=4, blank=True)
    files = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.unit} {self.day}"


class Change(Signed):
    """What became of a fact: a link of its rectification, or that it was withdrawn."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=20)
    day = models.DateField()
    words = models.TextField()
    files = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.fact_id}: {self.what} {self.day}"


class Paper(Signed):
    """A paper that a person wrote to sign; without its act it says nothing."""

    hash = models.CharField(max_length=64, primary_key=True)
    what = models.CharField(max_length=20)
    unit = models.CharField(max_length=80, db_index=True)
    salt = models.BinaryField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.what} {self.unit} {self.hash[:8]}"


class Decision(Signed):
    """What a person decided, under the signature of an act of the evidence log."""

    act = models.CharField(max_length=64, primary_key=True)
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT)
    ladder = models.CharField(max_length=60)
    unit = models.CharField(max_length=80, db_index=True)
    turn = models.CharField(max_length=10, blank=True)
    proposed = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10)
    level = models.CharField(max_length=40, blank=True)
    facts = models.JSONField()

    def __str__(self) -> str:
        return f"{self.ladder} {self.unit} {self.outcome} {self.level}"


class Transfer(Signed):
    """A clue handed to an organ of discipline and supervision; numbers have no gaps."""

    number = models.PositiveIntegerField(primary_key=True)
    act = models.CharField(max_length=64, unique=True)
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT)
    unit = models.CharField(max_length=80, db_index=True)
    package = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"


class TransferStep(Signed):
    """That a transfer was received, or what was done about it."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=20)
    day = models.DateField()
    words = models.TextField()
    files = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.transfer_id}: {self.what} {self.day}"


class Procedure(Signed):
    """An interview with a district, or a proposal of sanctions against persons (D7-2.4-04, D7-2.4-05)."""

    what = models.CharField(max_length=20)
    unit = models.CharField(max_length=80, db_index=True)
    facts = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.pk} {self.what} {self.unit}"


class ProcedureStep(Signed):
    """One step of a procedure, on its day."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=20)
    day = models.DateField()
    words = models.TextField()
    persons = models.JSONField(default=list)
    public = models.BooleanField(null=True)
    files = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("procedure", "what"), name="accounts_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.what} {self.day}"
