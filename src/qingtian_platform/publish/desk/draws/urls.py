"""Addresses of the draws at the desk."""

from django.urls import path

from qingtian_platform.publish.desk.draws import index, one, register

app_name = "draws"
urlpatterns = [
    path("", index.listed, name="list"),
    path("register/", register.register, name="register"),
    path("<slug:name>/", one.one, name="one"),
]
