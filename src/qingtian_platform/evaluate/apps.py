"""The application `evaluate`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluateConfig(AppConfig):
    """Django's handle on the stage."""

    name = "qingtian_platform.evaluate"
    label = "evaluate"
    verbose_name = _("Evaluate")
    default_auto_field = "django.db.models.BigAutoField"
