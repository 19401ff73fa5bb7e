"""Makes the words of these pages known to Django; there is nothing else to set up."""

from django.apps import AppConfig


class ComplaintDeskConfig(AppConfig):
    """Pages of complaints at the desk."""

    name = "qingtian_platform.publish.desk.complaints"
    label = "complaint_desk"
