"""The application `comparability`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComparabilityConfig(AppConfig):
    """Django's handle on reports of comparability and siting decisions."""

    name = "qingtian_platform.check.comparability"
    label = "comparability"
    verbose_name = _("Comparability")
    default_auto_field = "django.db.models.BigAutoField"
