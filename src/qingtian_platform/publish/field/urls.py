"""Addresses of the pages of the field; the worker of the phone stands among them, so it sees no others."""

from django.urls import path

from qingtian_platform.kit import converters  # noqa: F401 - `number` in addresses
from qingtian_platform.publish.field import acting, home, matter, patrol, record, shell

app_name = "field"
urlpatterns = [
    path("", home.home, name="home"),
    path("sw.js", shell.worker, name="worker"),
    path("away/", shell.away, name="away"),
    path("token", shell.token, name="token"),
    path("matters/<number:number>/", matter.matter, name="matter"),
    path("matters/<number:number>/acts/<slug:act>/", acting.act, name="act"),
    path("matters/<number:number>/papers/<slug:kind>/", record.record, name="record"),
    path("patrols/<slug:reach>/", patrol.patrol, name="patrol"),
]
