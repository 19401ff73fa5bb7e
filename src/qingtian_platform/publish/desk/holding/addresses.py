"""Addresses of what stands behind closed lists, and of what follows from them."""

from django.urls import path

from qingtian_platform.kit import converters  # noqa: F401 - `number` in addresses
from qingtian_platform.publish.desk.holding import bulletins, closing, figures, interviews

LIST = "closing/<slug:ranking>/<slug:first>/"
PROCEDURE = "interviews/<slug:ranking>/<slug:first>/<slug:subject>/"
ADDRESSES = (
    path(f"{LIST}figures/", figures.figures, name="closing_figures"),
    path(f"{LIST}stations/", figures.stations, name="closing_stations"),
    path(f"{LIST}paper", closing.paper, name="closing_paper"),
    path(f"{LIST}<number:number>/paper.json", closing.signed_paper, name="closing_signed"),
    path("bulletins/<slug:kind>/<slug:first>/", bulletins.shown, name="bulletin"),
    path("bulletins/<slug:kind>/<slug:first>.pdf", bulletins.printed, name="bulletin_pdf"),
    path("interviews/", interviews.listed, name="interviews"),
    path(PROCEDURE, interviews.one, name="interview"),
    path(f"{PROCEDURE}papers/<slug:digest>", interviews.paper, name="interview_paper"),
)
