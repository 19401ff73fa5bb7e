"""What every row has that a person adds: who, by which name, when."""

from __future__ import annotations

from django.db import models


class Signed(models.Model):
    """Login, the name at that time, and the time; rows are added and never changed."""

    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        abstract = True
