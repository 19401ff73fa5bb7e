"""What enterprises say: rows that are added, each with who, for whom and when."""

from __future__ import annotations

from typing import ClassVar, Never

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StandsError(RuntimeError):
    """Something tried to alter or remove what was said; the database refuses it too."""


class StandingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows that are added and read."""

    def update(self, **_kwargs: object) -> Never:
        """Refuse."""
        raise StandsError(f"{self.model.__name__} rows are never altered; add another")

    def delete(self) -> Never:
        """Refuse."""
        raise StandsError(f"{self.model.__name__} rows are never removed; add another")


class Standing(models.Model):
    """A row that is written once."""

    recorded_at = models.DateTimeField(_("recorded at"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="+"
    )

    objects = StandingQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["pk"]

    def save(self, **kwargs: object) -> None:
        """Write a new row; an old one is never written again."""
        if not self._state.adding:
            raise StandsError(f"{type(self).__name__} {self.pk} stands; add another row")
        super().save(**kwargs)  # type: ignore[arg-type]

    def delete(self, **_kwargs: object) -> Never:  # type: ignore[override]
        """Refuse."""
        raise StandsError(f"{type(self).__name__} {self.pk} stands; add another row")


class Said(Standing):
    """What is said of a thing by somebody who acts for its enterprise.

    `body` is whom the author serves, `on_behalf` the enterprise; they differ where a contractor
    acts. What is wrong is answered by a row that names the one it replaces.
    """

    thing = models.ForeignKey(
        "registry.Thing", models.PROTECT, verbose_name=_("thing"), related_name="+"
    )
    mn = models.CharField(_("data logger"), max_length=24, blank=True)
    code = models.CharField(_("factor"), max_length=12, blank=True)
    body = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("serves"), related_name="+"
    )
    on_behalf = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("on behalf of"), related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("replaces"),
        related_name="replaced_by",
    )
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta(Standing.Meta):
        abstract = True


class Declaration(Said):
    """A stop, maintenance, replacement or check that is planned, or a fault that is reported."""

    class Kind(models.TextChoices):
        """What is declared."""

        PRODUCTION = "production", _("Production stopped")
        DISCHARGE = "discharge", _("Discharge stopped")
        STATION = "station", _("Monitoring station stopped")
        MAINTENANCE = "maintenance", _("Maintenance of instruments")
        REPLACEMENT = "replacement", _("Replacement of an instrument")
        CALIBRATION = "calibration", _("Calibration or comparison")
        FAULT = "fault", _("Fault of an instrument")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"), null=True, blank=True)
    ended = models.BooleanField(_("over"), default=False)
    files = models.JSONField(_("evidence files"), default=list)
    stops = models.JSONField(default=list, editable=False)
    """Numbers of the stops that the registry holds of it."""

    class Meta(Said.Meta):
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start:%Y-%m-%d %H:%M}"


class PeriodMark(Said):
    """A mark of the state of instrument, plant or treatment in a period, by the rule of 2022."""

    family = models.CharField(_("family"), max_length=12)
    kind = models.CharField(_("mark"), max_length=20)
    edition = models.CharField(_("edition"), max_length=40)
    start = models.DateTimeField(_("start"), db_index=True)
    end = models.DateTimeField(_("end"))

    class Meta(Said.Meta):
        verbose_name = _("mark of a period")
        verbose_name_plural = _("marks of periods")

    def __str__(self) -> str:
        return f"{self.kind} {self.start:%Y-%m-%d %H:%M}"


class ManualValue(Said):
    """A value measured by hand while the instrument could not; it stands beside, replacing nothing."""

    sampled_at = models.DateTimeField(_("sampled at"), db_index=True)
    value = models.CharField(_("value"), max_length=24)
    unit = models.CharField(_("unit"), max_length=20)
    method = models.CharField(_("method"), max_length=120)
    sampler = models.CharField(_("sampler"), max_length=60)
    files = models.JSONField(_("evidence files"), default=list)

    class Meta(Said.Meta):
        verbose_name = _("manual value")
        verbose_name_plural = _("manual values")

    def __str__(self) -> str:
        return f"{self.code} {self.sampled_at:%Y-%m-%d %H:%M}"


class EvidenceFile(Standing):
    """A file handed in as evidence, named by its hash; the bytes lie beside the database."""

    hash = models.CharField(_("hash"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=120)
    form = models.CharField(_("form"), max_length=8)
    size = models.PositiveIntegerField(_("size"))

    class Meta(Standing.Meta):
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")

    def __str__(self) -> str:
        return self.name
