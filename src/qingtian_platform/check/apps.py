"""The application `check`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckConfig(AppConfig):
    """Django's handle on the stage."""

    name = "qingtian_platform.check"
    label = "check"
    verbose_name = _("Check")
    default_auto_field = "django.db.models.BigAutoField"
