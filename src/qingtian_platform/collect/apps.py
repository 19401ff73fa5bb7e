"""The application `collect`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollectConfig(AppConfig):
    """Django's handle on the stage."""

    name = "qingtian_platform.collect"
    label = "collect"
    verbose_name = _("Collect")
    default_auto_field = "django.db.models.BigAutoField"
