"""The application `alarms`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlarmsConfig(AppConfig):
    """Django's handle on the alarms."""

    name = "qingtian_platform.act.alarms"
    label = "alarms"
    verbose_name = _("Alarms")
    default_auto_field = "django.db.models.BigAutoField"
