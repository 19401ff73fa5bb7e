"""Makes words and templates of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class PaperPagesConfig(AppConfig):
    """Pages of papers at the desk."""

    name = "qingtian_platform.publish.desk.papers"
    label = "paper_pages"
