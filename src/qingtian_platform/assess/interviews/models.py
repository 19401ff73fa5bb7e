"""Notices with their numbers, and what followed; rows are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.statements import Signed


class Notice(Signed):
    """That a unit was told that a closed list names it; numbers of a year have no gaps."""

    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    ranking = models.CharField(max_length=40)
    first = models.DateField()
    edition = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    subject = models.CharField(max_length=40)
    words = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("year", "number"), name="interviews_notice_number"),
            models.UniqueConstraint(
                fields=("ranking", "first", "subject"), name="interviews_notice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number} {self.ranking} {self.first} {self.subject}"


class Step(Signed):
    """An interview, a commitment, or a look-back."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=20)
    day = models.DateField()
    who = models.CharField(max_length=300, blank=True)
    words = models.TextField()
    due = models.DateField(null=True)
    kept = models.BooleanField(null=True)
    files = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.notice} {self.what} {self.day}"
