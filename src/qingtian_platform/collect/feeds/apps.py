"""The application `feeds`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    """Django's handle on the feeds of departments."""

    name = "qingtian_platform.collect.feeds"
    label = "feeds"
    verbose_name = _("Feeds of departments")
    default_auto_field = "django.db.models.BigAutoField"
