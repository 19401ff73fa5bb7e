"""Limits of an outlet and the stops that it declared."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .change import AppendOnly
from .thing import Thing


class Limit(AppendOnly):
    """What an outlet may discharge of one factor from a day on, and where that is written.

    A row without numbers ends the limit from that day. The last row recorded for a day holds.
    """

    class Source(models.TextChoices):
        """Where a limit comes from."""

        STANDARD = "standard", _("Standard")
        PERMIT = "permit", _("Permit")

    thing = models.ForeignKey(Thing, models.PROTECT, verbose_name=_("thing"), related_name="limits")
    code = models.CharField(_("code"), max_length=12)
    field = models.CharField(
        _("field"), max_length=8, default="Avg", help_text=_("Avg as measured, ZsAvg converted")
    )
    interval = models.CharField(_("interval"), max_length=10, default="hour")
    low = models.DecimalField(_("at least"), max_digits=18, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=18, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    document = models.CharField(
        _("document"), max_length=80, help_text=_("Number of the standard or of the permit")
    )
    clause = models.CharField(_("clause"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        ordering: ClassVar = ["thing", "code", "interval", "field", "valid_from", "pk"]

    def __str__(self) -> str:
        return f"{self.thing} {self.code} {self.valid_from}"

    def clean(self) -> None:
        """Object where the bounds or the days are the wrong way round."""
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValidationError({"low": _("The lower bound lies above the upper one.")})
        first = cast("date | None", self.valid_from)  # a form may lack it
        if self.valid_to is not None and first is not None and self.valid_to < first:
            raise ValidationError({"valid_to": _("The last day lies before the first.")})


class Shutdown(AppendOnly):
    """A stop that was declared: what is not sent meanwhile is not missing.

    A corrected or withdrawn declaration is a new row that names the one it replaces.
    """

    class Kind(models.TextChoices):
        """What stands still."""

        PRODUCTION = "production", _("Production stopped")
        DISCHARGE = "discharge", _("Discharge stopped")
        STATION = "station", _("Station stopped")

    thing = models.ForeignKey(
        Thing, models.PROTECT, verbose_name=_("thing"), related_name="shutdowns"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(
        _("end"), null=True, blank=True, help_text=_("Empty: still standing")
    )
    declared_by = models.CharField(_("declared by"), max_length=80)
    document = models.CharField(_("document"), max_length=120, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("replaces"),
        related_name="replaced_by",
    )
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        verbose_name = _("declared shutdown")
        verbose_name_plural = _("declared shutdowns")
        ordering: ClassVar = ["thing", "start", "pk"]

    def __str__(self) -> str:
        return f"{self.thing} {self.start:%Y-%m-%d %H:%M}"

    def clean(self) -> None:
        """Object where the stop ends before it starts."""
        start = cast("datetime | None", self.start)  # a form may lack it
        if self.end is not None and start is not None and self.end <= start:
            raise ValidationError({"end": _("The end lies before the start.")})
