"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class AlarmPagesConfig(AppConfig):
    """Pages of alarms at the desk."""

    name = "qingtian_platform.publish.desk.alarms"
    label = "alarm_pages"
