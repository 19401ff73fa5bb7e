"""Reports and siting decisions, which are only added; and how far the archive was followed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.kept import Kept
from qingtian_platform.kit.statements import Signed


class Report(Kept):
    """What a pair came to in a month, as the archive stood then; a later row of it replaces none."""

    pair = models.CharField(max_length=160)
    month = models.DateField()
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=20)
    content = models.JSONField()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["month", "pair"], name="report_of_month"),
            models.Index(fields=["pair", "month"], name="report_of_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.pair} {self.month:%Y-%m}"


class Siting(Kept, Signed):
    """Who decided that a station stands where it does, with whose help; the last row holds."""

    thing = models.CharField(max_length=80)
    document = models.CharField(max_length=120)
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=120)
    helpers = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["thing"], name="siting_of_station")]

    def __str__(self) -> str:
        return f"{self.thing}: {self.document}"


class Followed(models.Model):
    """How far this part has followed the archive, and what it still owes."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.TextField()

    objects: ClassVar[models.Manager[Followed]] = models.Manager()

    def __str__(self) -> str:
        return self.name
