"""Makes the words and templates of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class FeedsDeskConfig(AppConfig):
    """Pages of the feeds at the desk."""

    name = "qingtian_platform.publish.desk.feeds"
    label = "feeds_desk"
