"""Figures that were handed in, and editions of lists; rows are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.statements import Signed


class HandedIn(Signed):
    """A figure of a subject and a turn, with where it comes from; a later one stands."""

    indicator = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    first = models.DateField()
    value = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("indicator", "first"), name="closing_handed_in_turn")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.subject} {self.first}: {self.value}"


class Edition(Signed):
    """A list as it was frozen: the first closes the turn, a later one tells what changed."""

    ranking = models.CharField(max_length=40)
    first = models.DateField()
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("ranking", "first", "number"), name="closing_edition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ranking} {self.first} edition {self.number}"


class Paper(Signed):
    """An edition as a person would sign it, salted; without its act it says nothing."""

    hash = models.CharField(max_length=64, primary_key=True)
    ranking = models.CharField(max_length=40)
    first = models.DateField()
    number = models.PositiveIntegerField()
    salt = models.BinaryField()
    text = models.TextField()
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.ranking} {self.first} {self.hash[:8]}"


class Signature(Signed):
    """That a person signed an edition, by an act of the evidence log."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="signatures")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT)
    act = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.edition} {self.act[:8]}"
