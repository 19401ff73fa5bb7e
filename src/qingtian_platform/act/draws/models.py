"""Register, papers, the fixed checkpoint and findings as rows; all of them are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.kept import Kept


class Listed(Kept):
    """An object, inspector or expert as the register has it from now on; the newest row of a key holds.

    `login` is the account of an inspector; it stands in no pool.
    """

    kind = models.CharField(max_length=6)
    key = models.CharField(max_length=60)
    content = models.JSONField()
    on = models.BooleanField(default=True)
    login = models.CharField(max_length=150, blank=True, default="")
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        indexes: ClassVar = [models.Index(fields=["kind", "key"], name="draws_listed_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Paper(Kept):
    """A paper of a draw (`spec/draw.md`); it counts once its act is in."""

    hash = models.CharField(max_length=64, unique=True)
    draw = models.CharField(max_length=64)
    step = models.CharField(max_length=12)
    salt = models.BinaryField()
    text = models.TextField()
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        indexes: ClassVar = [models.Index(fields=["draw", "step"], name="draws_paper_step")]

    def __str__(self) -> str:
        return f"{self.step} {self.hash[:12]}"


class Signature(Kept):
    """The act that signs a paper: its hash, its number is asked for by it; `key` is who signed."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="signature")
    act = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.paper)


class Once(Kept):
    """What each key did at each step of a draw: once, whatever two processes try."""

    draw = models.CharField(max_length=64)
    step = models.CharField(max_length=12)
    key = models.CharField(max_length=64)

    class Meta(Kept.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "step", "key"], name="draws_once")
        ]

    def __str__(self) -> str:
        return f"{self.draw[:12]} {self.step}"


class Fixed(Kept):
    """The signed checkpoint that a seed is made of, byte by byte, with its cosignatures."""

    draw = models.CharField(max_length=64, unique=True)
    note = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.draw[:12]


class Inspection(Kept):
    """The matter that a drawn object has opened."""

    draw = models.CharField(max_length=64)
    object = models.CharField(max_length=60)
    matter = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "object"], name="draws_inspected_once")
        ]

    def __str__(self) -> str:
        return f"{self.object} {self.matter}"


class Finding(Kept):
    """What was found of one item at one object: handed in once, read by every party."""

    draw = models.CharField(max_length=64)
    object = models.CharField(max_length=60)
    item = models.CharField(max_length=40)
    outcome = models.CharField(max_length=12)
    words = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    body = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "object", "item"], name="draws_found_once")
        ]

    def __str__(self) -> str:
        return f"{self.object} {self.item}"
