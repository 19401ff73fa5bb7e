"""Keep who changed what, when and why; secrets are named, never shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_save

from qingtian_platform.kit.vault import Secret

from .meaning import Fact, facts, packed, said, standing
from .models import AppendOnly, Change, Logger, Thing

UPGRADED: Final = "stated when changes of the registry began to enter the log"


@dataclass(frozen=True)
class ChangeInfo:
    """A change of a row that belongs to a thing.

    Attributes
    ----------
    at, who
        When, and by whom; empty = the command line.
    table, row
        Which table, and how its row was called.
    before, after
        What was changed, by field; secrets are named, never shown.
    why
        The reason.
    """

    at: datetime
    who: str
    table: str
    row: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    why: str


@dataclass(frozen=True)
class Author:
    """Who acts on the registry and why; no person means the command line."""

    person: int | None = None
    why: str = ""


_author: ContextVar[Author] = ContextVar("author", default=Author())  # noqa: B039 - frozen


@contextmanager
def acting(person: int | None, why: str) -> Iterator[None]:
    """Let what is changed within be kept as this person's act.

    Parameters
    ----------
    person
        Number of the person; None: the command line.
    why
        The reason, as it will stand in the history.
    """
    token = _author.set(Author(person, why))
    try:
        yield
    finally:
        _author.reset(token)


def connect(kept: list[type[models.Model]]) -> None:
    """Watch these models."""
    for model in kept:
        pre_save.connect(_remember, sender=model, dispatch_uid=f"remember {model.__name__}")
        post_save.connect(_keep, sender=model, dispatch_uid=f"keep {model.__name__}")
        post_delete.connect(_keep_removal, sender=model, dispatch_uid=f"removal {model.__name__}")


def _remember(instance: models.Model, **_: object) -> None:
    """Note the row as the file has it, and sign a row that is only added."""
    author = _author.get()
    if isinstance(instance, AppendOnly):
        instance.recorded_by_id = instance.recorded_by_id or author.person
        instance.why = instance.why or author.why
    old = None
    if instance.pk is not None:
        old = type(instance)._base_manager.filter(pk=instance.pk).first()  # noqa: SLF001
    instance.__dict__["_before"] = old
    instance.__dict__["_meant"] = facts(old)


def _keep(instance: models.Model, **_: object) -> None:
    before = instance.__dict__.pop("_before", None)
    meant = said(instance.__dict__.pop("_meant", []), facts(instance))
    old, new = _facts(before), _facts(instance)
    changed = sorted(k for k in new if k not in old or old[k] != new[k])
    if changed:
        _add(
            instance, {k: old[k] for k in changed if k in old}, {k: new[k] for k in changed}, meant
        )


def _keep_removal(instance: models.Model, **_: object) -> None:
    _add(instance, _facts(instance), {}, said(facts(instance), []))


def _add(
    instance: models.Model, before: dict[str, Any], after: dict[str, Any], meant: list[Fact]
) -> None:
    author = _author.get()
    Change(
        table=instance._meta.model_name or "",  # noqa: SLF001 - Django's public name for it
        key=str(instance)[:80],
        before=_plain(before),
        after=_plain(after),
        meaning=packed(meant),
        recorded_by_id=author.person or getattr(instance, "recorded_by_id", None),
        why=author.why or getattr(instance, "why", ""),
    ).save()


def _facts(instance: models.Model | None) -> dict[str, Any]:
    if instance is None:
        return {}
    fields = instance._meta.concrete_fields  # noqa: SLF001
    return {f.attname: f.value_from_object(instance) for f in fields}


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Make the facts fit for JSON."""
    encoder = DjangoJSONEncoder()
    return {k: _one(v, encoder) for k, v in facts.items()}


def _one(value: object, encoder: DjangoJSONEncoder) -> object:
    if isinstance(value, Secret):
        return str(value)
    if value is None or isinstance(value, str | int | float | list | dict):
        return value
    return encoder.default(value)


def state_all() -> bool:
    """Say all that the tables mean, where they were filled before changes told their meaning.

    Returns
    -------
    bool
        Whether there was anything to say: nothing, once any change has told its meaning.
    """
    if Change.objects.exclude(meaning=[]).exists():
        return False
    rows = [Fact(*key, new, day) for key, days in standing().items() for day, new in days.items()]
    rows.sort(key=lambda fact: fact.thing)
    for thing, found in groupby(rows, lambda fact: fact.thing):
        Change(table="thing", key=thing, meaning=packed(found), why=UPGRADED).save()
    return bool(rows)


def changes_of(thing: int, most: int = 500) -> list[ChangeInfo]:
    """List the changes of a thing, its data loggers, and all dated rows that name it, the newest first.

    Parameters
    ----------
    thing
        Number of the thing.
    most
        At most so many. [1]
    """
    row = Thing.objects.filter(pk=thing).first()
    if row is None:
        return []
    mns = list(Logger.objects.filter(thing=row).values_list("mn", flat=True))
    asked = Q(table="thing", key__in=(row.name[:80], row.name_en[:80], row.key))
    asked |= Q(table="logger", key__in=[mn[:80] for mn in mns])
    asked |= Q(after__thing_id=thing) | Q(before__thing_id=thing)
    rows = Change.objects.filter(asked).exclude(before={}, after={})
    return [
        ChangeInfo(
            each.recorded_at,
            str(each.recorded_by or ""),
            each.table,
            each.key,
            each.before,
            each.after,
            each.why,
        )
        for each in rows.select_related("recorded_by").order_by("-pk")[:most]
    ]
