"""Addresses of the portal."""

from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from qingtian_platform.kit import converters  # noqa: F401 - `number` in addresses
from qingtian_platform.publish.articles import pages as articles
from qingtian_platform.publish.desk.holding import bulletins
from qingtian_platform.publish.enterprise import published as self_monitoring
from qingtian_platform.publish.pages import (
    acts,
    becoming,
    download,
    frame,
    gate,
    gazette,
    home,
    misc,
    number,
    place,
    places,
    published,
    rehearsal,
    releases,
    sources,
    standards,
    station,
    verdict,
    verify,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("now", home.home_now, name="home_now"),
    path("places/", places.places, name="places"),
    path("places/<slug:key>/", place.place, name="station"),
    path("places/<slug:key>/now", station.station_now, name="station_now"),
    path(
        "places/<slug:key>/verdicts/<slug:period>/<slug:start>/<slug:code>/",
        verdict.verdict,
        name="verdict",
    ),
    path("places/<slug:key>/self-monitoring/", self_monitoring.one, name="self_monitoring"),
    path("self-monitoring/", self_monitoring.listed, name="self_monitoring_list"),
    path("self-monitoring/files/<slug:name>", self_monitoring.file, name="self_monitoring_file"),
    path("outlets/", sources.outlets, name="outlets"),
    path("water/", sources.sections, name="sections"),
    path("standards/", standards.standards, name="standards"),
    path("standards/<str:document>/", standards.standard, name="standard"),
    path("become", becoming.become, name="become"),
    path("published/", published.published, name="published"),
    path("gazette/", gazette.gazette, name="gazette"),
    path("gazette/<slug:key>/", gazette.document, name="gazette_document"),
    path("gazette/<slug:key>/articles/", articles.articles, name="articles"),
    path("rehearsal/", rehearsal.rehearsals, name="rehearsals"),
    path("rehearsal/<slug:key>/", rehearsal.rehearse, name="rehearsal"),
    path("circulars/<slug:kind>/<slug:first>.pdf", bulletins.public, name="circular"),
    path("districts/<slug:code>/", places.district, name="district"),
    path("gate/<slug:key>/", gate.gate, name="gate"),
    path("gate/<slug:key>/now", gate.gate_now, name="gate_now"),
    path("where/<slug:key>/<slug:period>/<slug:start>/<slug:code>/", number.number, name="number"),
    path("frames/<number:batch>/<number:frame>/", frame.frame, name="frame"),
    path("frames/<number:batch>/<number:frame>/bytes", frame.frame_bytes, name="frame_bytes"),
    path("frames/<number:batch>/<number:frame>/proof", frame.frame_proof, name="frame_proof"),
    path(
        "frames/<number:batch>/<number:frame>/frame.tlog-proof",
        verify.proof_file,
        name="proof_file",
    ),
    path("acts/", acts.listed, name="acts"),
    path("acts/<number:number>/", acts.act, name="act"),
    path("acts/<number:number>/act.tlog-proof", acts.act_proof, name="act_proof"),
    path("acts/named/<slug:name>/", acts.act_named, name="act_named"),
    path("releases/", releases.register, name="releases"),
    path("releases/<slug:name>/", releases.release, name="release"),
    path(
        "frames/<number:batch>/<number:frame>/stamped.tlog-proof",
        verify.stamped_proof_file,
        name="stamped_proof_file",
    ),
    path("verify/", verify.verify, name="verify"),
    path("verify/qingtian-verify.html", verify.verify_file, name="verify_file"),
    path("log/<path:name>", verify.log_file, name="log_file"),
    path(
        "frames/<number:batch>/<number:frame>/original", frame.frame_original, name="frame_original"
    ),
    path("data/", download.download, name="download"),
    path("data/<slug:key>/<slug:period>/<slug:month>.<slug:form>", download.file, name="file"),
    path("methods/", misc.methods, name="methods"),
    path("interface/", misc.interface, name="interface"),
    path("health", misc.health, name="health"),
    path("robots.txt", misc.robots, name="robots"),
    path("favicon.ico", RedirectView.as_view(url=static("kit/mark.svg")), name="icon"),
]
