"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Pages of the articles of a document."""

    name = "qingtian_platform.publish.articles"
    label = "articles_page"
