"""Addresses of the pages of complaints; none of them asks for a log-in."""

from django.urls import path

from qingtian_platform.publish.complaint import filing, following

app_name = "complaint"
urlpatterns = [
    path("", filing.complaint, name="file"),
    path("find/", following.find, name="find"),
    path("<str:code>/", following.receipt, name="receipt"),
]
