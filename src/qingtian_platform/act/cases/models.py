"""Matters as rows: what was said and done is only ever added; how each stands is kept beside it.

`Matter`, `Deed` and all that derive from `Kept` are the truth, and the database refuses to alter them.
`Standing` and `OpenDuty` follow from them and are written in the same transaction; `Pending` is what the
machine still has to do. `rebuilding.rebuild` gives all three anew.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qingtian_platform.kit.kept import Kept


class Matter(Kept):
    """One matter as it was opened."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    procedure = models.CharField(_("procedure"), max_length=80)
    subject_kind = models.CharField(_("kind of subject"), max_length=10)
    subject_key = models.CharField(_("key of the subject"), max_length=120)
    subject_name = models.CharField(pgettext_lazy("matter", "subject"), max_length=200)
    thing_id = models.IntegerField(_("unit"), null=True)
    division = models.CharField(_("place"), max_length=9, blank=True)
    unit_key = models.CharField(_("responsible unit"), max_length=80, blank=True)
    unit_place = models.CharField(_("place of the unit"), max_length=12, blank=True)
    origin_kind = models.CharField(_("kind of origin"), max_length=12)
    origin_ref = models.CharField(pgettext_lazy("matter", "origin"), max_length=160)
    opened_at = models.DateTimeField(pgettext_lazy("matter", "opened at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    legacy = models.BooleanField(_("recorded afterwards"), default=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta(Kept.Meta):
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin_kind", "origin_ref"], name="cases_origin_opens_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_key"], name="cases_matter_subject")
        ]

    def __str__(self) -> str:
        return self.number


class Deed(Kept):
    """An act as it was done."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="deeds")
    seq = models.PositiveIntegerField(_("number in the matter"))
    act = models.CharField(_("act"), max_length=60)
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    party = models.CharField(_("as which party"), max_length=60)
    login = models.CharField(_("login"), max_length=150, blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    papers = models.JSONField(_("papers"), default=list)
    reason = models.TextField(_("reason"), blank=True)
    returned = models.CharField(_("ending that came back"), max_length=120, blank=True)
    legacy = models.BooleanField(_("recorded afterwards"), default=False)
    key = models.CharField(_("key against doing it twice"), max_length=80, null=True)  # noqa: DJ001
    salt = models.CharField(_("salt"), max_length=64)
    digest = models.CharField(_("salted hash"), max_length=64)

    class Meta(Kept.Meta):
        verbose_name = _("deed")
        verbose_name_plural = _("deeds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "seq"], name="cases_deed_seq"),
            models.UniqueConstraint(fields=["matter", "key"], name="cases_deed_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="cases_deed_at"),
            models.Index(fields=["act", "at"], name="cases_deed_act"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.seq} {self.act}"


class Report(Kept):
    """What was told about a matter: the origin that opened it, and every later one about the same."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="reports")
    kind = models.CharField(_("kind of origin"), max_length=12)
    ref = models.CharField(pgettext_lazy("matter", "origin"), max_length=160)
    at = models.DateTimeField(_("at"))
    login = models.CharField(_("login"), max_length=150, blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    papers = models.JSONField(_("papers"), default=list)
    words = models.TextField(_("words"), blank=True)

    class Meta(Kept.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "ref"], name="cases_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Firing(Kept):
    """That a limit passed while the duty was open; each once."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="firings")
    duty = models.CharField(_("duty"), max_length=60)
    nth = models.PositiveIntegerField(_("which of its kind"))
    due = models.DateTimeField(_("due"))
    at = models.DateTimeField(_("recorded at"))

    class Meta(Kept.Meta):
        verbose_name = _("expiry")
        verbose_name_plural = _("expiries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "duty", "nth"], name="cases_fires_once")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.duty}"


class Note(Kept):
    """Words of a person about a matter."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="notes")
    login = models.CharField(_("login"), max_length=150)
    name = models.CharField(_("name"), max_length=150)
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("text"))

    class Meta(Kept.Meta):
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.name}"


