"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class DecisionPagesConfig(AppConfig):
    """Public pages of decisions."""

    name = "qingtian_platform.publish.decisions"
    label = "decision_pages"
