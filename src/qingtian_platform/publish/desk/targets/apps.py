"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class TargetPagesConfig(AppConfig):
    """Pages of targets at the desk."""

    name = "qingtian_platform.publish.desk.targets"
    label = "target_pages"
