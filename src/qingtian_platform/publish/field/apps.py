"""The pages of the field as an application of their own, for their templates, words and one table."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldConfig(AppConfig):
    """Django's handle on the pages."""

    name = "qingtian_platform.publish.field"
    label = "field"
    verbose_name = _("In the field")
    default_auto_field = "django.db.models.BigAutoField"
