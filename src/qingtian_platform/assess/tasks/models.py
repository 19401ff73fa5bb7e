"""What people say of tasks and targets; rows are added and never changed.

A later row about the same thing is what holds; the earlier ones stay beside it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.statements import Signed


class Kept(models.Model):
    """The first day on which the ledger was kept; recurring duties are owed from it."""

    day = models.DateField(unique=True)

    def __str__(self) -> str:
        return self.day.isoformat()


class Assignment(Signed):
    """Who owes a clause, where the text names nobody or somebody else took it over."""

    clause = models.CharField(max_length=40, db_index=True)
    owner = models.CharField(max_length=80)
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.clause}: {self.owner}"


class Done(Signed):
    """That a task was done, with what shows it."""

    task = models.CharField(max_length=60, db_index=True)
    day = models.DateField()
    words = models.TextField()
    files = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.task} {self.day}"


class Reported(Signed):
    """A figure of a target, with where it comes from."""

    clause = models.CharField(max_length=40)
    day = models.DateField()
    value = models.CharField(max_length=40)
    source = models.TextField()
    files = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("clause", "day"), name="tasks_reported_clause")]

    def __str__(self) -> str:
        return f"{self.clause} {self.day}: {self.value}"


class Baseline(Signed):
    """From what number a reduction is counted, as somebody hands it in."""

    clause = models.CharField(max_length=40, db_index=True)
    year = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=40)
    source = models.TextField()
    files = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.clause} {self.year}: {self.value}"


class Reminder(Signed):
    """That somebody was reminded of a task or target."""

    task = models.CharField(max_length=60, db_index=True)
    to = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.task} -> {self.to}"
