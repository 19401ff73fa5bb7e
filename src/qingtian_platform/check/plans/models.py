"""What enterprises hand in of their own monitoring: rows that are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.kept import Kept


class Handed(Kept):
    """Something that was handed in: for which enterprise, by whom of which body, when.

    `text` is what is handed in as one text; its salted hash `digest` stands in the evidence log.
    """

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    body = models.CharField(max_length=160)
    at = models.DateTimeField()
    text = models.TextField()
    salt = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta(Kept.Meta):
        abstract = True


class Plan(Handed):
    """One version of a plan; it holds from its day until the next version does."""

    valid_from = models.DateField()
    items = models.JSONField()
    quality = models.TextField(blank=True)
    reason = models.CharField(max_length=500)
    files = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.valid_from}"


class Agency(Handed):
    """A monitoring body that works for an enterprise: certificate, its last day, methods in scope."""

    agency = models.CharField(max_length=160)
    certificate = models.CharField(max_length=60)
    valid_until = models.DateField()
    scope = models.JSONField(default=list)
    since = models.DateField()
    files = models.JSONField(default=list)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    def __str__(self) -> str:
        return self.agency


class Pledge(Handed):
    """That one side declares that nobody interferes with the monitoring and nothing is falsified."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="pledges")
    side = models.CharField(max_length=12)
    words = models.TextField()

    class Meta(Handed.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "side"], name="plans_pledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.side}"


class Result(Handed):
    """What a sample was found to hold; a wrong one is answered by another that names it."""

    thing = models.ForeignKey("registry.Thing", models.PROTECT, related_name="+")
    code = models.CharField(max_length=12)
    sampled = models.DateField()
    value = models.CharField(max_length=24)
    unit = models.CharField(max_length=20)
    method = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    files = models.JSONField(default=list)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta(Handed.Meta):
        indexes: ClassVar = [
            models.Index(fields=["organisation", "sampled"], name="plans_result_day")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.sampled}"


class Report(Handed):
    """A report or raw records of a stretch of days, whole; a later version leaves the first in place."""

    kind = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    first = models.DateField()
    last = models.DateField()
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    files = models.JSONField(default=list)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.title


class Absence(Handed):
    """Why something was not monitored in a stretch of days, as the enterprise says."""

    thing = models.ForeignKey("registry.Thing", models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, blank=True)
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"{self.code} {self.first}"


class Sealed(Kept):
    """That the salted hash of something handed in stands in the evidence log."""

    digest = models.CharField(max_length=64, unique=True)
    act = models.BigIntegerField()

    def __str__(self) -> str:
        return self.digest
