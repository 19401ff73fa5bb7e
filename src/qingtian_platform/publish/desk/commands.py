"""Commands to data loggers (反控): asked for with a reason, approved by a second person, followed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingtian_platform.collect import api as collect
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.desk import export, kept, talks, words
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.registry import api as registry

SHOWN = 200


def _visible(request: HttpRequest, mn: str) -> registry.ThingInfo | None:
    """Give the thing of a data logger that the person may see."""
    logger = registry.logger(mn)
    thing = registry.things().get(logger.thing_id) if logger else None
    return thing if thing is not None and seen(request)(thing) else None


def _number(request: HttpRequest) -> int:
    """Give the number of the person; the guard has let nobody in without one."""
    return int(request.user.pk or 0)


@desk_required()
def commands(request: HttpRequest) -> HttpResponse:
    """Show all commands, those that wait for a second person first."""
    rows = []
    for one in talks.commands(limit=5000):
        thing = _visible(request, one.mn)
        if thing is not None:
            rows.append((one, words.name(thing), command_name(one), _may_decide(request, one)))
    rows.sort(key=lambda row: (not row[0].waits_for_second_person, not row[0].open, -row[0].id))
    if export.asked(request):
        return export.table(request, "qingtian-commands", _columns(), [_line(row) for row in rows])
    context = {
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "waiting": sum(row[0].waits_for_second_person for row in rows),
        "number": len(rows),
    }
    return page(request, "commands.html", "commands", context)


def command_name(one: collect.CommandInfo) -> str:
    """Say what a command is for."""
    return one.name_en if words.english() else one.name


def _may_decide(request: HttpRequest, one: collect.CommandInfo) -> bool:
    """Tell whether the person may be the second one."""
    role = getattr(request.user, "role", "")
    return (
        one.waits_for_second_person and collect.may_command(role) and one.person != request.user.pk
    )


@desk_required()
def command(request: HttpRequest, number: int) -> HttpResponse:
    """Show one command with its steps and the conversation."""
    try:
        one = collect.command(number)
    except collect.CommandError as error:
        raise Http404(str(error)) from error
    thing = _visible(request, one.mn)
    if thing is None:
        raise Http404(_("No such command, or not yours to see."))
    context: dict[str, Any] = {
        "one": one,
        "name": words.name(thing),
        "what": command_name(one),
        "talks": talks.of_command(number),
        "may_decide": _may_decide(request, one),
        "own": one.open and one.person == request.user.pk,
    }
    return page(request, "command.html", "commands", context)


@desk_required(Role.DUTY)
@require_POST
def send(request: HttpRequest, mn: str) -> HttpResponse:
    """Ask for a command to a data logger."""
    if _visible(request, mn) is None:
        raise Http404(_("No such data logger in service, or not yours to see."))
    try:
        one = collect.request_command(
            mn,
            request.POST.get("code", ""),
            talks.items(request.POST.get("items", "")),
            person=_number(request),
            reason=request.POST.get("reason", ""),
        )
    except collect.CommandError as error:
        messages.error(request, str(error), extra_tags="desk")
        return HttpResponseRedirect(f"{reverse('desk:device', args=[mn])}#send")
    messages.success(request, _said(one), extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:command", args=[one.id]))


def _said(one: collect.CommandInfo) -> str:
    if one.waits_for_second_person:
        return _("Kept. It changes a parameter, so another person approves it before it is sent.")
    return _("Kept. The gateway sends it as soon as the data logger is connected.")


@desk_required(Role.DUTY, Role.REVIEWER)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approve or decline a command."""
    detail = request.POST.get("detail", "")
    try:
        if _visible(request, collect.command(number).mn) is None:
            raise Http404(_("No such command, or not yours to see."))
        if request.POST.get("act") == "approve":
            collect.approve(number, person=_number(request), detail=detail)
            messages.success(request, _("Approved."), extra_tags="desk")
        else:
            collect.decline(number, person=_number(request), detail=detail)
            messages.success(request, _("Declined."), extra_tags="desk")
    except collect.CommandError as error:
        messages.error(request, str(error), extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:command", args=[number]))


def _columns() -> list[str]:
    return [
        _("Number"), _("Unit"), "MN", "CN", _("Command"), _("Reason"), _("Asked for by"),
        _("Asked at"), _("Status"), _("Second person"),
    ]  # fmt: skip


def _line(row: tuple[collect.CommandInfo, str, str, bool]) -> list[Any]:
    one, name, what, _may = row
    second = "; ".join(step.name for step in one.steps if step.state == "approved")
    return [
        one.id, name, one.mn, one.code, what, kept.said(one.reason),
        one.person_name or kept.said(one.rule), one.requested_at, kept.state(one.state), second,
    ]  # fmt: skip
