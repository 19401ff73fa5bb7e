"""Entries of districts with their papers, and what the city says of them; rows are only added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.kept import Kept
from qingtian_platform.kit.statements import Signed


class Paper(Kept, Signed):
    """An entry as a person would sign it, salted; without its act it says nothing."""

    hash = models.CharField(max_length=64, primary_key=True)
    salt = models.BinaryField()
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return self.hash


class Entry(Kept, Signed):
    """That a district guarantees an item, wholly, in part or not, as a person signed it."""

    district = models.CharField(max_length=12, db_index=True)
    item = models.CharField(max_length=40)
    extent = models.CharField(max_length=8)
    words = models.TextField()
    files = models.JSONField(default=list)
    act = models.CharField(max_length=64, unique=True)
    paper = models.OneToOneField(Paper, models.PROTECT)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.district} {self.item}: {self.extent}"


class Review(Kept, Signed):
    """What the city says of an entry; a later word stands."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="reviews")
    outcome = models.CharField(max_length=8)
    words = models.TextField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.outcome}"
