"""Things: stations, outlets, construction sites, river sections."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qingtian_platform.people.api import Scope

from .change import AppendOnly


class Origin(models.TextChoices):
    """Where the readings come from; anything but real says so on every page."""

    REAL = "real", _("Real")
    REPLAY = "replay", _("Replayed history")
    SIMULATED = "simulated", _("Simulated")


class ThingQuerySet(models.QuerySet["Thing"]):
    """Things, cut to what a person may see."""

    def within(self, scope: Scope) -> ThingQuerySet:
        """Keep what lies within a person's scope."""
        if scope.nothing:
            return self.none()
        found = self
        if scope.district is not None:
            found = found.filter(district__code__startswith=scope.district)
        if scope.township is not None:
            found = found.filter(township__code=scope.township)
        if scope.bodies is not None:
            mine = models.Q(owner__in=scope.bodies) | models.Q(maintainer__in=scope.bodies)
            found = found.filter(mine)
        return found


class Thing(models.Model):
    """A place where instruments measure."""

    class Kind(models.TextChoices):
        """What kind of place."""

        STATION = "station", _("Station")
        OUTLET = "outlet", _("Outlet")
        SITE = "site", _("Construction site")
        SECTION = "section", _("River section")

    key = models.SlugField(_("key"), max_length=60, unique=True, help_text=_("Stands in addresses"))
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    district = models.ForeignKey(
        "people.Division",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("district"),
        related_name="+",
        limit_choices_to={"level": "district"},
    )
    township = models.ForeignKey(
        "people.Division",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("township"),
        related_name="+",
        limit_choices_to={"level": "township"},
    )
    lon = models.FloatField(_("longitude"), null=True, blank=True, help_text=_("Degrees east"))
    lat = models.FloatField(_("latitude"), null=True, blank=True, help_text=_("Degrees north"))
    owner = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("owner"),
        related_name="+",
    )
    maintainer = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("maintained by"),
        related_name="+",
    )
    answerable = models.CharField(_("who answers"), max_length=80, blank=True)
    answerable_en = models.CharField(_("who answers (English)"), max_length=120, blank=True)
    permit = models.CharField(_("permit number"), max_length=30, blank=True)
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin.choices, default=Origin.REAL
    )
    source = models.CharField(_("source of the entry"), max_length=200, blank=True)
    opened = models.DateField(_("opened"), null=True, blank=True)
    closed = models.DateField(_("closed"), null=True, blank=True)

    objects = ThingQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing")
        verbose_name_plural = _("things")
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name


class StationTerm(AppendOnly):
    """What a thing counts as from a day on; the last row recorded for a day holds.

    Of a station its kind and level; of an outlet or site the kind of plant, by which its standard
    is found; of a section the kind of water body and the class that it is to reach.
    """

    class Kind(models.TextChoices):
        """The kinds of ambient station; only the first enters the city's value."""

        ASSESSMENT = "assessment", _("Urban assessment station")
        CONTROL = "control", _("Background control station")
        TRAFFIC = "traffic", _("Traffic station")
        REGIONAL = "regional", _("Regional station")

    class Level(models.TextChoices):
        """Who operates the station."""

        NATIONAL = "national", _("National")
        CITY = "city", _("Municipal")
        DISTRICT = "district", pgettext_lazy("level", "District")

    class Body(models.TextChoices):
        """What a section crosses: rivers and lakes have limits of phosphorus of their own."""

        RIVER = "river", _("River")
        LAKE = "lake", _("Lake or reservoir")

    thing = models.ForeignKey(
        Thing, models.PROTECT, verbose_name=_("thing"), related_name="station_terms"
    )
    valid_from = models.DateField(_("valid from"))
    station_kind = models.CharField(
        _("kind of station"), max_length=12, choices=Kind.choices, blank=True
    )
    level = models.CharField(
        _("operated at level"), max_length=10, choices=Level.choices, blank=True
    )
    plant = models.CharField(
        _("kind of plant"),
        max_length=60,
        blank=True,
        help_text=_("Of an outlet or site, as the law files name it; finds its standard"),
    )
    body = models.CharField(_("water body"), max_length=6, choices=Body.choices, blank=True)
    target = models.CharField(
        _("class to reach"), max_length=4, blank=True, help_text=_("Of a section: I to V")
    )

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        ordering: ClassVar = ["thing", "valid_from", "pk"]

    def __str__(self) -> str:
        return f"{self.thing} {self.valid_from}"
