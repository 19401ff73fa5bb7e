"""The application `publish`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishConfig(AppConfig):
    """Django's handle on the stage."""

    name = "qingtian_platform.publish"
    label = "publish"
    verbose_name = _("Publish")
    default_auto_field = "django.db.models.BigAutoField"
