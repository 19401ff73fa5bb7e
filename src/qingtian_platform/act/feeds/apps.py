"""Makes the words of these letters known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class FeedLettersConfig(AppConfig):
    """Letters about feeds."""

    name = "qingtian_platform.act.feeds"
    label = "feed_letters"
