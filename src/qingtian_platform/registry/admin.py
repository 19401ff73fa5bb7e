"""Administration of the registry: within the own district, with a reason, nothing removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext_lazy as _

from qingtian_platform.kit.vault import Secret
from qingtian_platform.people.api import scope

from .exchange import TABLES, export_bytes
from .fields import SecretField
from .history import acting
from .keys import key_expires
from .models import (
    AppendOnly,
    Change,
    Datastream,
    DatastreamTerm,
    Limit,
    Logger,
    LoggerTerm,
    Sensor,
    Shutdown,
    StationTerm,
    Thing,
)
from .second import OwnRowError, confirm, confirmed
from .snapshot import all_loggers, things

M = TypeVar("M", bound=models.Model)

PATHS: dict[type[models.Model], str] = {
    Thing: "",
    Sensor: "thing",
    Logger: "thing",
    StationTerm: "thing",
    Limit: "thing",
    Shutdown: "thing",
    LoggerTerm: "logger__thing",
    Datastream: "logger__thing",
    DatastreamTerm: "datastream__logger__thing",
}
"""How each table leads to the thing that says in whose district it lies."""


def visible(request: HttpRequest, model: type[M]) -> models.QuerySet[M]:
    """Give the rows of a table that the person may see."""
    rows: models.QuerySet[M] = model._base_manager.all()  # noqa: SLF001
    path = PATHS.get(model)
    if path is None:
        return rows
    within = Thing.objects.within(scope(request.user)).values("pk")
    return rows.filter(**{f"{path}__in" if path else "pk__in": within})


class ReasonForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks why, and keeps a secret that is not typed anew."""

    why = forms.CharField(
        label=_("why"), max_length=200, help_text=_("Stands in the history beside your name.")
    )

    def clean(self) -> dict[str, Any] | None:
        """Put the old secret back where the field was left empty."""
        cleaned = super().clean() or {}
        for field in self._meta.model._meta.fields:  # noqa: SLF001
            if isinstance(field, SecretField) and field.name in cleaned:
                typed = cleaned[field.name]
                cleaned[field.name] = Secret(typed) if typed else getattr(self.instance, field.name)
        return cleaned


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
        return make_aware(moment) if moment is not None and is_naive(moment) else moment
    except (ValueError, OverflowError):
        return None


class ScopedAdmin(admin.ModelAdmin[M]):
    """Shows and takes only what lies in the person's scope; keeps who, when and why."""

    form = ReasonForm
    actions: tuple[str, ...] = ("export_csv", "export_xlsx")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        """Keep what the person may see."""
        order = self.get_ordering(request) or self.opts.ordering or ("pk",)
        return visible(request, self.model).order_by(*order)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take a moment from the address only where it is one: the form fails on other text."""
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        for field in self.opts.fields:
            if isinstance(field, models.DateTimeField) and field.name in given:
                moment = _moment(given.pop(field.name))
                if moment is not None:
                    given[field.name] = moment
        return given

    def formfield_for_foreignkey(
        self,
        db_field: models.ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer only what the person may see."""
        target = db_field.remote_field.model
        if target in PATHS:
            kwargs["queryset"] = visible(request, target)
        elif db_field.name == "district" and scope(request.user).district:
            code = scope(request.user).district
            kwargs["queryset"] = target._base_manager.filter(code__startswith=code)  # noqa: SLF001
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Keep the change as this person's, with the reason."""
        with acting(request.user.pk, form.cleaned_data.get("why", "")):
            super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        """Close instead: what once gave readings their meaning stays."""
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the export where the table has one."""
        found = super().get_actions(request)
        if self.opts.model_name not in TABLES:
            found = {k: v for k, v in found.items() if not k.startswith("export")}
        return found

    @admin.action(description=_("Export as CSV"))
    def export_csv(self, _request: HttpRequest, rows: models.QuerySet[M]) -> HttpResponse:
        """Hand the chosen rows out, without secrets."""
        return self._export(rows, "csv", "text/csv; charset=utf-8")

    @admin.action(description=_("Export as Excel"))
    def export_xlsx(self, _request: HttpRequest, rows: models.QuerySet[M]) -> HttpResponse:
        """Hand the chosen rows out, without secrets."""
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return self._export(rows, "xlsx", kind)

    def _export(self, rows: models.QuerySet[M], form: str, kind: str) -> HttpResponse:
        name = self.opts.model_name or ""
        answer = HttpResponse(export_bytes(name, form, rows), content_type=kind)
        answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
        return answer


class AddOnlyAdmin(ScopedAdmin[M]):
    """Rows that are added and read, and confirmed by a second person: a correction is another row."""

    actions = ("export_csv", "export_xlsx", "confirm_rows")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        """Leave what was said as it was said."""
        return False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Show the second person beside the first."""
        return [*super().get_list_display(request), "second_person"]

    @admin.display(description=_("second person"))
    def second_person(self, row: M) -> str:
        """Name who confirmed the row."""
        return confirmed(self.opts.model_name or "", [row.pk]).get(row.pk, "–")

    @admin.action(description=_("Confirm as second person"))
    def confirm_rows(self, request: HttpRequest, rows: models.QuerySet[M]) -> None:
        """Stand by the chosen rows, except for those that one added oneself."""
        own = 0
        for row in rows:
            try:
                confirm(cast("AppendOnly", row), cast("int", request.user.pk))
            except OwnRowError:
                own += 1
        if own:
            words = _("Rows that you added yourself need another person.")
            self.message_user(request, words, messages.WARNING)


