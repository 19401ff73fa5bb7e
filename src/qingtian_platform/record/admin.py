"""The trace of opened originals, and the acts of persons, to be read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from qingtian_platform.record.models import Act, KeyHolder, OriginalOpened


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Lists rows that nobody adds, changes or removes."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Let rows come from looks alone."""
        return False

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: object | None = None,  # noqa: ARG002
    ) -> bool:
        """Leave a trace as it is."""
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: object | None = None,  # noqa: ARG002
    ) -> bool:
        """Let a trace stay."""
        return False


@admin.register(OriginalOpened)
class OriginalOpenedAdmin(ReadOnlyAdmin):
    """Lists who opened what."""

    list_display = ("opened_at", "person", "batch", "frame", "reason")
    search_fields = ("person", "reason")
    list_filter = ("opened_at",)


@admin.register(Act)
class ActAdmin(ReadOnlyAdmin):
    """Lists what persons signed."""

    list_display = ("number", "schema", "target", "by", "recorded_at")
    search_fields = ("target", "by", "hash")
    list_filter = ("schema",)
    fields = ("number", "schema", "target", "by", "hash", "recorded_at")


@admin.register(KeyHolder)
class KeyHolderAdmin(ReadOnlyAdmin):
    """Lists who holds which key."""

    list_display = ("name", "organisation", "person", "key", "since")
    search_fields = ("name", "key")
