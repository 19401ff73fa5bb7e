"""Second looks: another person has read what one person added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .change import AppendOnly


class Confirmation(AppendOnly):
    """A second person stands by a row that gives readings their meaning, or limits them."""

    table = models.CharField(_("table"), max_length=40)
    row = models.BigIntegerField(_("row"))

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "row"], name="confirmed_once")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
