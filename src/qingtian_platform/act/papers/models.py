"""Papers as rows: a draft may change until it is finished; what was finished, signed, served or handed in stands.

`Draft` and `Series` change; everything that derives from `Kept` is only added to, and the database
refuses to alter it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.kept import Kept
from qingtian_platform.kit.statements import Signed


class Draft(Signed):
    """A paper as it is being written, and the place of the finished one; no matter yet where one opens by it."""

    matter = models.BigIntegerField(null=True, db_index=True)
    procedure = models.CharField(max_length=80)
    division = models.CharField(max_length=12, blank=True)
    subject = models.CharField(max_length=200)
    unit = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=120)
    form = models.CharField(max_length=80)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    replaces = models.ForeignKey("Finished", models.PROTECT, null=True, related_name="replacing")
    reason = models.TextField(blank=True)
    dropped = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Series(models.Model):
    """How far the numbers of a unit, a word and a year have come."""

    sign = models.CharField(max_length=40)
    word = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("sign", "word", "year"), name="papers_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.sign}{self.word} {self.year}: {self.last}"


class Finished(Kept, Signed):
    """A paper as it was finished: its text, salted, and its number."""

    draft = models.OneToOneField(Draft, models.PROTECT, related_name="finished")
    number = models.CharField(max_length=80, blank=True)
    salt = models.CharField(max_length=64)
    text = models.TextField()
    digest = models.CharField(max_length=64, unique=True)

    class Meta(Kept.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("number",), condition=~models.Q(number=""), name="papers_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.number or self.digest[:8]


class Signature(Kept, Signed):
    """That a person signed a finished paper, by an act of the evidence log."""

    paper = models.ForeignKey(Finished, models.PROTECT, related_name="signatures")
    act = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.paper} {self.act[:8]}"


class Served(Kept, Signed):
    """That a paper was served: when, in which way, and the record that shows it."""

    paper = models.ForeignKey(Finished, models.PROTECT, related_name="services")
    proof = models.ForeignKey(Finished, models.PROTECT, related_name="served")
    way = models.CharField(max_length=20)
    day = models.DateField()

    class Meta(Kept.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("paper", "proof"), name="papers_served_once")
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.day}"


class Exhibit(Kept, Signed):
    """A file or a sealed reading that was handed in with a matter."""

    matter = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=10)
    hash = models.CharField(max_length=64)
    filename = models.CharField(max_length=160, blank=True)
    form = models.CharField(max_length=8, blank=True)
    size = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=2000, blank=True)
    taken_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    batch = models.BigIntegerField(null=True)
    frame = models.PositiveIntegerField(null=True)
    salt = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta(Kept.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("matter", "hash"), name="papers_exhibit_once")
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.hash[:8]}"


class Sealed(Kept):
    """That the salted hash of a paper or an exhibit stands in the list of acts."""

    digest = models.CharField(max_length=64, unique=True)
    act = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.digest[:8]} {self.act}"
