"""Addresses of the workbench."""

from django.urls import path

from qingtian_platform.kit import converters  # noqa: F401 - `number` in addresses
from qingtian_platform.publish.desk.cases import acting, around, calls, case, index, queue

app_name = "cases"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("procedures/", index.index, name="index"),
    path("<number:number>/", case.case, name="case"),
    path("<number:number>/drawing.svg", case.drawing, name="drawing"),
    path("<number:number>/around", around.around, name="around"),
    path("<number:number>/called/<number:seq>/<slug:act>/", calls.called, name="called"),
    path("<number:number>/acts/<slug:act>/", acting.act, name="act"),
]
