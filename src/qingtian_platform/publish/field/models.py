"""Which forms of a phone came already, so that one that is sent again does nothing twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Sent(models.Model):
    """A form by the key that the phone drew for it."""

    login = models.CharField(max_length=150)
    key = models.CharField(max_length=64)
    paper = models.BigIntegerField(null=True)
    done = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["login", "key"], name="field_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.login} {self.key}"
