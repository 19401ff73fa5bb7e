"""Sensors: the instruments that stand at a thing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .thing import Thing


class Sensor(models.Model):
    """An analyser or a probe, from the day it is fitted to the day it is taken out."""

    thing = models.ForeignKey(
        Thing, models.PROTECT, verbose_name=_("thing"), related_name="sensors"
    )
    name = models.CharField(_("name"), max_length=80)
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    principle = models.CharField(_("method"), max_length=120, blank=True)
    fitted = models.DateField(_("fitted"), null=True, blank=True)
    removed = models.DateField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("sensor")
        verbose_name_plural = _("sensors")
        ordering: ClassVar = ["thing", "name"]

    def __str__(self) -> str:
        return f"{self.name} {self.serial}".strip()