class Assigned(Kept):
    """Who holds a matter from now on; an empty login gives it back to the unit."""

    class Cause(models.TextChoices):
        """Why."""

        PERSON = "person", _("Assigned")
        ESCALATION = "escalation", _("Sent up, as a limit passed")
        HANDOVER = "handover", _("Handed over")
        LEFT = "left", _("Given back, as who held it may not see it any more")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="assignments")
    to = models.CharField(pgettext_lazy("handing", "to"), max_length=150, blank=True)
    to_name = models.CharField(_("name of who holds it"), max_length=150, blank=True)
    login = models.CharField(_("login"), max_length=150, blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"))
    cause = models.CharField(_("cause"), max_length=12, choices=Cause.choices)

    class Meta(Kept.Meta):
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.to}"


class HandedOver(Kept):
    """A matter given to another organisation."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="handovers")
    organisation = models.IntegerField(_("organisation"))
    organisation_name = models.CharField(_("name of the organisation"), max_length=160)
    login = models.CharField(_("login"), max_length=150)
    name = models.CharField(_("name"), max_length=150)
    at = models.DateTimeField(_("at"))

    class Meta(Kept.Meta):
        verbose_name = _("hand-over of a matter")
        verbose_name_plural = _("hand-overs of matters")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.organisation_name}"


class TakenOver(Kept):
    """The receipt of a hand-over; numbered by year and organisation without gaps."""

    handover = models.OneToOneField(HandedOver, models.PROTECT, related_name="receipt")
    number = models.CharField(_("number"), max_length=40, unique=True)
    login = models.CharField(_("login"), max_length=150)
    name = models.CharField(_("name"), max_length=150)
    at = models.DateTimeField(_("at"))

    class Meta(Kept.Meta):
        verbose_name = _("receipt of a matter")
        verbose_name_plural = _("receipts of matters")

    def __str__(self) -> str:
        return self.number


class Link(Kept):
    """That two matters have to do with each other."""

    class Kind(models.TextChoices):
        """How."""

        SAME = "same", _("The same problem")
        SUBJECT = "subject", _("The same subject")
        REPEAT = "repeat", _("A repeat")
        FOLLOWS = "follows", _("Follows from it")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="links")
    other = models.ForeignKey(Matter, models.PROTECT, related_name="linked")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    login = models.CharField(_("login"), max_length=150, blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta(Kept.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "other", "kind"], name="cases_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind} {self.other_id}"


class Moved(Kept):
    """That a matter runs on under another version of its procedure."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="moves")
    before = models.CharField(_("version before"), max_length=80)
    after = models.CharField(_("version after"), max_length=80)
    reason = models.TextField(_("reason"))
    login = models.CharField(_("login"), max_length=150)
    name = models.CharField(_("name"), max_length=150)
    at = models.DateTimeField(_("at"))

    class Meta(Kept.Meta):
        verbose_name = _("change of version")
        verbose_name_plural = _("changes of version")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.after}"


