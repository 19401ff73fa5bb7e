"""Reaches, chiefs and patrols as rows; all of them are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.kept import Kept


class Reach(Kept):
    """A stretch of a river that somebody answers for."""

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    division = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Chief(Kept):
    """Who answers for a reach on a level from a day on; an empty login ends it."""

    reach = models.ForeignKey(Reach, models.PROTECT, related_name="chiefs")
    level = models.CharField(max_length=10)
    login = models.CharField(max_length=150, blank=True)
    since = models.DateField()
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        indexes: ClassVar = [models.Index(fields=["login"], name="patrols_chief_login")]

    def __str__(self) -> str:
        return f"{self.reach} {self.level} {self.login}"


class Patrol(Kept):
    """One patrol as the chief reports it: `begin` and `end` by the phone, `at` by this platform."""

    reach = models.ForeignKey(Reach, models.PROTECT, related_name="patrols")
    level = models.CharField(max_length=10)
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    at = models.DateTimeField()
    begin = models.DateTimeField()
    end = models.DateTimeField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    track = models.JSONField(default=list)
    problem = models.CharField(max_length=12, blank=True)
    violates = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    files = models.JSONField(default=list)
    matter = models.BigIntegerField(null=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta(Kept.Meta):
        indexes: ClassVar = [
            models.Index(fields=["reach", "level", "begin"], name="patrols_patrol_turn")
        ]

    def __str__(self) -> str:
        return f"{self.reach} {self.begin:%Y-%m-%d}"


class Missed(Kept):
    """That a turn passed without a patrol: whose it was, what it raised and who is told by the setting."""

    reach = models.ForeignKey(Reach, models.PROTECT, related_name="missed")
    level = models.CharField(max_length=10)
    login = models.CharField(max_length=150)
    first = models.DateField()
    last = models.DateField()
    tell = models.JSONField(default=list)
    raises = models.CharField(max_length=10, default="notice")
    matter = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reach", "level", "first"], name="patrols_missed_once")
        ]

    def __str__(self) -> str:
        return f"{self.reach} {self.level} {self.first}"
