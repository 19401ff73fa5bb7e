"""Alarms as they stand, what they are made of, and all that happened to them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qingtian_platform.kit.kept import Kept


class Alarm(models.Model):
    """One item of the desk: the standing picture; its history is in the events.

    `reach_start` and `reach_end` are the hull of all members there ever were, by which later ones
    find it; `start` and `end` that of those which stand. `due` is there while an answer is owed;
    `was_due` stays when it came, or when a person closed the item.
    """

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        HANDED = "handed", _("Handed over")
        CLOSED = "closed", _("Closed")

    lane = models.CharField(_("lane"), max_length=80)
    cause = models.CharField(_("cause"), max_length=20)
    kind = models.CharField(_("kind"), max_length=40)
    thing_id = models.IntegerField(_("unit"), null=True)
    district = models.CharField(_("district"), max_length=6, blank=True)
    organisations = models.JSONField(_("organisations"), default=list)
    things = models.JSONField(_("units"), default=list)
    reach_start = models.DateTimeField(_("reach from"))
    reach_end = models.DateTimeField(_("reach to"))
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))
    score = models.FloatField(_("score"), default=0.0)
    row = models.CharField(_("row of the table"), max_length=10, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), default=4)
    weight = models.FloatField(_("weight"), default=0.0)
    count = models.PositiveIntegerField(_("members"), default=0)
    again = models.PositiveIntegerField(_("which time"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    closing = models.CharField(_("how it was closed"), max_length=12, blank=True)
    closed_end = models.DateTimeField(_("end when it was closed"), null=True)
    into = models.ForeignKey(
        "self", models.PROTECT, null=True, verbose_name=_("joined with"), related_name="joined"
    )
    raised_at = models.DateTimeField(_("raised at"))
    due = models.DateTimeField(_("answer due"), null=True)
    was_due = models.DateTimeField(_("answer was due"), null=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["lane", "reach_end"], name="alarm_lane"),
            models.Index(fields=["state", "severity"], name="alarm_state"),
            models.Index(fields=["thing_id", "cause"], name="alarm_thing"),
            models.Index(fields=["state", "due"], name="alarm_due"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind}"


class Member(models.Model):
    """A finding or verdict that an alarm is made of; each is in exactly one."""

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="members")
    form = models.CharField(_("form"), max_length=8)
    key = models.CharField(_("key"), max_length=80)
    kind = models.CharField(_("kind"), max_length=40)
    rule = models.CharField(_("rule"), max_length=20, blank=True)
    thing_id = models.IntegerField(_("unit"), null=True)
    district = models.CharField(_("district"), max_length=6, blank=True)
    mn = models.CharField(_("data logger"), max_length=60, blank=True)
    code = models.CharField(_("observed property"), max_length=20, blank=True)
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))
    score = models.FloatField(_("score"), default=0.0)
    facts = models.JSONField(_("facts"), default=dict)
    added_at = models.DateTimeField(_("added at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("member of an alarm")
        verbose_name_plural = _("members of alarms")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "key"], name="member_of_one_alarm")
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "start"], name="member_kind_start"),
            models.Index(fields=["thing_id", "start"], name="member_thing_start"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.key}"


class Event(Kept):
    """Something that happened to an alarm: the stage or a person did it."""

    class What(models.TextChoices):
        """What happened."""

        RAISED = "raised", _("Raised")
        GREW = "grew", _("Grew")
        JOINED = "joined", _("Joined with another")
        SHRANK = "shrank", _("Partly withdrawn")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REOPENED = "reopened", _("Opened again")
        SEEN = "seen", _("Seen")
        REMINDED = "reminded", _("Reminded")
        ESCALATED = "escalated", _("Overdue, sent up to the desk")
        ANSWERED = "answered", _("Answered")
        COMMANDED = "commanded", _("Command to the data logger")
        FALSE = "false", _("False alarm")
        HANDED = "handed", _("Handed over")
        CLOSED = "closed", _("Closed")

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="events")
    what = models.CharField(_("what"), max_length=10, choices=What.choices)
    at = models.DateTimeField(_("at"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(_("text"), blank=True)
    more = models.JSONField(_("more"), default=dict)

    class Meta(Kept.Meta):
        verbose_name = _("event of an alarm")
        verbose_name_plural = _("events of alarms")

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.what}"


class Waiting(models.Model):
    """A suspicion that is not raised yet, since nothing shows that it will stand.

    `until` is when it is looked at again; None: its score is too low, and only an exceedance of its
    unit has it looked at.
    """

    finding = models.BigIntegerField(_("finding"), primary_key=True)
    thing_id = models.IntegerField(_("unit"), null=True, db_index=True)
    since = models.DateTimeField(_("first said"))
    until = models.DateTimeField(_("looked at again"), null=True, db_index=True)

    class Meta:
        verbose_name = _("waiting suspicion")
        verbose_name_plural = _("waiting suspicions")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.finding} {self.until}"
