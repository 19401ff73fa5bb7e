"""Addresses of the network's pages."""

from django.urls import path

from qingtian_platform.publish.desk.network import coverage, index, one, operating, stations

app_name = "network"
urlpatterns = [
    path("", index.index, name="pairs"),
    path("pairs/<slug:pair>/<slug:month>/", one.one, name="pair"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("operating/", operating.operating, name="operating"),
    path("stations/", stations.stations, name="stations"),
    path("stations/<slug:key>/", stations.station, name="station"),
]
