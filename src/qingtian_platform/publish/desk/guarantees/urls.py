"""Addresses of the pages of guarantees."""

from django.urls import path

from qingtian_platform.publish.desk.guarantees import one, table

app_name = "guarantees"
urlpatterns = [
    path("", table.table, name="table"),
    path("signed/<slug:name>.json", one.signed, name="signed"),
    path("<number:district>/", one.one, name="one"),
    path("<number:district>/files/<slug:digest>", one.file, name="file"),
]
