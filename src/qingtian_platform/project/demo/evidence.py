"""Chapter 3 before it begins: keys in files, a sample with four signatures, a record, releases."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from qingtian.ledger import kinds
from qingtian.ledger.acts import words_hash
from qingtian_platform.kit.places import Places
from qingtian_platform.people.api import account
from qingtian_platform.project import keyfiles
from qingtian_platform.project.keyfiles import KeyFile
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts import table
from qingtian_platform.record.protected import interventions
from qingtian_platform.record.protected.interventions import Intervention
from qingtian_platform.record.releases import api as releases
from qingtian_platform.record.samples import sheets

KEYS = "demo-keys"
DOCUMENT = "演〔2026〕1号"
_FILE = Path(__file__).with_name("evidence.yaml")
_PAPER = timedelta(days=1)  # the sample's paper is so much older than the demo


def key_of(places: Places, login: str) -> KeyFile:
    """Give a person's key from the demo's drawer, made where there is none yet."""
    path = places.data / KEYS / f"{login}.key"
    if path.exists():
        return keyfiles.read(path)
    return keyfiles.make(places, account(login), path)[0]


def sign_paper(places: Places, login: str, paper: str) -> None:
    """Sign a paper as its person would.

    Parameters
    ----------
    places
        The demo's data directory.
    login
        Who signs, with the key in the demo's drawer.
    paper
        Name of the paper: its SHA-256.
    """
    pen = key_of(places, login).pen
    act = pen.sign(kinds.PAPER, acts.origin(places), table.now(), {"paper": paper})
    acts.submit(act.to_bytes(), account(login), None, places)


@dataclass(frozen=True)
class _Crew:
    """Who signs in the demo, with a key each."""

    places: Places
    keys: Mapping[str, KeyFile]

    def sign(self, login: str, schema: str, body: dict[str, Any], words: str = "") -> str:
        """Sign an act as its person would, and give its hash."""
        salted = (os.urandom(32), words) if words else None
        said = {**body, "words": None if salted is None else words_hash(*salted)}
        act = self.keys[login].pen.sign(schema, acts.origin(self.places), table.now(), said)
        acts.submit(act.to_bytes(), account(login), salted, self.places)
        return act.hash()


@transaction.atomic
def prepare(places: Places, now: datetime) -> None:
    """Let the demo's persons sign and record what the tour shows.

    Parameters
    ----------
    places
        The demo's data directory; its cast is registered.
    now
        When the demo begins. Acts carry their own time; the sample's paper that of the day before.
    """
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    drawer = places.data / KEYS
    drawer.mkdir(mode=0o700)
    keys = {}
    for login in told["signers"]:
        keys[login], _act = keyfiles.make(places, account(login), drawer / f"{login}.key")
    crew = _Crew(places, keys)
    _sample(crew, told["sample"], now)
    _releases(crew, told["releases"], now)
    for login, group in told["custodians"].items():
        key = interventions.new_custodian(places, login, group)
        keyfiles.write(drawer / f"{login}.custodian", key)
    _intervention(places, told["intervention"], now)


def _sample(crew: _Crew, told: dict[str, Any], now: datetime) -> None:
    number, duties = told["number"], told["duties"]
    taken = (now - _PAPER).strftime("%Y-%m-%d 10:20")
    content = {stage: dict(told[stage]) for stage in sheets.STAGES}
    content["sampling"]["taken"] = taken
    written: set[str] = set()
    for duty, login in duties.items():
        stage = sheets.UNDER[duty]
        if stage not in written:
            sheets.write(number, stage, content[stage], login)
            written.add(stage)
        crew.sign(login, kinds.SIGNOFF, sheets.body(number, duty))


def _releases(crew: _Crew, told: dict[str, Any], now: datetime) -> None:
    by = told["by"]
    rules = {
        each.what.key: each for each in releases.register() if isinstance(each.what, releases.Rule)
    }
    approved = {
        key: crew.sign(by, kinds.RELEASE, releases.body(each.dataset, "approved"), told["rules"])
        for key, each in rules.items()
    }
    planned = (now + _PAPER).strftime("%Y-%m-%d")
    for asked in told["asked"]:
        content = {key: asked[key] for key in releases.FIELDS if key in asked}
        draft = releases.ask({**content, "planned": planned}, asked["by"])
        if "outcome" in asked:
            source = approved.get(asked.get("source", ""))
            body = releases.body(draft.dataset, asked["outcome"], source)
            crew.sign(by, kinds.RELEASE, body, asked["why"])


def _intervention(places: Places, told: dict[str, Any], now: datetime) -> None:
    by = told.pop("by")
    happened = (now - _PAPER).strftime("%Y-%m-%dT16:30")
    said = {**told, "acts": tuple(told["acts"]), "happened": happened}
    interventions.file(places, Intervention(**said), by=by, wait=False)


def opening(data: Path) -> str:
    """Give the command by which the two custodians open the protected store together.

    Parameters
    ----------
    data
        The demo's data directory.
    """
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    keys = " ".join(f"--key {data / KEYS / login}.custodian" for login in told["custodians"])
    return f"qingtian intervention extract {keys} --document {DOCUMENT} --data {data}"
