"""What persons write down of instruments: rows that are only added."""

from __future__ import annotations

from typing import ClassVar, Never

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StandsError(RuntimeError):
    """Something tried to alter or remove a record."""


class Standing(models.Model):
    """A row that is written once; the file itself refuses to alter it, too."""

    class Meta:
        abstract = True

    def save(self, **kwargs: object) -> None:
        """Write a new row."""
        if not self._state.adding:
            raise StandsError(f"{type(self).__name__} {self.pk} stands; add another row")
        super().save(**kwargs)  # type: ignore[arg-type]

    def delete(self, **_kwargs: object) -> Never:  # type: ignore[override]
        """Refuse."""
        raise StandsError(f"{type(self).__name__} {self.pk} stands")


class Intake(Standing):
    """A file of records that was taken in as a whole."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    name = models.CharField(_("file"), max_length=200)
    records = models.PositiveIntegerField(_("records"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of records")
        verbose_name_plural = _("files of records")

    def __str__(self) -> str:
        return self.name


class Record(Standing):
    """One thing that was done to an instrument, or that is certified of it.

    One that was wrong is answered by another that names it as `corrects`; both remain.
    """

    class Kind(models.TextChoices):
        """What was done."""

        MAINTENANCE = "maintenance", _("Maintenance")
        REPLACEMENT = "replacement", _("Replacement")
        FILING = "filing", _("Filed parameter")
        ZERO_SPAN = "zero_span", _("Zero or span check")
        STANDARD_SAMPLE = "standard_sample", _("Check with a standard sample")
        COMPARISON = "comparison", _("Comparison test")
        CONTROL = "control", _("Control sample")
        CERTIFICATE = "certificate", _("Certificate")
        STANDARD = "standard", _("Instrument or standard of a chain")
        SCOPE = "scope", _("Scope of a laboratory")
        REVOCATION = "revocation", _("Certificate taken back")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    mn = models.CharField("MN", max_length=40)
    code = models.CharField(_("code"), max_length=12, blank=True)
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("to"))
    content = models.JSONField(_("content"), default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="+"
    )
    on_behalf = models.CharField(_("on behalf of"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("corrects"),
        related_name="corrected_by",
    )
    why = models.CharField(_("why"), max_length=300, blank=True)
    intake = models.ForeignKey(
        Intake, models.PROTECT, null=True, blank=True, verbose_name=_("file"), related_name="+"
    )
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)

    class Meta:
        verbose_name = _("record of an instrument")
        verbose_name_plural = _("records of instruments")
        ordering: ClassVar = ["start", "pk"]
        indexes: ClassVar = [models.Index(fields=["mn", "kind", "start"], name="record_of_device")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="record_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True) | ~models.Q(why=""),
                name="record_corrects_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind} {self.mn} {self.code}".rstrip()


class Paper(Standing):
    """A file that goes with a record; its bytes are an attachment of the kit, under their hash."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="papers")
    name = models.CharField(_("file"), max_length=200)
    hash = models.CharField("SHA-256", max_length=64)
    form = models.CharField(_("form"), max_length=4)
    size = models.PositiveIntegerField(_("size"))

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class Sheet(Standing):
    """What a person signs to take a certificate back; it counts when the act over it came in."""

    hash = models.CharField("SHA-256", max_length=64, unique=True)
    salt = models.BinaryField(max_length=32)
    text = models.TextField(_("text"))
    by = models.CharField(_("login"), max_length=150)
    name = models.CharField(_("name"), max_length=150)
    at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("sheet to take a certificate back")
        verbose_name_plural = _("sheets to take certificates back")

    def __str__(self) -> str:
        return self.hash
