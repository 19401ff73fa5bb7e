"""Makes words and templates of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class AccountPagesConfig(AppConfig):
    """Pages of accountability at the desk."""

    name = "qingtian_platform.publish.desk.accounts"
    label = "account_pages"
