"""The demo as a whole: a served city, its senders, and an account of what happened."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from qingtian.protocols.hj212.moments import BEIJING
from qingtian_platform.collect.api import device_states
from qingtian_platform.kit.places import Places
from qingtian_platform.project.address import Address
from qingtian_platform.project.demo import (
    acting,
    assessing,
    cast,
    chapter7,
    draws,
    evidence,
    feeds,
    history,
    network,
    overseeing,
    quality,
    senders,
    towns,
    traceability,
)
from qingtian_platform.project.demo.authority import Authority
from qingtian_platform.project.demo.ground import MARK
from qingtian_platform.project.demo.witness import Witness
from qingtian_platform.project.supervisor import Supervisor
from qingtian_platform.record import api as record

ACCOUNTS = "demo-accounts.json"
SPEAKERS = "demo-senders.json"


@dataclass(frozen=True)
class Company:
    """Who takes part, since when: logins with passwords, loggers with passwords."""

    accounts: dict[str, str]
    replaying: dict[str, str]
    speakers: list[cast.Speaker]
    began: str


def assemble(places: Places, now: datetime) -> Company:
    """Register the cast in a new demo, or read who takes part in one that goes on."""
    kept = places.data / SPEAKERS
    if kept.exists():
        read = json.loads(kept.read_text(encoding="utf-8"))
        accounts = json.loads((places.data / ACCOUNTS).read_text(encoding="utf-8"))
        speakers = [cast.Speaker(**each) for each in read["speakers"]]
        return Company(accounts, read["replaying"], speakers, read["began"])
    began = now.astimezone(BEIJING)
    with transaction.atomic():
        company = Company(
            replaying=history.register()
            | towns.register(began.date())
            | network.register(began.date()),
            speakers=cast.register(began.date()),
            accounts=cast.open_accounts(),
            began=began.isoformat(timespec="seconds"),
        )
    evidence.prepare(places, now)
    quality.prepare(began)
    assessing.prepare(places, began)
    acting.prepare(began)
    overseeing.prepare(began)
    traceability.prepare(places, began)
    network.prepare(began)
    chapter7.prepare(places, began)
    history.take_days_in(places)
    feeds.prepare(places, now)
    draws.prepare(places)
    keep(places, company)
    return company


def keep(places: Places, company: Company) -> None:
    """Write down who takes part, for a demo that goes on."""
    live = [asdict(speaker) for speaker in company.speakers]
    kept = {"began": company.began, "replaying": company.replaying, "speakers": live}
    _write(places.data / SPEAKERS, kept)
    _write(places.data / ACCOUNTS, company.accounts)


def mark(places: Places, now: datetime) -> None:
    """Say that this directory is a demo's, and which days its live values follow."""
    shift = senders.earlier(now)
    _write(
        places.data / MARK,
        {
            "started": now.isoformat(timespec="seconds"),
            "follows_from": (now - shift).date().isoformat(),
            "days_back": shift.days,
        },
    )


def _write(path: Path, content: dict[str, Any]) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


