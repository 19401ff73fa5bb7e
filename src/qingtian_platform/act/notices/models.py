"""Where the platform sends what it tells, and what was sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def first_topics() -> list[str]:
    """Name the topics of a webhook that names none."""
    return ["alarm", "duty"]


class Hook(models.Model):
    """An address of another system that an administrator registered."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    url = models.CharField(_("address"), max_length=300)
    secret = models.TextField(_("enciphered secret"))
    organisation = models.IntegerField(_("organisation"), null=True)
    inside = models.BooleanField(_("inside the own network"), default=False)
    severity = models.PositiveSmallIntegerField(_("up to which severity"), default=3)
    topics = models.JSONField(_("what it is told of"), default=first_topics)
    opened_at = models.DateTimeField(pgettext_lazy("looked at", "opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A message on its way: about what, to whom, how often it was tried."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        GIVEN_UP = "given-up", _("Given up")

    key = models.CharField(pgettext_lazy("signing", "key"), max_length=64, unique=True)
    topic = models.CharField(_("about what"), max_length=10)
    number = models.BigIntegerField(_("about which"), null=True)
    what = models.CharField(_("what"), max_length=20)
    channel = models.CharField(_("channel"), max_length=8)
    address = models.CharField(_("address"), max_length=320)
    subject = models.CharField(pgettext_lazy("letter", "subject"), max_length=300)
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
        indexes: ClassVar = [
            models.Index(fields=["state", "next_at"], name="message_next"),
            models.Index(fields=["topic", "number"], name="message_about"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key[:8]}"


class Wish(models.Model):
    """How a person wishes to be told."""

    login = models.CharField(_("login"), max_length=150, unique=True)
    phone = models.CharField(_("number for short messages"), max_length=16, blank=True)
    quiet = models.JSONField(_("of what it wants to hear nothing"), default=list)

    class Meta:
        verbose_name = _("wish of a person")
        verbose_name_plural = _("wishes of persons")

    def __str__(self) -> str:
        return self.login


class Reminder(models.Model):
    """A running limit of a matter, and when to remind of it; taken away when it runs no more."""

    matter = models.BigIntegerField(_("matter"))
    duty = models.CharField(_("duty"), max_length=60)
    due = models.DateTimeField(_("due"))
    at = models.DateTimeField(_("remind at"))
    told = models.BooleanField(_("told"), default=False)

    class Meta:
        verbose_name = _("reminder of a matter")
        verbose_name_plural = _("reminders of matters")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "duty", "due"], name="notices_reminder_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["at"], name="notices_reminder_next", condition=models.Q(told=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.duty}"
