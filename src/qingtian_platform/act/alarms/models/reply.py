"""What people say to an alarm: answers with receipts, hand-overs, feedback; only ever added to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qingtian_platform.kit.kept import Kept

from .alarm import Alarm

PERSON = settings.AUTH_USER_MODEL


class Answer(Kept):
    """The cause that an enterprise gives; each holds the hash of the one before."""

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="answers")
    at = models.DateTimeField(_("at"), db_index=True)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    organisation = models.CharField(_("organisation of the person"), max_length=160, blank=True)
    on_behalf = models.CharField(_("on behalf of"), max_length=160)
    cause = models.CharField(_("cause"), max_length=40)
    text = models.TextField(_("text"))
    thing_id = models.IntegerField(_("unit"), null=True, db_index=True)
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))
    late = models.BooleanField(_("after it was due"))
    content = models.TextField(_("content that is hashed"))
    previous = models.CharField(_("hash of the answer before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta(Kept.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.cause}"


class Attachment(Kept):
    """A file of evidence of an answer; its bytes stand below the data directory by their hash."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="attachments")
    name = models.CharField(_("name"), max_length=120)
    type = models.CharField(_("type"), max_length=10)
    size = models.PositiveIntegerField(_("size"))
    hash = models.CharField(_("hash"), max_length=64)

    class Meta(Kept.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name


class Receipt(Kept):
    """That a desk was told of an answer; numbered by each desk without gaps."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="receipts")
    desk = models.CharField(_("desk"), max_length=6)
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("at"))

    class Meta(Kept.Meta):
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["desk", "number"], name="receipt_number"),
            models.UniqueConstraint(fields=["answer", "desk"], name="receipt_once_a_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.number}"


class Handover(Kept):
    """An alarm given to a case: the package as it was, with its hash."""

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="handovers")
    at = models.DateTimeField(_("at"))
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    note = models.TextField(_("note"), blank=True)
    package = models.TextField(_("package"))
    hash = models.CharField(_("hash"), max_length=64)

    class Meta(Kept.Meta):
        verbose_name = _("hand-over to a case")
        verbose_name_plural = _("hand-overs to cases")

    def __str__(self) -> str:
        return f"{self.pk}: {self.alarm_id}"


class Feedback(Kept):
    """Whether a rule was right about a unit, by the word of a person."""

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="feedback")
    rule = models.CharField(_("rule"), max_length=20, db_index=True)
    thing_id = models.IntegerField(_("unit"), null=True, db_index=True)
    right = models.BooleanField(_("right"))
    reason = models.TextField(_("reason"), blank=True)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("at"))

    class Meta(Kept.Meta):
        verbose_name = _("feedback to a rule")
        verbose_name_plural = _("feedback to rules")

    def __str__(self) -> str:
        return f"{self.rule} {self.right}"
