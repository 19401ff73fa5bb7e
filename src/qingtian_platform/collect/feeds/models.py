"""What departments delivered and what became of it: rows that are only added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from qingtian_platform.kit.kept import Kept


class Term(Kept):
    """That the platform learned of a row of terms, and what it said."""

    agreement = models.CharField(max_length=60)
    since = models.DateField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        verbose_name = _("terms of an agreement")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "since"], name="feeds_term_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.since}"


class Batch(Kept):
    """Bytes that came: named by their hash, kept whatever they are."""

    agreement = models.CharField(max_length=60)
    since = models.DateField()
    way = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    origin = models.CharField(max_length=300, blank=True)
    hash = models.CharField(max_length=64)
    size = models.BigIntegerField()
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        verbose_name = _("batch")
        indexes: ClassVar = [
            models.Index(fields=["agreement", "at"], name="feeds_batch_of"),
            models.Index(fields=["agreement", "hash"], name="feeds_batch_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.name}"


class Result(Kept):
    """What became of a batch: taken into one file of the inbox, refused, or a repeat of one taken.

    This row decides. A file that is named here and still lies aside is put in place by whoever
    comes next; one that lies aside and is named nowhere is removed.
    """

    class State(models.TextChoices):
        """Which of the three."""

        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("refused")
        REPEAT = "repeat", _("repeat")

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="result")
    state = models.CharField(max_length=8, choices=State.choices)
    at = models.DateTimeField()
    file = models.CharField(max_length=80, blank=True)
    rows = models.IntegerField(default=0)
    values = models.IntegerField(default=0)
    first = models.DateTimeField(null=True)
    last = models.DateTimeField(null=True)
    parts = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    count = models.IntegerField(default=0)
    repeats = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="repeated")

    class Meta(Kept.Meta):
        verbose_name = _("what became of a batch")
        indexes: ClassVar = [models.Index(fields=["file"], name="feeds_result_file")]

    def __str__(self) -> str:
        return f"{self.batch}: {self.state}"


class Look(Kept):
    """That a source began or ceased to be readable; the looks between say nothing new."""

    agreement = models.CharField(max_length=60)
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, blank=True)
    came = models.CharField(max_length=300, blank=True)

    class Meta(Kept.Meta):
        verbose_name = _("look at a source")
        indexes: ClassVar = [models.Index(fields=["agreement"], name="feeds_look_of")]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.kind or 'well'}"