@dataclass
class Demo:
    """A demo that runs.

    Attributes
    ----------
    places
        The data directory.
    gateway, portal
        Where loggers and people call.
    company
        Who takes part.
    say
        Takes one line for the person at the terminal.
    """

    places: Places
    gateway: Address
    portal: Address
    company: Company
    say: Callable[[str], None]

    def __post_init__(self) -> None:
        self.supervisor = Supervisor(self.places, str(self.gateway), str(self.portal), say=self.say)
        now = datetime.now(BEIJING)
        first = datetime.fromisoformat(self.company.began).astimezone(BEIJING).date()
        following = senders.write_following(
            self.places.data / "following", self.company.speakers, now
        )
        self.senders = senders.Senders(
            self.gateway,
            self.company.replaying,
            senders.members(self.company.speakers, following),
            self.places.data / "demo-truth.jsonl",
            lambda: [*towns.hours(first), *network.hours(first)],
        )

        self.witness, self.authority = Witness(self.places), Authority(self.places)
        self.persons = quality.Persons(self.places, first, self.say)
        self._earlier = account(self.places)

    def start(self) -> None:
        """Start witness, authority and the platform, and the senders once it answers."""
        self.witness.start()
        self.authority.start()
        self.supervisor.start()
        while not (self.gateway.answers() and self.portal.answers()):
            self.supervisor.watch()
            time.sleep(0.1)
        self.senders.start()
        self.persons.start()

    @property
    def keys(self) -> dict[str, str]:
        """Verifier keys that a stranger needs, as print or another site would carry them."""
        return {"log": str(record.log_key(self.places)), "witness": self.witness.key}

    def kill_gateway(self) -> None:
        """Kill the gateway as a power cut would, without a word to it."""
        process = self.supervisor.children["gateway"].process
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)
            self.say("gateway killed with -9; the senders send again what was not answered")

    def counts(self) -> dict[str, int]:
        """Count what is answered and what is sealed, now."""
        answered = sum(state.frames for state in device_states().values())
        return {"answered": answered, **record.counts(self.places)}

    def end(self) -> dict[str, Any]:
        """Stop the senders, seal what was acknowledged, and give the account.

        Returns
        -------
        dict
            As `make demo` prints it on its last line.
        """
        self.persons.stop()
        tally = self.senders.stop()
        unclean = self.supervisor.stop()
        record.drain(self.places)
        self.witness.stop()
        self.authority.stop()
        counted = account(self.places)
        talking = counted["talking"] - self._earlier["talking"]
        receipts = counted["receipts"] - self._earlier["receipts"]
        return {
            "frames_sent": tally.frames_sent,
            "frames_acknowledged": tally.frames_acknowledged,
            "frames_archived": receipts - talking,
            "observations": counted["observations"],
            "portal": f"http://{self.portal}/",
            "gateway": str(self.gateway),
            **gone(tally.frames_sent, tally.frames_acknowledged, receipts - talking),
            "frames_repeated": tally.frames_repeated,
            "frames_duplicated": tally.frames_duplicated,
            "frames_in_conversations": talking,
            "observations_superseded": counted["superseded"],
            "batches": counted["batches"],
            "stopped_cleanly": not unclean,
        }


def gone(sent: int, acknowledged: int, archived: int) -> dict[str, int]:
    """Say where the frames are that were sent and not acknowledged.

    Parameters
    ----------
    sent, acknowledged, archived
        Frames written, repetitions included; answers that arrived; sealed receipts.

    Returns
    -------
    dict
        `frames_lost_on_the_way`: written to a line that broke before they were durable;
        `answers_lost`: durable, on a line that broke before the answer arrived. Their senders
        send both again, so that the three counts differ by these two alone.
    """
    return {"frames_lost_on_the_way": sent - archived, "answers_lost": archived - acknowledged}


def explained(account: dict[str, Any]) -> str:
    """Say in a sentence why the counts of a demo differ, or that they do not."""
    sent, lost = account["frames_sent"], account["frames_lost_on_the_way"]
    unheard = account["answers_lost"]
    if not lost and not unheard:
        return f"{sent:,} frames sent = acknowledged = archived"
    return (
        f"{sent:,} frames sent = {account['frames_acknowledged']:,} acknowledged + {unheard:,} "
        f"archived whose answer was lost with its line + {lost:,} lost with their line before they "
        f"were durable; {account['frames_repeated']:,} were sent again"
    )


def account(places: Places) -> dict[str, int]:
    """Count what is sealed, and how much of it are answers of loggers (`talking`)."""
    return {**record.counts(places), "talking": conversation_frames(places)}


def conversation_frames(places: Places) -> int:
    """Count the sealed frames of loggers that answer the platform and ask for no answer."""
    asking = re.compile(rb"(?:^|;)Flag=\d*[13579];")  # bit A of Flag, HJ 212-2017 table 2
    return sum(not asking.search(frame.masked) for frame in record.sealed_frames(places))
