"""Addresses of the pages of the enterprise."""

from django.urls import path

from qingtian_platform.kit import converters  # noqa: F401 - `number` in addresses
from qingtian_platform.publish.enterprise import (
    answering,
    cases,
    contracting,
    declaring,
    files,
    manual,
    marking,
    planning,
    start,
)

app_name = "enterprise"
urlpatterns = [
    path("", start.start, name="start"),
    path("alarms/first/", answering.first, name="alarm_first"),
    path("alarms/<number:number>/", answering.alarm, name="alarm"),
    path("cases/", cases.listed, name="cases"),
    path("cases/<number:number>/", cases.one, name="case"),
    path("cases/<number:number>/papers/<number:paper>.pdf", cases.printed, name="case_paper"),
    path("declare/", declaring.declare, name="declare"),
    path("declarations/<number:number>/", declaring.declaration, name="declaration"),
    path("marks/", marking.marks, name="marks"),
    path("marks/<slug:key>/", marking.mark, name="mark"),
    path("manual/", manual.manual, name="manual"),
    path("plans/", planning.overview, name="plans"),
    path("plans/new/", planning.new, name="plan_new"),
    path("contractors/", contracting.contractors, name="contractors"),
    path("files/<slug:name>", files.file, name="file"),
]
