"""Chapter 7 before it begins: what a district guarantees, what the city says of it, what supervision found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from qingtian_platform.assess.guarantees import api as guarantees
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.project.demo.assessing import person
from qingtian_platform.project.demo.evidence import sign_paper

_FILE = Path(__file__).with_name("chapter7.yaml")


@cache
def told() -> dict[str, Any]:
    """Read what is entered and found."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


@transaction.atomic
def prepare(places: Places, now: datetime) -> None:
    """Enter what the district guarantees, each entry under its head's signature; review most; find.

    Parameters
    ----------
    places
        The demo's data directory.
    now
        When the demo begins; everything carries that time.
    """
    said = told()["guarantees"]
    head, city = person(said["by"]), person(said["reviewed"])
    for entry in said["entries"]:
        sign_paper(places, said["by"], _written(said, entry, head, now))
    until = beijing(now).date() + timedelta(days=1)
    lines = guarantees.checklist(said["district"], until)
    numbers = {each.guarantee.key: each.entries[0].id for each in lines if each.entries}
    for entry in said["entries"]:
        if "said" in entry:
            guarantees.review(numbers[entry["item"]], entry["said"], entry["why"], city)
    _find(told()["finding"], now)


def _written(said: Mapping[str, Any], entry: Mapping[str, Any], head: Any, now: datetime) -> str:  # noqa: ANN401
    text = f"{said['source']}\n{entry['words']}\n"
    paper = SimpleUploadedFile(f"{entry['item']}.txt", text.encode(), "text/plain")
    return guarantees.write(
        said["district"], entry["item"], entry["extent"], entry["words"], head,
        files=[paper], now=now,
    )  # fmt: skip


def _find(said: Mapping[str, Any], now: datetime) -> None:
    text = f"{told()['guarantees']['source']}\n{said['words']}\n"
    guarantees.find(
        said["clause"], said["unit"], said["number"],
        beijing(now).date() + timedelta(days=said["days"]), person(said["by"]),
        paper=SimpleUploadedFile("finding.txt", text.encode(), "text/plain"), now=now,
    )  # fmt: skip
