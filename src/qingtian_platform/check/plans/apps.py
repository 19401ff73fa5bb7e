"""The application `plans`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    """Django's handle on plans of self-monitoring."""

    name = "qingtian_platform.check.plans"
    label = "plans"
    verbose_name = _("Plans of self-monitoring")
    default_auto_field = "django.db.models.BigAutoField"
