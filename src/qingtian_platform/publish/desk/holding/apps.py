"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class HoldingPagesConfig(AppConfig):
    """Pages of targets, tasks, closed lists, circulars and interviews at the desk."""

    name = "qingtian_platform.publish.desk.holding"
    label = "holding_pages"
