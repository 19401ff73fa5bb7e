"""The trace of opened originals, to be read only."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from qingtian_platform.record.models import OriginalOpened


@admin.register(OriginalOpened)
class OriginalOpenedAdmin(admin.ModelAdmin[OriginalOpened]):
    """Lists who opened what; nobody adds, changes or removes a row."""

    list_display = ("opened_at", "person", "batch", "frame", "reason")
    search_fields = ("person", "reason")
    list_filter = ("opened_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Let rows come from looks alone."""
        return False

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: OriginalOpened | None = None,  # noqa: ARG002
    ) -> bool:
        """Leave a trace as it is."""
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: OriginalOpened | None = None,  # noqa: ARG002
    ) -> bool:
        """Let a trace stay."""
        return False
