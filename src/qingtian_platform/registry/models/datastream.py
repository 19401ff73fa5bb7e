"""Datastreams: one observed property of one data logger."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .change import AppendOnly
from .logger import Logger
from .sensor import Sensor

DAY_H = 24
"""Hours of a day. [h]"""


def divides_a_day(hours: int) -> None:
    """Refuse a cycle of which a day holds no whole number. [h]."""
    if not 0 < hours <= DAY_H or DAY_H % hours:
        raise ValidationError(_("A cycle is a whole number of hours that divides a day."))


def _intervals() -> list[str]:
    return ["hour"]


def _fields() -> list[str]:
    return ["Avg"]


class Datastream(models.Model):
    """What a data logger sends of one observed property."""

    logger = models.ForeignKey(
        Logger, models.PROTECT, verbose_name=_("data logger"), related_name="datastreams"
    )
    sensor = models.ForeignKey(
        Sensor,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("sensor"),
        related_name="datastreams",
    )
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=60, blank=True)
    name_en = models.CharField(_("English name"), max_length=90, blank=True)
    intervals = models.JSONField(_("intervals sent"), default=_intervals)
    fields = models.JSONField(_("fields sent"), default=_fields)
    opened = models.DateField(_("opened"), null=True, blank=True)
    closed = models.DateField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("datastream")
        verbose_name_plural = _("datastreams")
        ordering: ClassVar = ["logger", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["logger", "code"], name="code_once_a_logger")
        ]

    def __str__(self) -> str:
        english = (get_language() or "").startswith("en")
        return (self.name_en if english else self.name) or self.code


class DatastreamTerm(AppendOnly):
    """Unit, range, setting and cycle of the instrument from a day on; the last row for a day holds."""

    datastream = models.ForeignKey(
        Datastream, models.PROTECT, verbose_name=_("datastream"), related_name="terms"
    )
    valid_from = models.DateField(_("valid from"))
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    low = models.FloatField(_("range from"), null=True, blank=True)
    high = models.FloatField(_("range to"), null=True, blank=True)
    slope = models.FloatField(
        _("slope"), null=True, blank=True, help_text=_("As set in the instrument; never applied")
    )
    intercept = models.FloatField(_("intercept"), null=True, blank=True)
    cycle = models.PositiveSmallIntegerField(
        _("hours a sample"),
        null=True,
        blank=True,
        validators=[divides_a_day],
        help_text=_("How long the analyser takes for one value; empty: a value each hour"),
    )

    class Meta:
        verbose_name = _("unit and range")
        verbose_name_plural = _("units and ranges")
        ordering: ClassVar = ["datastream", "valid_from", "pk"]

    def __str__(self) -> str:
        return f"{self.datastream} {self.valid_from}"
