"""An entry as a signed act: the paper is written, signed in the browser, and becomes the entry.

The log holds the salted hash of the paper (`qingtian.paper/1`) and nothing of what it says.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from qingtian.ledger.acts import SALT_SIZE, Act, canonical, words_hash
from qingtian_platform.assess.guarantees.models import Entry, Paper
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.signed import signed
from qingtian_platform.record.acts.api import ActRefusedError


def write(content: Mapping[str, Any], person: Any, now: datetime) -> str:  # noqa: ANN401
    """Write what a person would sign, and give the salted hash that the act names it by."""
    text, salt = canonical(dict(content)).decode(), os.urandom(SALT_SIZE)
    name = words_hash(salt, text)
    Paper(hash=name, salt=salt, text=text, **signed(person, now)).save(force_insert=True)
    return name


def mine(act: Act) -> bool:
    """Tell whether an act signs an entry of a district."""
    return Paper.objects.filter(hash=act.body.get("paper", "")).exists()


def check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401
    """Refuse a signature that does not hold, and take the entry in.

    Runs in the transaction that takes the act in.

    Raises
    ------
    ActRefusedError
        Another person wrote the paper, it was changed, or it is signed already.
    """
    del places
    paper = Paper.objects.get(hash=act.body["paper"])
    if paper.by != person.get_username():
        raise ActRefusedError(_("Only who wrote the entry signs it."))
    if words_hash(bytes(paper.salt), paper.text) != paper.hash:
        raise ActRefusedError(_("The paper was changed since it was written."))
    if Entry.objects.filter(paper=paper).exists():
        raise ActRefusedError(_("This entry is signed already."))
    at = datetime.fromtimestamp(act.at / 1e6, UTC)
    fields = json.loads(paper.text)
    Entry(paper=paper, act=act.hash(), **fields, **signed(person, at)).save(force_insert=True)


def paper(name: str) -> tuple[str, str] | None:
    """Give salt (hexadecimal) and text of a paper by its hash; None where there is none."""
    row = Paper.objects.filter(hash=name).first()
    return None if row is None else (bytes(row.salt).hex(), row.text)


def unsigned(person: Any, district: str) -> list[tuple[str, Mapping[str, Any]]]:  # noqa: ANN401
    """List what a person wrote for a district and has not signed: hash and content, the newest first."""
    rows = Paper.objects.filter(by=person.get_username(), entry=None).order_by("-at")
    found = [(row.hash, json.loads(row.text)) for row in rows]
    return [(name, content) for name, content in found if content["district"] == district]


def district_of(text: str) -> str:
    """Give the district that a paper speaks for."""
    return str(json.loads(text)["district"])
