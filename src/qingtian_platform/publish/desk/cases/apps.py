"""Makes words and templates of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class CasePagesConfig(AppConfig):
    """Pages of cases at the desk."""

    name = "qingtian_platform.publish.desk.cases"
    label = "case_pages"
