"""Addresses of the desk."""

from django.urls import path

from qingtian_platform.kit import converters  # noqa: F401 - `number` in addresses
from qingtian_platform.publish.desk import (
    board,
    commands,
    device,
    evidence,
    gaps,
    lists,
    matrix,
    morning,
    quality,
    rates,
    report,
)
from qingtian_platform.publish.desk.alarms import acting as alarm_acting
from qingtian_platform.publish.desk.alarms import board as alarm_board
from qingtian_platform.publish.desk.alarms import dossier, rulebook
from qingtian_platform.publish.desk.alarms import first as alarm_first
from qingtian_platform.publish.desk.holding import closing, targets, tasks
from qingtian_platform.publish.desk.instruments import lists as lists_of_instruments
from qingtian_platform.publish.desk.instruments import one, writing
from qingtian_platform.publish.desk.reviewing import day as reviewing_day
from qingtian_platform.publish.desk.reviewing import days as reviewing_days
from qingtian_platform.publish.desk.reviewing import report as reviewing_report
from qingtian_platform.publish.desk.signing import (
    correcting,
    intervening,
    keys,
    persons,
    releasing,
    sampling,
)

app_name = "desk"
urlpatterns = [
    path("", board.board, name="board"),
    path("alarms/", alarm_board.board, name="alarms"),
    path("alarms/acts", alarm_acting.act, name="alarm_acts"),
    path("alarms/first/", alarm_first.first, name="alarm_first"),
    path("alarms/<number:number>/", dossier.alarm, name="alarm"),
    path("handovers/<number:number>/", dossier.handover, name="handover"),
    path("rules/", rulebook.rules, name="rules"),
    path("rules/<slug:number>/", rulebook.rule, name="rule"),
    path("morning/", morning.morning, name="morning"),
    path("morning/note", morning.write, name="note"),
    path("report/<str:day>.pdf", report.report, name="report"),
    path("availability/", matrix.matrix, name="matrix"),
    path("rates/", rates.rates, name="rates"),
    path("quality/", quality.quality, name="quality"),
    path("missing/", gaps.gaps, name="gaps"),
    path("deviations/", lists.deviations, name="deviations"),
    path("refills/", lists.refills, name="refills"),
    path("quarantine/", lists.quarantine, name="quarantine"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("commands/", commands.commands, name="commands"),
    path("commands/<number:number>/", commands.command, name="command"),
    path("commands/<number:number>/decide", commands.decide, name="decide"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("closing/", closing.lists, name="closing"),
    path("closing/<slug:ranking>/<slug:first>/", closing.turn, name="closing_turn"),
    path("targets/", targets.targets, name="targets"),
    path("key/", keys.my_key, name="key"),
    path("key/register", keys.register, name="register_key"),
    path("acts/", keys.take, name="act"),
    path("corrections/", correcting.correct, name="correct"),
    path("review/", reviewing_days.days, name="review"),
    path("review/report/<str:day>.pdf", reviewing_report.printed, name="review_pdf"),
    path("review/report/<str:day>/", reviewing_report.report, name="review_report"),
    path("review/<str:key>/<str:day>/", reviewing_day.review_day, name="review_day"),
    path("review/<str:key>/<str:day>/decisions", reviewing_day.bodies, name="review_bodies"),
    path("samples/", sampling.samples, name="samples"),
    path("samples/<str:number>/", sampling.sample, name="sample"),
    path("signed/", persons.signed, name="signed"),
    path("releases/", releasing.register, name="releases"),
    path("releases/<slug:name>/", releasing.release, name="release"),
    path("interventions/", intervening.intervene, name="intervention"),
    path("instruments/", lists_of_instruments.listed, name="instruments"),
    path("instruments/papers/<slug:digest>", writing.paper, name="instrument_paper"),
    path("instruments/<path:mn>/record", writing.write, name="instrument_record"),
    path("instruments/<path:mn>/", one.one, name="instrument"),
    path("devices/<path:mn>/send", commands.send, name="send"),
    path("devices/<path:mn>/", device.device, name="device"),
]
