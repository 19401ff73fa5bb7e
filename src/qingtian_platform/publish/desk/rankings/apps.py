"""Makes words, templates and styles of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class RankingPagesConfig(AppConfig):
    """Pages of rankings at the desk."""

    name = "qingtian_platform.publish.desk.rankings"
    label = "ranking_pages"
