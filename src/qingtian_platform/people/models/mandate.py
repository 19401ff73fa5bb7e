"""Mandates: which contractor may act for which enterprise, and on which days."""

from __future__ import annotations

from typing import ClassVar, Never

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MandateStandsError(RuntimeError):
    """Something tried to alter or remove a mandate: another row ends it."""


class Mandate(models.Model):
    """An enterprise says who acts for it; it is ended by a row that replaces it."""

    principal = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("enterprise"), related_name="+"
    )
    contractor = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        verbose_name=_("maintenance contractor"),
        related_name="+",
    )
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("replaces"),
        related_name="replaced_by",
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("recorded by"),
        related_name="+",
    )

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.contractor} ({self.since})"

    def save(self, **kwargs: object) -> None:
        """Write a new row; an old one is never written again."""
        if not self._state.adding:
            raise MandateStandsError(f"mandate {self.pk} stands; add a row that replaces it")
        super().save(**kwargs)  # type: ignore[arg-type]

    def delete(self, **_kwargs: object) -> Never:  # type: ignore[override]
        """Refuse."""
        raise MandateStandsError(f"mandate {self.pk} stands; add a row that replaces it")
