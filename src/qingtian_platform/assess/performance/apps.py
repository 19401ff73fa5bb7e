"""The application `performance`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PerformanceConfig(AppConfig):
    """Django's handle on the assessment of years."""

    name = "qingtian_platform.assess.performance"
    label = "performance"
    verbose_name = _("Yearly assessment")
    default_auto_field = "django.db.models.BigAutoField"
