"""Where alarms are sent, and what was sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .alarm import Alarm


class Hook(models.Model):
    """An address of another system that an administrator registered."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    url = models.CharField(_("address"), max_length=300)
    secret = models.TextField(_("enciphered secret"))
    organisation = models.IntegerField(_("organisation"), null=True)
    inside = models.BooleanField(_("inside the own network"), default=False)
    severity = models.PositiveSmallIntegerField(_("up to which severity"), default=3)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A message on its way: what, to whom, how often it was tried; of no alarm where another stage wrote it."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        GIVEN_UP = "given-up", _("Given up")

    key = models.CharField(_("key"), max_length=64, unique=True)
    alarm = models.ForeignKey(Alarm, models.PROTECT, null=True, related_name="messages")
    what = models.CharField(_("what"), max_length=10)
    channel = models.CharField(_("channel"), max_length=8)
    address = models.CharField(_("address"), max_length=320)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("body"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("made at"))
    next_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["state", "next_at"], name="message_next")]

    def __str__(self) -> str:
        return f"{self.channel} {self.key[:8]}"
