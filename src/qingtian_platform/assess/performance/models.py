"""Facts of a year that persons enter, and years as they were frozen; rows are added, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.statements import Signed


class Entered(Signed):
    """A fact of a unit and year, with where it comes from; a later one stands."""

    year = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=80)
    fact = models.CharField(max_length=40)
    value = models.CharField(max_length=40)
    source = models.CharField(max_length=300)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("year", "unit"), name="performance_entered_unit")]

    def __str__(self) -> str:
        return f"{self.year} {self.unit} {self.fact}: {self.value}"


class YearEdition(Signed):
    """A year as it was frozen: the first closes it, a later one tells what changed."""

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("year", "number"), name="performance_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.year} edition {self.number}"
