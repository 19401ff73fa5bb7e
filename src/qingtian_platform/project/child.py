"""The processes that `serve` starts: one function each, run as `python -m … NAME ARGUMENTS`."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from qingtian_platform.kit import stopping
from qingtian_platform.kit.logs import write_logs
from qingtian_platform.kit.places import Places
from qingtian_platform.project.address import Address
from qingtian_platform.project.process import die_with_parent

_PAUSE = 0.5  # between two looks for work, when there was none, or little [s]
_LITTLE = 0.3  # a round that takes less of the processor had little to do [s]
_GENTLY = 2  # the self-check waits so many times as long as it has worked [1]
_BREATH = 0.05  # between two steps of what works behind all others [s]
_REST = 2.0  # the same, when there was none [s]
_BEHIND = 5  # niceness of what works behind all others: it gives way, and does not starve [1]
_LEAVE = 2.0  # a message that is just being sent may take so long; cut off, it is sent again [s]


def _wake() -> Places:
    """Set Django up and name the data directory."""
    import django

    django.setup()
    return Places.current()


def gateway(address: str, certificate: str, key: str, metrics: str) -> None:
    """Take frames in; certificate, key and the port of the metrics may be empty."""
    from qingtian_platform.collect import gateway as collect_gateway
    from qingtian_platform.collect.conversations import make
    from qingtian_platform.project.coverage import coverage

    where = Address.parse(address)
    collect_gateway.main(
        Places.current(),
        where.host,
        where.port,
        engine=make(coverage),
        certificate=Path(certificate) if certificate else None,
        key=Path(key) if key else None,
        metrics_port=int(metrics) if metrics else None,
    )


def sealer() -> None:
    """Seal what came in."""
    places = _wake()
    from qingtian_platform.record import worker as record_worker

    record_worker.main(places)


def log() -> None:
    """Keep the log over the sealed batches and the acts of persons."""
    places = _wake()
    from qingtian_platform.record.log import worker as log_worker

    log_worker.run(places)


def stages() -> None:
    """Run the stages after the archive in turn, until told to stop; in their pauses, check."""
    stop = stopping.told()
    places = _wake()
    from qingtian_platform.act.alarms import worker as alarm_worker
    from qingtian_platform.act.cases import worker as case_worker
    from qingtian_platform.act.complaints import worker as complaint_worker
    from qingtian_platform.act.draws import worker as draw_worker
    from qingtian_platform.act.feeds import worker as feed_letters
    from qingtian_platform.act.notices import calibrations, sending
    from qingtian_platform.act.notices.matters import worker as notice_worker
    from qingtian_platform.act.papers import worker as paper_worker
    from qingtian_platform.act.patrols import worker as patrol_worker
    from qingtian_platform.act.reviews import worker as review_worker
    from qingtian_platform.assess.duties import worker as duty_worker
    from qingtian_platform.check import tallies
    from qingtian_platform.check import worker as check_worker
    from qingtian_platform.check.comparability import worker as comparability_worker
    from qingtian_platform.collect.feeds import worker as feed_worker
    from qingtian_platform.evaluate import worker as evaluate_worker
    from qingtian_platform.evaluate.verdicts import worker as verdict_worker
    from qingtian_platform.project import selfcheck

    steps: tuple[Callable[[Places], bool], ...] = (
        check_worker.step,
        evaluate_worker.step,
        verdict_worker.step,
        tallies.step,
        comparability_worker.step,
        alarm_worker.step,
        review_worker.step,
        case_worker.step,
        complaint_worker.step,
        patrol_worker.step,
        draw_worker.step,
        paper_worker.step,
        notice_worker.step,
        duty_worker.step,
        calibrations.step,
        feed_letters.step,
    )
    sender = threading.Thread(target=sending.run, args=(stop,), name="outbox", daemon=True)
    sender.start()
    taker = threading.Thread(target=feed_worker.run, args=(places, stop), name="feeds", daemon=True)
    taker.start()
    while not stop.is_set():
        began = time.thread_time()
        worked = [step(places) for step in steps if not stop.is_set()]
        if any(worked):
            # Readings come all the time: what came meanwhile is one round's work, not ten rounds'.
            stop.wait(_PAUSE if time.thread_time() - began < _LITTLE else 0)
        elif not stop.is_set():
            began = time.monotonic()
            selfcheck.step(places)
            stop.wait(max(_PAUSE, _GENTLY * (time.monotonic() - began)))
    sender.join(timeout=_LEAVE)
    taker.join(timeout=_LEAVE)


def detection() -> None:
    """Flag values and look for what was falsified, behind all others, until told to stop."""
    os.nice(_BEHIND)
    stop = stopping.told()
    places = _wake()
    from qingtian_platform.check.findings import worker

    while not stop.is_set():
        stop.wait(_BREATH if worker.step(places) else _REST)


def web(address: str, workers: str) -> None:
    """Answer requests for pages."""
    from qingtian_platform.project import web as pages

    pages.serve(Address.parse(address), int(workers))


PROCESSES: dict[str, Callable[..., None]] = {
    "gateway": gateway,
    "sealer": sealer,
    "log": log,
    "stages": stages,
    "detection": detection,
    "web": web,
}


def main() -> None:
    """Run the process that the first argument names; the second is the parent's number."""
    name, parent, *arguments = sys.argv[1:]
    die_with_parent(int(parent))
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingtian_platform.project.settings")
    write_logs()
    PROCESSES[name](*arguments)


if __name__ == "__main__":
    main()
