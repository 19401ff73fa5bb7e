"""Addresses of the public pages of draws; none of them asks for a log-in."""

from django.urls import path

from qingtian_platform.publish.draws import pages

app_name = "draws"
urlpatterns = [
    path("", pages.listed, name="list"),
    path("<slug:name>/", pages.one, name="one"),
    path("<slug:name>/draw.json", pages.record, name="record"),
]
