"""What is said of duties; rows are added and never changed, and the database refuses anything else.

A later row about the same thing is what holds; the earlier ones stay beside it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.statements import Signed


class Paper(models.Model):
    """A file of evidence: its bytes stand below the data directory by their hash."""

    hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    form = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Started(Signed):
    """An event that started the limit of a clock."""

    clock = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    event = models.DateTimeField()
    words = models.TextField()
    files = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.clock} {self.event}"


class Fulfilled(Signed):
    """That a duty was done, with what shows it."""

    key = models.CharField(max_length=120, db_index=True)
    day = models.DateField()
    words = models.TextField()
    files = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.key


class Receipt(models.Model):
    """That an organisation took in what was filed with it; numbered by each without gaps."""

    fulfilled = models.ForeignKey(Fulfilled, models.PROTECT, related_name="receipts")
    register = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("register", "number"), name="duties_receipt_number"),
            models.UniqueConstraint(fields=("fulfilled", "register"), name="duties_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.number}"


class Published(Signed):
    """Proof that an item was made public: where, and the hash of what stood there."""

    item = models.CharField(max_length=40, db_index=True)
    unit = models.CharField(max_length=40, blank=True)
    due = models.DateField(null=True)
    since = models.DateField()
    address = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.item} {self.address}"


class Assigned(Signed):
    """The person who answers: for a unit, for one duty of it, or for data; an empty one ends it."""

    subject = models.CharField(max_length=60, db_index=True)
    unit = models.CharField(max_length=40)
    login = models.CharField(max_length=150, blank=True)
    person = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.subject}@{self.unit}: {self.person}"


class Reminder(models.Model):
    """That who owes a duty was reminded at a stage; the platform writes each once."""

    key = models.CharField(max_length=120)
    stage = models.CharField(max_length=6)
    unit = models.CharField(max_length=40, db_index=True)
    login = models.CharField(max_length=150, blank=True)
    due = models.DateField()
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("key", "stage"), name="duties_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.stage}"


class Evaluated(Signed):
    """What was said of a measure and a year, and whether it is under special supervision."""

    document = models.CharField(max_length=8)
    measure = models.PositiveIntegerField()
    year = models.PositiveIntegerField(db_index=True)
    words = models.TextField()
    special = models.BooleanField(default=False)
    files = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.document} {self.measure} {self.year}"


class Looked(models.Model):
    """A day until which reminders were written."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.day.isoformat()
