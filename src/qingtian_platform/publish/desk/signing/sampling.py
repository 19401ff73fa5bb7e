"""Manual samples: write the three sheets, sign them, see the four signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian.ledger import kinds
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.deeds.terms import duty_word
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.publish.desk.signing.refusals import refusal
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.samples import sheets
from qingtian_platform.registry import api as registry

CREW = (Role.DUTY, Role.REVIEWER, Role.ENFORCEMENT)
SHOWN = 100
SAMPLED = ("section", "outlet", "station")


@dataclass(frozen=True)
class Automatic:
    """What the instrument measured in the hour in which a sample was taken.

    Attributes
    ----------
    value
        As it was sent. [unit of the datastream]
    unit
        Of the datastream.
    start, end
        The hour.
    batch, frame
        Where the sealed frame is.
    """

    value: str
    unit: str
    start: datetime
    end: datetime
    batch: int
    frame: int


@desk_required(*CREW)
def samples(request: HttpRequest) -> HttpResponse:
    """List the samples, all or of a purpose or a place; begin a new one."""
    if request.method == "POST":
        return _write(request, request.POST.get("sample", "").strip(), "sampling")
    asked = {key: request.GET.get(key, "") for key in ("purpose", "thing")}
    found = [sheets.sample(number) for number in sheets.samples(**asked)[:SHOWN]]
    context: dict[str, Any] = {
        "samples": [(each, _where(each), _purpose(each), _factor(each)) for each in found],
        "asked": asked,
        "fields": _fields("sampling"),
        **_choices(request),
    }
    return page(request, "samples.html", "samples", context)


def _choices(request: HttpRequest) -> dict[str, Any]:
    may_see = seen(request)
    return {
        "purposes": [(key, purpose_word(key)) for key in sheets.PURPOSES],
        "things": [
            (one.key, words.name(one))
            for one in registry.things().values()
            if one.kind in SAMPLED and may_see(one)
        ],
    }


def _where(sample: sheets.Sample) -> str:
    content = sample.sheets[0].content
    thing = registry.thing(content["thing"]) if content.get("thing") else None
    named = words.name(thing) if thing else ""
    return " · ".join(dict.fromkeys(filter(None, (named, content["place"]))))


def _purpose(sample: sheets.Sample) -> str:
    return purpose_word(sample.sheets[0].content.get("purpose", ""))


def _factor(sample: sheets.Sample) -> str:
    code = next((s.content["code"] for s in sample.sheets if "code" in s.content), "")
    return words.factor_name(code)


@desk_required(*CREW)
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """Show a sample with its sheets and signatures, and the next step."""
    found = sheets.sample(number)
    if not found.sheets:
        raise Http404(_("There is no such sample."))
    if request.method == "POST":
        return _write(request, number, request.POST.get("stage", ""))
    signed = len(found.signatures)
    duty = kinds.DUTIES[signed] if signed < len(kinds.DUTIES) else ""
    stage = sheets.UNDER.get(duty, "")
    written = {each.stage for each in found.sheets}
    may_sign = acts.may_sign(request.user, kinds.SIGNOFF, duty) and not (
        stage == "report"
        and request.user.pk in acts.persons_behind(each.act for each in found.signatures)
    )
    context: dict[str, Any] = {
        "sample": found,
        "sheets": [(stage_word(s.stage), _said(s), s) for s in found.sheets],
        "signatures": [(duty_word(s.act.body["duty"]), s) for s in found.signatures],
        "duty": duty and duty_word(duty),
        "body": sheets.body(number, duty) if stage in written and may_sign else None,
        "waits": stage in written and not may_sign,
        "stage": "" if stage in written else stage,
        "stage_word": stage_word(stage) if stage else "",
        "fields": _fields(stage) if stage else [],
        "automatic": automatic(found),
        "log": acts.origin(),
        "login": request.user.get_username(),
        "schema": kinds.SIGNOFF,
    }
    return page(request, "sample.html", "samples", context)


def automatic(sample: sheets.Sample) -> Automatic | None:
    """Find the automatic hourly reading beside a manual one; None where there is none.

    Of a sample with a registered place, a time of taking and an analysed factor.
    """
    said = {key: text for sheet in sample.sheets for key, text in sheet.content.items()}
    taken, thing = sheets.taken_at(said.get("taken", "")), registry.thing(said.get("thing", ""))
    if taken is None or thing is None or "code" not in said:
        return None
    start = taken.replace(minute=0, second=0)
    for stream in registry.datastreams(thing.id):
        if stream.code == said["code"]:
            return _hour(stream, start.astimezone(UTC))
    return None


def _hour(stream: registry.DatastreamInfo, start: datetime) -> Automatic | None:
    end = start + timedelta(hours=1)
    rows = record.observations(
        mn=stream.mn, code=stream.code, interval="hour", field="Avg", start=start, end=end
    ).to_pylist()
    if not rows:
        return None
    row = rows[0]
    return Automatic(acts.value_text(row), stream.unit, start, end, row["batch"], row["frame"])


def _write(request: HttpRequest, number: str, stage: str) -> HttpResponse:
    names = [each for part in sheets.FIELDS.get(stage, ()) for each in part]
    content = {key: request.POST[key].strip() for key in names if request.POST.get(key, "").strip()}
    try:
        sheets.write(number, stage, content, request.user.get_username())
    except acts.ActRefusedError as error:
        messages.error(request, refusal(error, field_word), extra_tags="desk")
        return HttpResponseRedirect(request.get_full_path())
    return HttpResponseRedirect(reverse("desk:sample", args=[number]))


def _fields(stage: str) -> list[tuple[str, str, bool]]:
    must, may = sheets.FIELDS[stage]
    return [(key, field_word(key), key in must) for key in (*must, *may)]


def _said(sheet: sheets.SheetInfo) -> list[tuple[str, str]]:
    must, may = sheets.FIELDS[sheet.stage]
    order = [key for key in (*must, *may) if key in sheet.content]
    return [(field_word(key), _text(key, sheet.content[key])) for key in order]


def _text(key: str, text: str) -> str:
    """Say in words what a sheet holds as a word for machines."""
    if key == "purpose":
        return purpose_word(text)
    if key == "matrix":
        return matrix_word(text)
    if key == "code":
        return factor_text(text)
    thing = registry.thing(text) if key == "thing" else None
    return words.name(thing) if thing else text


def factor_text(code: str) -> str:
    """Name a factor, with the code that the sheet holds."""
    named = words.factor_name(code)
    return code if named == code else f"{named} ({code})"


def purpose_word(purpose: str) -> str:
    """Name what a sample is taken for."""
    said = {
        "monitoring": _("routine monitoring"),
        "supervision": _("supervisory monitoring"),
        "comparison": _("comparison with automatic readings"),
    }
    return said.get(purpose, purpose)


def matrix_word(matrix: str) -> str:
    """Name a kind of sample."""
    said = {
        "surface-water": _("surface water"),
        "waste-water": _("waste water"),
        "exhaust": _("exhaust gas"),
        "ambient-air": _("ambient air"),
    }
    return said.get(matrix, matrix)


def stage_word(stage: str) -> str:
    """Name a sheet."""
    said = {
        "sampling": _("sheet of sampling"),
        "analysis": _("raw record of analysis"),
        "report": _("test report"),
    }
    return said.get(stage, stage)


def field_word(key: str) -> str:
    """Name a field of a sheet."""
    said = {
        "purpose": _("taken for"),
        "place": _("section or outlet"),
        "thing": _("place of the registry"),
        "matrix": _("kind of sample"),
        "taken": _("taken at"),
        "preservation": _("preservation"),
        "containers": _("containers"),
        "weather": _("weather"),
        "field": _("measured on site"),
        "code": _("factor"),
        "method": _("method"),
        "instrument": _("instrument"),
        "readings": _("raw readings"),
        "value": _("result"),
        "unit": _("unit"),
        "blank": _("blank"),
        "parallel": _("parallel sample"),
        "standard": _("reference material"),
        "detection_limit": _("detection limit"),
        "title": _("title"),
        "results": _("results"),
        "conclusion": _("conclusion"),
        "comparison": _("compared with automatic readings"),
        "remarks": _("remarks"),
    }
    return said[key]
