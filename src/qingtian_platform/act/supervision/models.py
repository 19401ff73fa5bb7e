"""Checks of self-monitoring, what was found in each, and how each was concluded: added, never changed."""

from __future__ import annotations

from django.db import models

from qingtian_platform.kit.kept import Kept


class Inspection(Kept):
    """A check of one outlet by one of the three means; its papers lie in its matter."""

    thing = models.ForeignKey("registry.Thing", models.PROTECT, related_name="+")
    means = models.CharField(max_length=12)
    matter = models.BigIntegerField(unique=True)
    words = models.CharField(max_length=500)
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk}: {self.means}"


class Found(Kept):
    """A sample, a comparison or a sheet of a check; a later sheet stands for the one before."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="found")
    kind = models.CharField(max_length=12)
    ref = models.CharField(max_length=60, blank=True)
    content = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Conclusion(Kept):
    """How a check ended, and the task that a failure opened."""

    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="conclusion")
    passed = models.BooleanField()
    task = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.inspection_id}: {self.passed}"
