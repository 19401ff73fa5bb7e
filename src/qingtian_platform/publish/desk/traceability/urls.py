"""Addresses of chains, certificates and the calendar of calibrations."""

from django.urls import path

from qingtian_platform.publish.desk.traceability import (
    certificate,
    index,
    months,
    one,
    values,
    writing,
)

app_name = "traceability"
urlpatterns = [
    path("", index.index, name="index"),
    path("calendar/", months.calendar, name="calendar"),
    path("values/", values.values, name="values"),
    path("write/", writing.write, name="write"),
    path("certificate/", certificate.certificate, name="certificate"),
    path("certificate/sheet", certificate.sheet, name="sheet"),
    path("certificate/signed", certificate.signed_sheet, name="signed"),
    path("<str:key>/", one.one, name="chain"),
]
