"""Addresses of files of subjects and of the board of a unit's head."""

from django.urls import path

from qingtian_platform.publish.desk.dossier import board, index, subject

app_name = "dossier"
urlpatterns = [
    path("", index.index, name="index"),
    path("board/", board.board, name="board"),
    path("<slug:kind>/<path:key>/", subject.subject, name="subject"),
]
