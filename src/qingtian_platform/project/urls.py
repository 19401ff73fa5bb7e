"""The addresses of the pages."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from qingtian_platform.publish.open_api import api as open_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("account/", include("allauth.urls")),
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path("api/", open_api.urls),
    path("desk/", include("qingtian_platform.publish.desk.urls")),
    path("catalogue/", include("qingtian_platform.publish.catalogue.urls")),
    path("complaint/", include("qingtian_platform.publish.complaint.urls")),
    path("decisions/", include("qingtian_platform.publish.decisions.urls")),
    path("draws/", include("qingtian_platform.publish.draws.urls")),
    path("enterprise/", include("qingtian_platform.publish.enterprise.urls")),
    path("field/", include("qingtian_platform.publish.field.urls")),
    path("", include("qingtian_platform.publish.urls")),
]

handler404 = "qingtian_platform.publish.pages.misc.not_found"
handler500 = "qingtian_platform.publish.pages.misc.failed"
