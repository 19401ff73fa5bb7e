"""Addresses of papers, exhibits and files of cases."""

from django.urls import path

from qingtian_platform.kit import converters  # noqa: F401 - `number` in addresses
from qingtian_platform.publish.desk.papers import exhibits, files, one, starting

app_name = "papers"
urlpatterns = [
    path("of/<number:matter>/", starting.listed, name="matter"),
    path("of/<number:matter>/start/<path:kind>/", starting.start, name="start"),
    path("of/<number:matter>/exhibits/", exhibits.listed, name="exhibits"),
    path("of/<number:matter>/checklist/", files.checklist, name="checklist"),
    path("of/<number:matter>/file.pdf", files.file, name="file"),
    path("of/<number:matter>/file.zip", files.packed, name="zip"),
    path("exhibits/<number:number>/original", exhibits.original, name="original"),
    path("exhibits/<number:number>/preview.png", exhibits.preview, name="preview"),
    path("<number:number>/", one.paper, name="paper"),
    path("<number:number>/paper.pdf", one.printed, name="print"),
    path("<number:number>/proof.json", one.proof, name="proof"),
]
