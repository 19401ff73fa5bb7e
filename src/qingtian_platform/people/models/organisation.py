"""Organisations: who owns, who maintains, who supervises."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """A body that owns or maintains instruments, or supervises those who do."""

    class Kind(models.TextChoices):
        """What the body does."""

        AUTHORITY = "authority", _("Authority")
        CENTRE = "centre", _("Monitoring centre")
        ENTERPRISE = "enterprise", _("Enterprise")
        MAINTAINER = "maintainer", _("Maintenance contractor")
        LABORATORY = "laboratory", _("Monitoring organisation")

    name = models.CharField(_("name"), max_length=120, unique=True)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, blank=True, help_text=_("18 characters")
    )
    division = models.ForeignKey(
        "people.Division", models.PROTECT, null=True, blank=True, verbose_name=_("division")
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name
