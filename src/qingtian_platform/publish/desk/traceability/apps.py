"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class TraceabilityPagesConfig(AppConfig):
    """Pages of traceability at the desk."""

    name = "qingtian_platform.publish.desk.traceability"
    label = "traceability_pages"
