"""Rows of checks as they were handed in; rows are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.statements import Signed


class Upload(Signed):
    """A file of checks that was taken in whole."""

    stream = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    file = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    rows = models.PositiveIntegerField()
    replaced = models.PositiveIntegerField()
    first = models.DateField()
    last = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("stream", "first"), name="inspections_upload_days")
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.pk}: {self.rows}"


class Check(models.Model):
    """One check; a later row of the same number stands before an earlier one."""

    upload = models.ForeignKey(Upload, models.PROTECT)
    stream = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    day = models.DateField()
    object = models.CharField(max_length=80)
    found = models.BooleanField()
    penalised = models.BooleanField()
    withdrawn = models.BooleanField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("stream", "day"), name="inspections_check_day"),
            models.Index(fields=("stream", "number"), name="inspections_check_number"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"


class Registered(Signed):
    """How many objects of a stream a subject has on its register, from a day on."""

    stream = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=40)
    since = models.DateField()
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.stream} {self.subject}: {self.count}"
