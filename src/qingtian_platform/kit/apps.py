"""The application `kit`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KitConfig(AppConfig):
    """Django's handle on the stage."""

    name = "qingtian_platform.kit"
    label = "kit"
    verbose_name = _("Kit")
    default_auto_field = "django.db.models.BigAutoField"
