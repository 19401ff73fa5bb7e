"""Appeals and their answers; rows are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.statements import Signed


class Appeal(Signed):
    """That a unit does not agree with its line of a closed list, and why."""

    ranking = models.CharField(max_length=40)
    first = models.DateField()
    edition = models.PositiveIntegerField()
    subject = models.CharField(max_length=40)
    on_behalf = models.CharField(max_length=150, blank=True)
    reason = models.TextField()
    files = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("ranking", "first"), name="appeals_turn")]

    def __str__(self) -> str:
        return f"{self.ranking} {self.first} {self.subject}"


class Answer(Signed):
    """What the assessor answered; granted, it names the figure that was corrected and the edition."""

    appeal = models.OneToOneField(Appeal, models.PROTECT)
    outcome = models.CharField(max_length=10)
    reason = models.TextField()
    files = models.JSONField(default=list)
    indicator = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300, blank=True)
    edition = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.outcome}"
