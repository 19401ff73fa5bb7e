"""Addresses of the catalogue; they stay as they are, since other catalogues name them."""

from django.urls import path

from qingtian_platform.publish.catalogue import files, pages

app_name = "catalogue"
urlpatterns = [
    path("", pages.index, name="index"),
    path("catalogue.jsonld", files.linked, name="linked"),
    path("<slug:key>.csv", files.table, name="table"),
    path("<slug:key>/", pages.dataset, name="dataset"),
]
