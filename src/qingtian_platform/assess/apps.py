"""The application `assess`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessConfig(AppConfig):
    """Django's handle on the stage."""

    name = "qingtian_platform.assess"
    label = "assess"
    verbose_name = _("Assess")
    default_auto_field = "django.db.models.BigAutoField"
