"""Addresses of the desk."""

from django.urls import include, path

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
from qingtian_platform.publish.desk.accounts import clues, facts, proceedings
from qingtian_platform.publish.desk.accounts import dossier as account_dossier
from qingtian_platform.publish.desk.accounts import index as account_index
from qingtian_platform.publish.desk.alarms import acting as alarm_acting
from qingtian_platform.publish.desk.alarms import board as alarm_board
from qingtian_platform.publish.desk.alarms import dossier, rulebook
from qingtian_platform.publish.desk.alarms import first as alarm_first
from qingtian_platform.publish.desk.alarms import handing as alarm_handing
from qingtian_platform.publish.desk.complaints import pages as complaint_pages
from qingtian_platform.publish.desk.duties import clock as duty_clock
from qingtian_platform.publish.desk.duties import evaluation as evaluating_measures
from qingtian_platform.publish.desk.duties import one as one_duty
from qingtian_platform.publish.desk.duties import publications as must_be_public
from qingtian_platform.publish.desk.duties import responsible as who_answers
from qingtian_platform.publish.desk.duties import unit as my_unit
from qingtian_platform.publish.desk.feeds import pages as feed_pages
from qingtian_platform.publish.desk.guarantees import supervised as supervised_clauses
from qingtian_platform.publish.desk.holding import closing, tasks
from qingtian_platform.publish.desk.holding.addresses import ADDRESSES as HOLDING
from qingtian_platform.publish.desk.instruments import lists as lists_of_instruments
from qingtian_platform.publish.desk.instruments import one, writing
from qingtian_platform.publish.desk.outbox import pages as outbox
from qingtian_platform.publish.desk.rankings import appealing, handing, performing
from qingtian_platform.publish.desk.rankings import index as ranking_index
from qingtian_platform.publish.desk.rankings import one as ranking_one
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
from qingtian_platform.publish.desk.targets import behind, wall, yearly
from qingtian_platform.publish.desk.targets import one as target_page

app_name = "desk"
urlpatterns = [
    path("", board.board, name="board"),
    path("alarms/", alarm_board.board, name="alarms"),
    path("alarms/acts", alarm_acting.act, name="alarm_acts"),
    path("alarms/first/", alarm_first.first, name="alarm_first"),
    path("alarms/<number:number>/", dossier.alarm, name="alarm"),
    path("complaints/", complaint_pages.listed, name="complaints"),
    path("complaints/<slug:number>/", complaint_pages.one, name="complaint"),
    path("complaints/<slug:number>/<str:name>", complaint_pages.photo, name="complaint_photo"),
    path("handovers/<number:number>/", alarm_handing.handover, name="handover"),
    path("rules/", rulebook.rules, name="rules"),
    path("rules/<slug:number>/", rulebook.rule, name="rule"),
    path("morning/", morning.morning, name="morning"),
    path("morning/note", morning.write, name="note"),
    path("report/<str:day>.pdf", report.report, name="report"),
    path("availability/", matrix.matrix, name="matrix"),
    path("rates/", rates.rates, name="rates"),
    path("quality/", quality.quality, name="quality"),
    path("missing/", gaps.gaps, name="gaps"),
    path("feeds/", feed_pages.wall, name="feeds"),
    path("feeds/batches/<number:number>/", feed_pages.batch, name="feed_batch"),
    path("feeds/batches/<number:number>/bytes", feed_pages.original, name="feed_original"),
    path("feeds/<slug:key>/", feed_pages.agreement, name="feed"),
    path("deviations/", lists.deviations, name="deviations"),
    path("refills/", lists.refills, name="refills"),
    path("quarantine/", lists.quarantine, name="quarantine"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("commands/", commands.commands, name="commands"),
    path("commands/<number:number>/", commands.command, name="command"),
    path("commands/<number:number>/decide", commands.decide, name="decide"),
    path("accounts/", account_index.index, name="accounts"),
    path("accounts/facts/", facts.facts, name="account_facts"),
    path("accounts/facts/files/<slug:digest>", facts.paper, name="account_paper"),
    path("accounts/clues/", clues.clues, name="account_clues"),
    path("accounts/clues/<number:number>/", clues.clue, name="account_clue"),
    path("accounts/clues/<number:number>/package.zip", clues.package, name="account_package"),
    path("accounts/procedures/", proceedings.proceedings, name="account_procedures"),
    path("accounts/<slug:unit>/", account_dossier.dossier, name="account"),
    path("accounts/<slug:unit>/transfer/", clues.begin, name="account_transfer"),
    path("clock/", duty_clock.clock, name="clock"),
    path("clock/duty/", one_duty.duty, name="duty"),
    path("clock/event/", one_duty.new_limit, name="event"),
    path("clock/limits", one_duty.limit, name="limit"),
    path("clock/papers/<slug:digest>", one_duty.paper, name="duty_paper"),
    path("evaluation/", evaluating_measures.evaluation, name="evaluation"),
    path("unit/", my_unit.unit, name="unit"),
    path("unit/<slug:key>/", my_unit.unit, name="unit_of"),
    path("responsible/", who_answers.responsible, name="responsible"),
    path("publications/", must_be_public.publications, name="publications"),
    path("publications/entry/", must_be_public.entry, name="publication"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("supervised/", supervised_clauses.supervised, name="supervised"),
    path("guarantees/", include("qingtian_platform.publish.desk.guarantees.urls")),
    path("closing/", closing.lists, name="closing"),
    path("closing/<slug:ranking>/<slug:first>/", closing.turn, name="closing_turn"),
    *HOLDING,
    path("targets/", wall.wall, name="targets"),
    path("targets/report/", yearly.report, name="target_report"),
    path("targets/<str:clause>/", target_page.target, name="target"),
    path("targets/<str:clause>/<int:number>/", behind.year, name="target_year"),
    path("rankings/", ranking_index.index, name="rankings"),
    path("rankings/files/<number:number>", handing.upload, name="ranking_upload"),
    path("rankings/<slug:key>/", ranking_one.one, name="ranking"),
    path("rankings/<slug:key>/hand-in/", handing.hand_in, name="ranking_hand_in"),
    path("rankings/<slug:key>/<slug:first>/appeal", appealing.open_one, name="appeal_open"),
    path("appeals/", appealing.log, name="appeals"),
    path("appeals/<number:number>/", appealing.one, name="appeal"),
    path("appeals/<number:number>/files/<slug:digest>", appealing.file, name="appeal_file"),
    path("performance/", performing.years, name="performance"),
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
    path("cases/", include("qingtian_platform.publish.desk.cases.urls")),
    path("draws/", include("qingtian_platform.publish.desk.draws.urls")),
    path("network/", include("qingtian_platform.publish.desk.network.urls")),
    path("outbox/", outbox.outbox, name="outbox"),
    path("papers/", include("qingtian_platform.publish.desk.papers.urls")),
    path("supervision/", include("qingtian_platform.publish.desk.supervision.urls")),
    path("dossier/", include("qingtian_platform.publish.desk.dossier.urls")),
    path("traceability/", include("qingtian_platform.publish.desk.traceability.urls")),
    path("instruments/", lists_of_instruments.listed, name="instruments"),
    path("instruments/papers/<slug:digest>", writing.paper, name="instrument_paper"),
    path("instruments/<path:mn>/record", writing.write, name="instrument_record"),
    path("instruments/<path:mn>/", one.one, name="instrument"),
    path("devices/<path:mn>/send", commands.send, name="send"),
    path("devices/<path:mn>/", device.device, name="device"),
]
