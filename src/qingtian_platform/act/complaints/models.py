"""Complaints as rows; all of them are added and never changed.

What a reader of the records may see of a complaint (`Complaint`) and who sent it (`Sender`) are two
tables: the second lies enciphered, and whoever opens it leaves a row of `Opening`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.kept import Kept


class Complaint(Kept):
    """What was reported, in the words that others may read: ways to reach a person are masked."""

    number = models.CharField(max_length=20, unique=True)
    year = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    key = models.CharField(max_length=64, unique=True)
    lookup = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    scope = models.CharField(max_length=12)
    text = models.TextField()
    place = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=200, blank=True)
    happened = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    thing_id = models.IntegerField(null=True)
    division = models.CharField(max_length=12, blank=True)
    files = models.JSONField(default=list)
    channel = models.CharField(max_length=8)
    reachable = models.BooleanField()

    class Meta(Kept.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "serial"], name="complaints_without_gaps")
        ]

    def __str__(self) -> str:
        return self.number


class Sender(Kept):
    """Who sent it, the code of the receipt and the words as they came: enciphered."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="sender")
    sealed = models.TextField()

    def __str__(self) -> str:
        return str(self.complaint)


class Opening(Kept):
    """That somebody opened who sent a complaint: who, when and why."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="openings")
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.complaint} {self.by}"


class Taken(Kept):
    """The matter that a complaint became."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="taken")
    matter = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.complaint} {self.matter}"


class Answer(Kept):
    """What the sender was answered, in public words."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="answers")
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    unit = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()
    text = models.TextField()
    key = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.complaint} {self.at:%Y-%m-%d}"


class Mailed(Kept):
    """That the sender was told by mail that there is an answer."""

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="mailed")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.answer)
