"""What the review keeps beside the acts: tables that were signed, results as issued, site visits.

Rows are added and never changed; only `Followed`, which is no evidence, is.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Signed(models.Model):
    """A table as it was signed, by its digest."""

    digest = models.CharField(max_length=64, primary_key=True)
    thing = models.CharField(max_length=80)
    day = models.DateField()
    text = models.TextField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.thing} {self.day} {self.digest[:8]}"


class Issue(models.Model):
    """What was issued of a day: results of values as received and as reviewed, side by side."""

    act = models.CharField(max_length=64, primary_key=True)
    thing = models.CharField(max_length=80)
    day = models.DateField()
    text = models.TextField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("thing", "day"), name="reviews_issue_day")]

    def __str__(self) -> str:
        return f"{self.thing} {self.day} {self.act[:8]}"


class Visit(models.Model):
    """A site visit that somebody asked for, with the readings that it is about."""

    thing = models.CharField(max_length=80)
    day = models.DateField()
    readings = models.TextField()
    reason = models.CharField(max_length=40)
    words = models.TextField()
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("thing", "day"), name="reviews_visit_day")]

    def __str__(self) -> str:
        return f"{self.thing} {self.day} {self.reason}"


class Visited(models.Model):
    """What was found on site."""

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="found")
    words = models.TextField()
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    found_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.visit} {self.found_at}"


class Followed(models.Model):
    """How far the stage has followed what changed; no evidence, one row."""

    name = models.CharField(max_length=20, primary_key=True)
    cursor = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.name} {self.cursor}"