class Sealed(Kept):
    """Deeds whose salted hashes stand in the evidence log under one act."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    first = models.BigIntegerField(_("first deed"))
    last = models.BigIntegerField(_("last deed"))
    root = models.CharField(_("root"), max_length=64)
    act = models.PositiveIntegerField(_("number of the act"))
    at = models.DateTimeField(_("at"))

    class Meta(Kept.Meta):
        verbose_name = _("seal over deeds")
        verbose_name_plural = _("seals over deeds")
        indexes: ClassVar = [models.Index(fields=["last"], name="cases_sealed_last")]

    def __str__(self) -> str:
        return str(self.number)


def _listed(name: str, first: str, *, ended: bool) -> list[models.Index]:
    """Make the indexes by which one half of the matters is listed, counted and searched, whatever is left out.

    They hold all that is asked for, so that no row is opened to be counted; of the city, and by district.
    """
    more = ["order", "holder", "owing", "key", "state", "ended_at", "text"]
    rest = [each for each in more if each != first]
    half = models.Q(ended_at__isnull=not ended)
    return [
        models.Index(fields=[first, "matter", "district", *rest], name=name, condition=half),
        models.Index(
            fields=["district", first, "matter", *rest], name=f"{name}_district", condition=half
        ),
    ]


class Standing(models.Model):
    """How a matter stands, as lists need it; follows from the rows above."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="standing")
    procedure = models.CharField(_("version of the procedure"), max_length=80)
    key = models.CharField(_("procedure"), max_length=60)
    version = models.PositiveIntegerField(_("deeds so far"))
    state = models.CharField(_("state"), max_length=60)
    fresh = models.BooleanField(_("still as it was opened"), default=True)
    division = models.CharField(_("place"), max_length=9, blank=True)
    district = models.CharField(_("district"), max_length=6, blank=True)
    unit = models.IntegerField(_("organisation"), null=True)
    unit_name = models.CharField(_("name of the unit"), max_length=160, blank=True)
    holder = models.CharField(_("who holds it"), max_length=150, blank=True)
    opened_at = models.DateTimeField(pgettext_lazy("matter", "opened at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    next_due = models.DateTimeField(_("due next"), null=True)
    order = models.DateTimeField(_("due next, or far ahead"))
    owing = models.CharField(
        _("procedure and parties that owe something"), max_length=400, blank=True
    )
    next_expiry = models.DateTimeField(_("next expiry"), null=True)
    open = models.PositiveIntegerField(_("open duties"), default=0)
    late = models.PositiveIntegerField(_("late duties"), default=0)
    ever_late = models.PositiveIntegerField(_("limits that passed"), default=0)
    text = models.CharField(_("text that is searched"), max_length=400)

    class Meta:
        verbose_name = _("standing of a matter")
        verbose_name_plural = _("standings of matters")
        indexes: ClassVar = [
            *_listed("cases_running", "order", ended=False),
            *_listed("cases_ended", "ended_at", ended=True),
            models.Index(
                fields=["holder", "order"], name="cases_holder", condition=models.Q(ended_at=None)
            ),
            models.Index(fields=["owing"], name="cases_owing", condition=models.Q(ended_at=None)),
            models.Index(
                fields=["next_expiry"],
                name="cases_expiry",
                condition=models.Q(next_expiry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.state}"


class OpenDuty(models.Model):
    """One open duty, as lists need it."""

    matter = models.ForeignKey(Standing, models.CASCADE, related_name="duties")
    duty = models.CharField(_("duty"), max_length=60)
    nth = models.PositiveIntegerField(_("which of its kind"))
    since = models.DateTimeField(_("since"))
    due = models.DateTimeField(_("due"), null=True)
    expired = models.BooleanField(_("late"), default=False)
    stopped = models.BooleanField(_("its clock stands"), default=False)

    class Meta:
        verbose_name = _("open duty")
        verbose_name_plural = _("open duties")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.duty}"


class Pending(models.Model):
    """What the machine still owes a matter: a case to open, an ending to bring back, an alarm to tell."""

    class Kind(models.TextChoices):
        """What."""

        CALL = "call", _("Open the procedure that was called")
        RETURN = "return", _("Bring the ending back")
        TELL = "tell", _("Tell the alarm how it ended")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="pending")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    seq = models.PositiveIntegerField(_("deed"))
    why = models.TextField(_("why it waits"), blank=True)
    since = models.DateTimeField(_("since"))
    tried_at = models.DateTimeField(_("tried last"), null=True)

    class Meta:
        verbose_name = _("pending step")
        verbose_name_plural = _("pending steps")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "kind", "seq"], name="cases_pending_once")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind}"


class Register(models.Model):
    """How far the numbers of a year and a unit have come."""

    name = models.CharField(_("register"), max_length=40)
    year = models.PositiveIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "year"], name="cases_register_year")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class Followed(models.Model):
    """How far the stage has read what others write."""

    name = models.CharField(_("name"), max_length=30, unique=True)
    cursor = models.BigIntegerField(_("cursor"), default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.cursor}"
