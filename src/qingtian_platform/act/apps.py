"""The application `act`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActConfig(AppConfig):
    """Django's handle on the stage."""

    name = "qingtian_platform.act"
    label = "act"
    verbose_name = _("Act")
    default_auto_field = "django.db.models.BigAutoField"
