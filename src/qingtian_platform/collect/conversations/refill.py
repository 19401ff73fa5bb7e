"""Ask loggers for what is missing: paced, remembered, and given up where they refuse."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from qingtian.protocols.hj212.commands import Direction, find
from qingtian_platform.collect.conversations import rules
from qingtian_platform.collect.conversations.coverage import Coverage
from qingtian_platform.collect.conversations.evidence import Evidence, moment
from qingtian_platform.collect.conversations.gaps import (
    CODES,
    Asked,
    Request,
    choose,
    floor,
    missing,
)
from qingtian_platform.collect.conversations.orders import Order, Report
from qingtian_platform.registry.infos import LoggerInfo

log = structlog.get_logger("refill")
BUDGET = 0.05
"""How long gaps are looked at in one step, so that commands never wait for it. [s]"""
ANSWERED = "应答了历史数据请求 / answered a request for history"
REFUSED = "连续%(n)d次拒绝补发历史数据 / refused history %(n)d times in a row"
"""Why the registry says whether a data logger gives history."""


class Refill:
    """The refill of one gateway.

    Parameters
    ----------
    evidence
        Remembers what was asked.
    coverage
        Tells which periods are there, or None.
    """

    def __init__(self, evidence: Evidence, coverage: Coverage | None) -> None:
        self._evidence, self._coverage = evidence, coverage
        self._next: dict[str, datetime] = {}
        self._looks: Counter[str] = Counter()

    def wanted(
        self, free: Collection[str], loggers: Mapping[str, LoggerInfo], now: datetime
    ) -> Iterator[tuple[str, Request]]:
        """Give what to ask for now, at most one request a logger.

        Parameters
        ----------
        free
            Loggers that are there and free, by MN.
        loggers
            The registry.
        now
            Beijing time.
        """
        rule = rules.rule("refill", now.date())
        begun = time.monotonic()
        for mn in list(free):
            info = loggers.get(mn)
            if info is None or not _eligible(info, rule) or self._next.get(mn, now) > now:
                continue
            if time.monotonic() - begun > BUDGET:
                return
            request = self._request(info, rule, now)
            self._next[mn] = now + self._pause(mn, rule, found=request is not None)
            if request is not None:
                first, last = micro(request.first), micro(request.last)
                self._evidence.asked(mn, request.interval, first, last, micro(now))
                yield mn, request

    def _pause(self, mn: str, rule: dict[str, Any], *, found: bool) -> timedelta:
        """Say when to look again: soon at first, then ever less often while nothing is missing."""
        if found:
            self._looks[mn] = 0
            return timedelta(seconds=rule["pause_seconds"])
        self._looks[mn] = min(self._looks[mn] + 1, 10)
        doubled = rule["pause_seconds"] * 2 ** (self._looks[mn] - 1)
        return timedelta(seconds=min(rule["check_seconds"], doubled))

    def ended(self, order: Order, report: Report, info: LoggerInfo | None) -> None:
        """Remember how a request ended, and what that says about the logger."""
        request = order.request
        if request is None:
            return
        rule = rules.rule("refill", request.last.date())
        outcome = "refused" if refuses(report, rule) else report.state
        first, last = micro(request.first), micro(request.last)
        self._evidence.outcome(order.mn, request.interval, first, last, outcome)
        if info is not None:
            self._judge(info, rule)

    def _request(self, info: LoggerInfo, rule: dict[str, Any], now: datetime) -> Request | None:
        """Find the latest gap of a logger, the finest interval last."""
        asked = self._evidence.refills(info.mn)
        for interval in ("hour", "day", "minute"):
            if interval not in info.intervals or not _asks(info, interval):
                continue
            before = [
                Asked(moment(first), moment(last), tries, moment(at))
                for kind, first, last, tries, at, _ in asked
                if kind == interval
            ]
            request = self._gap(info, interval, before, rule, now)
            if request is not None:
                return request
        return None

    def _gap(
        self,
        info: LoggerInfo,
        interval: str,
        asked: list[Asked],
        rule: dict[str, Any],
        now: datetime,
    ) -> Request | None:
        period = step_of(info, interval)
        step = period * (_cycle(info) if interval == "hour" else 1)
        since = floor(now - timedelta(days=rule["look_back_days"]), step)
        if self._coverage is None:
            return None
        try:
            present = self._coverage(info.mn, interval, since, now)
        except Exception:  # whatever the archive raises: the question is put again
            log.exception("the archive did not say what is there", mn=info.mn)
            return None
        until = now - timedelta(seconds=rule["settle_seconds"][interval])
        found = choose(interval, missing(present, step, until), asked, step, now, rule)
        return found and replace(found, last=found.last + step - period)

    def _judge(self, info: LoggerInfo, rule: dict[str, Any]) -> None:
        """Note a logger that refuses again and again, or that has answered."""
        from qingtian_platform.registry import api as registry

        outcomes = [row[5] for row in reversed(self._evidence.refills(info.mn))]
        if outcomes[0] in ("done", "unconfirmed") and info.history_supported is not True:
            with registry.acting(None, ANSWERED):
                registry.set_history_supported(info.mn, supported=True)
        streak = outcomes[: rule["refusals"]]
        refused = len(streak) == rule["refusals"] and set(streak) == {"refused"}
        if refused and "done" not in outcomes and info.history_supported is not False:
            with registry.acting(None, REFUSED % {"n": rule["refusals"]}):
                registry.set_history_supported(info.mn, supported=False)
            log.warning("a data logger refuses history", mn=info.mn)


def _eligible(info: LoggerInfo, rule: dict[str, Any]) -> bool:
    return bool(
        rule["active"]
        and info.origin in rule["origins"]
        and info.edition in rule["editions"]
        and info.history_supported is not False
    )


def _asks(info: LoggerInfo, interval: str) -> bool:
    """Say whether the logger's edition has the request."""
    row = find(CODES[interval], Direction.DOWN, info.edition)  # type: ignore[arg-type]
    return row is not None and info.edition in row.editions


def refuses(report: Report, rule: dict[str, Any]) -> bool:
    """Say whether the end of a conversation is a refusal of history."""
    codes = rule["refusal_codes"]
    if report.state == "refused":
        return report.code in codes["QnRtn"]
    return report.state == "failed" and report.code in codes["ExeRtn"]


def step_of(info: LoggerInfo, interval: str) -> timedelta:
    """Give the length of a period of a logger."""
    minutes = {"minute": info.minute_step, "hour": 60, "day": 1440}
    return timedelta(minutes=minutes[interval])


def _cycle(info: LoggerInfo) -> int:
    """Say in how many hours a logger owes one hour at the least: the shortest cycle of its analysers. [h]."""
    from qingtian_platform.registry import api as registry

    own = (each for each in registry.datastreams(info.thing_id) if each.mn == info.mn)
    return min((each.cycle for each in own if "hour" in each.intervals), default=1)


def micro(when: datetime) -> int:
    """Turn a time into µs UTC."""
    return int(when.timestamp() * 1_000_000)