@admin.register(Thing)
class ThingAdmin(ScopedAdmin[Thing]):
    """Stations, outlets, sites and sections."""

    list_display = ("name", "key", "kind", "district", "owner", "maintainer", "origin", "standing")
    list_filter = ("kind", "origin", "district")
    search_fields = ("key", "name", "name_en", "permit")
    list_select_related = ("district", "owner", "maintainer")

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Thing | None = None,
    ) -> tuple[str, ...]:
        """Keep the key once given: addresses and entries of the log name the place by it."""
        return ("key",) if obj else ()

    @admin.display(description=_("kind of station"))
    def standing(self, row: Thing) -> str:
        """Say what the station counts as today."""
        info = things()[row.pk]
        return str(StationTerm.Kind(info.station_kind).label) if info.station_kind else "–"


@admin.register(Logger)
class LoggerAdmin(ScopedAdmin[Logger]):
    """Data loggers; secrets are set, never shown."""

    list_display = (
        "mn",
        "thing",
        "st",
        "transmission",
        "origin",
        "dialect",
        "has_password",
        "key_age",
    )
    list_filter = ("st", "transmission", "origin")
    search_fields = ("mn", "thing__name")
    list_select_related = ("thing",)

    def save_model(self, request: HttpRequest, obj: Logger, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Date a new SM4 key by today, unless a day was given."""
        if (
            "sm4_key" in form.changed_data
            and form.data.get("sm4_key")
            and "sm4_since" not in form.changed_data
        ):
            obj.sm4_since = timezone.localdate()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("dialect"))
    def dialect(self, row: Logger) -> str:
        """Say how it speaks today."""
        info = all_loggers()[row.mn]
        return f"{info.edition} · {info.checksum} · {LoggerTerm.Label(info.label).label}"

    @admin.display(boolean=True, description=_("password set"))
    def has_password(self, row: Logger) -> bool:
        """Say whether there is one: without, nobody may speak as this device."""
        return bool(row.password)

    @admin.display(description=_("SM4 key until"))
    def key_age(self, row: Logger) -> str | SafeString:
        """Say until when the key may serve, and whether that is over."""
        end = key_expires(all_loggers()[row.mn])
        if end is None:
            return "–"
        words = _("too old: change it")
        return f"⚠ {end} {words}" if end <= timezone.localdate() else str(end)


@admin.register(LoggerTerm)
class LoggerTermAdmin(AddOnlyAdmin[LoggerTerm]):
    """How data loggers speak, by day."""

    list_display = (
        "logger",
        "valid_from",
        "edition",
        "checksum",
        "strict",
        "label",
        "recorded_by",
        "why",
    )
    search_fields = ("logger__mn",)


@admin.register(StationTerm)
class StationTermAdmin(AddOnlyAdmin[StationTerm]):
    """What stations, outlets and sections count as, by day."""

    list_display = (
        "thing",
        "valid_from",
        "station_kind",
        "level",
        "plant",
        "body",
        "target",
        "recorded_by",
        "why",
    )
    search_fields = ("thing__name", "plant")


@admin.register(Sensor)
class SensorAdmin(ScopedAdmin[Sensor]):
    """Instruments."""

    list_display = ("name", "thing", "maker", "model", "serial", "fitted", "removed")
    search_fields = ("name", "serial", "thing__name")


@admin.register(Datastream)
class DatastreamAdmin(ScopedAdmin[Datastream]):
    """What data loggers send."""

    list_display = ("logger", "code", "name", "name_en", "sensor", "opened", "closed")
    search_fields = ("logger__mn", "code", "name")
    list_select_related = ("logger", "sensor")


@admin.register(DatastreamTerm)
class DatastreamTermAdmin(AddOnlyAdmin[DatastreamTerm]):
    """Units, ranges and cycles, by day."""

    list_display = (
        *("datastream", "valid_from", "unit", "low", "high", "slope", "intercept", "cycle"),
        *("recorded_by", "why"),
    )
    search_fields = ("datastream__logger__mn", "datastream__code")


@admin.register(Limit)
class LimitAdmin(AddOnlyAdmin[Limit]):
    """Limits of outlets, by factor and day."""

    list_display = (
        "thing",
        "code",
        "interval",
        "field",
        "low",
        "high",
        "unit",
        "source",
        "document",
        "clause",
        "valid_from",
        "valid_to",
    )
    list_filter = ("source", "code")
    search_fields = ("thing__name", "code", "document")


@admin.register(Shutdown)
class ShutdownAdmin(AddOnlyAdmin[Shutdown]):
    """Declared stops."""

    list_display = ("thing", "kind", "start", "end", "declared_by", "withdrawn", "why")
    list_filter = ("kind", "withdrawn")
    search_fields = ("thing__name",)


@admin.register(Change)
class ChangeAdmin(admin.ModelAdmin[Change]):
    """Who changed what, when and why; city administrators alone, to be read only."""

    list_display = ("recorded_at", "recorded_by", "table", "key", "why")
    list_filter = ("table",)
    search_fields = ("key", "why")
    exclude = ("token", "meaning")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the city's administrators alone what happened in every district."""
        return super().has_module_permission(request) and scope(request.user).district is None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401
        """Show the city's administrators alone what happened in every district."""
        return super().has_view_permission(request, obj) and scope(request.user).district is None

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Let changes come from changing alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        """Leave history as it is."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        """Let history stay."""
        return False
