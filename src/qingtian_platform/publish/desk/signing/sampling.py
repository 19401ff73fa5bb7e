"""Manual samples: write the three sheets, sign them, see the four signatures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian.ledger import kinds
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.samples import sheets

CREW = (Role.DUTY, Role.REVIEWER, Role.ENFORCEMENT)
SHOWN = 100


@desk_required(*CREW)
def samples(request: HttpRequest) -> HttpResponse:
    """List the samples; begin a new one."""
    if request.method == "POST":
        return _write(request, request.POST.get("sample", "").strip(), "sampling")
    found = [sheets.sample(number) for number in sheets.samples()[:SHOWN]]
    context: dict[str, Any] = {"samples": found, "fields": _fields("sampling")}
    return page(request, "samples.html", "samples", context)


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
    context: dict[str, Any] = {
        "sample": found,
        "sheets": [(stage_word(s.stage), _said(s), s) for s in found.sheets],
        "signatures": [(duty_word(s.act.body["duty"]), s) for s in found.signatures],
        "duty": duty and duty_word(duty),
        "body": sheets.body(number, duty) if stage in written else None,
        "stage": "" if stage in written else stage,
        "stage_word": stage_word(stage) if stage else "",
        "fields": _fields(stage) if stage else [],
        "log": acts.origin(),
        "login": request.user.get_username(),
        "schema": kinds.SIGNOFF,
    }
    return page(request, "sample.html", "samples", context)


def _write(request: HttpRequest, number: str, stage: str) -> HttpResponse:
    names = [each for part in sheets.FIELDS.get(stage, ()) for each in part]
    content = {key: request.POST[key].strip() for key in names if request.POST.get(key, "").strip()}
    try:
        sheets.write(number, stage, content, request.user.get_username())
    except acts.ActRefusedError as error:
        messages.error(request, str(error), extra_tags="desk")
        return HttpResponseRedirect(request.get_full_path())
    return HttpResponseRedirect(reverse("desk:sample", args=[number]))


def _fields(stage: str) -> list[tuple[str, str, bool]]:
    must, may = sheets.FIELDS[stage]
    return [(key, field_word(key), key in must) for key in (*must, *may)]


def _said(sheet: sheets.SheetInfo) -> list[tuple[str, str]]:
    return [(field_word(key), text) for key, text in sheet.content.items()]


def stage_word(stage: str) -> str:
    """Name a sheet."""
    words = {
        "sampling": _("sheet of sampling"),
        "analysis": _("raw record of analysis"),
        "report": _("report"),
    }
    return words.get(stage, stage)


def duty_word(duty: str) -> str:
    """Name a duty."""
    words = {
        "sampler": _("sampler"),
        "analyst": _("analyst"),
        "reviewer": _("reviewer"),
        "signatory": _("authorised signatory"),
    }
    return words.get(duty, duty)


def field_word(key: str) -> str:
    """Name a field of a sheet."""
    words = {
        "place": _("section or outlet"),
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
    return words[key]
