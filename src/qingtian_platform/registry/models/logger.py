"""Data loggers: who may speak to the gateway, and how they speak."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qingtian_platform.registry.fields import SecretField
from qingtian_platform.registry.keys import sm4_bytes

from .change import AppendOnly
from .thing import Origin, Thing


def _intervals() -> list[str]:
    return ["realtime", "minute", "hour", "day"]


class Logger(models.Model):
    """A data logger (or the stream that an import names), known by its MN."""

    class Transmission(models.TextChoices):
        """Which way its frames come: D7-4.12-03 demands the first."""

        DIRECT = "direct", _("Sent direct")
        FORWARDED = "forwarded", _("Forwarded")

    mn = models.CharField(
        "MN",
        max_length=24,
        unique=True,
        validators=[RegexValidator(r"^[\x21-\x7e]{1,24}$", _("1 to 24 printable characters"))],
    )
    thing = models.ForeignKey(
        Thing, models.PROTECT, verbose_name=_("thing"), related_name="loggers"
    )
    st = models.CharField("ST", max_length=4, help_text=_("System code, HJ 212-2017 table 5"))
    password = SecretField(_("password"), blank=True)
    networks = models.JSONField(
        _("addresses"),
        default=list,
        blank=True,
        help_text=_("Networks it may call from; empty: any"),
    )
    transmission = models.CharField(
        _("transmission"),
        max_length=10,
        choices=Transmission.choices,
        default=Transmission.DIRECT,
    )
    sm4_key = SecretField(_("SM4 key"), blank=True, help_text=_("16 characters or 32 hex digits"))
    sm4_since = models.DateField(_("SM4 key since"), null=True, blank=True)
    history_supported = models.BooleanField(
        _("gives history"), null=True, blank=True, help_text=_("Empty: not known yet")
    )
    rate = models.FloatField(
        _("rate"), null=True, blank=True, help_text=_("Frames a second; empty: the default")
    )
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin.choices, default=Origin.REAL
    )
    intervals = models.JSONField(_("intervals sent"), default=_intervals)
    realtime_seconds = models.PositiveIntegerField(
        _("seconds between real-time values"), default=60
    )
    minute_step = models.PositiveIntegerField(_("minutes of a minute value"), default=10)
    opened = models.DateField(_("opened"), null=True, blank=True)
    closed = models.DateField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("data logger")
        verbose_name_plural = _("data loggers")
        ordering: ClassVar = ["mn"]

    def __str__(self) -> str:
        return self.mn

    def clean(self) -> None:
        """Object to a key that is none, without repeating it."""
        try:
            sm4_bytes(self.sm4_key)
        except ValueError:
            text = _("An SM4 key has 16 characters or 32 hex digits.")
            raise ValidationError({"sm4_key": text}) from None


class LoggerTerm(AppendOnly):
    """How a data logger speaks from a day on; the last row recorded for a day holds."""

    class Edition(models.TextChoices):
        """Edition of HJ 212 (or of the dust monitors' dialect)."""

        FIRST = "2005", "HJ/T 212-2005"
        SECOND = "2017", "HJ 212-2017"
        THIRD = "2025", "HJ 212-2025"
        SW = "sw", "SW"

    class Label(models.TextChoices):
        """Which end of the period its stamps name."""

        START = "start", _("Start of the period")
        END = "end", _("End of the period")

    logger = models.ForeignKey(
        Logger, models.PROTECT, verbose_name=_("data logger"), related_name="terms"
    )
    valid_from = models.DateField(_("valid from"))
    edition = models.CharField(
        _("edition"), max_length=6, choices=Edition.choices, default=Edition.SECOND
    )
    checksum = models.CharField(_("checksum"), max_length=20, default="standard")
    strict = models.BooleanField(_("strict"), default=False)
    label = models.CharField(
        _("stamps name"), max_length=6, choices=Label.choices, default=Label.START
    )

    class Meta:
        verbose_name = _("dialect of a data logger")
        verbose_name_plural = _("dialects of data loggers")
        ordering: ClassVar = ["logger", "valid_from", "pk"]

    def __str__(self) -> str:
        return f"{self.logger} {self.valid_from}"
