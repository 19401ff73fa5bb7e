"""Addresses of the public pages of decisions; none of them asks for a log-in."""

from django.urls import path

from qingtian_platform.publish.decisions import pages

app_name = "decisions"
urlpatterns = [
    path("", pages.listed, name="list"),
    path("<slug:key>/", pages.one, name="one"),
]
