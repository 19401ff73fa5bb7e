"""Addresses of the supervision of self-monitoring."""

from django.urls import path

from qingtian_platform.kit import converters  # noqa: F401 - `number` in addresses
from qingtian_platform.publish.desk.supervision import checks, lists

app_name = "supervision"
urlpatterns = [
    path("", lists.index, name="index"),
    path("plans/<number:organisation>/", lists.plan, name="plan"),
    path("checks/<number:number>/", checks.one, name="check"),
]
