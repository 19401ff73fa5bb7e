"""Taking tables into the registry: a dry run unless told otherwise, each refused row with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps as django_apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from qingtian_platform.kit.sheets import Line
from qingtian_platform.people.api import ensure_organisation, find_district, find_township

from .exchange import TABLES, Table
from .models import AppendOnly, Logger, Thing
from .snapshot import holding


@dataclass(frozen=True)
class RowOutcome:
    """What became of one row: `new`, `changed`, `same` or `refused`, and why."""

    line: int
    outcome: str
    key: str
    reason: str = ""


@dataclass
class Intake:
    """The report of an import into the registry.

    Attributes
    ----------
    committed
        False after a dry run: nothing was kept.
    rows
        What became of each row.
    """

    table: str
    committed: bool
    rows: list[RowOutcome] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Count the rows by outcome."""
        found = Counter(row.outcome for row in self.rows)
        return {name: found[name] for name in ("new", "changed", "same", "refused")}


class _DryRun(Exception):  # noqa: N818 - ends the block, so that nothing is kept
    """The rows were tried; now forget them."""


def take_in(name: str, lines: Iterable[Line], *, commit: bool = False) -> Intake:
    """Bring rows into a table of the registry: new ones are made, known ones changed.

    Parameters
    ----------
    name
        One of `TABLES`.
    lines
        Rows whose columns are named as in an export; a column that is missing is left alone.
    commit
        False: try everything, report, keep nothing.

    Returns
    -------
    Intake
        What became, or would become, of each row.

    Raises
    ------
    ValueError
        The table is not known, or a column is.
    """
    if name not in TABLES:
        raise ValueError(f"table {name!r} is not known; choose one of {', '.join(TABLES)}")
    report = Intake(name, commit)
    try:
        with transaction.atomic():
            for line in lines:
                report.rows.append(_row(TABLES[name], line))
            _keep(commit=commit)
    except _DryRun:
        pass
    return report


def _keep(*, commit: bool) -> None:
    if not commit:
        raise _DryRun


def _row(table: Table, line: Line) -> RowOutcome:
    key = " ".join(line.cells.get(column, "") for column in table.key)
    try:
        with transaction.atomic():
            return RowOutcome(line.number, _apply(table, line.cells), key)
    except ValidationError as error:
        reasons = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        text = "; ".join(f"{k}: {' '.join(v)}".removeprefix(": ") for k, v in reasons.items())
        return RowOutcome(line.number, "refused", key, text)
    except ValueError as error:
        return RowOutcome(line.number, "refused", key, str(error))


def _apply(table: Table, cells: dict[str, str]) -> str:
    known = {*table.header, *table.secrets}
    if set(cells) - known:
        raise ValueError(f"column {', '.join(sorted(set(cells) - known))} is not known")
    own = {c: _parse(table.model, c, t, cells) for c, t in cells.items() if c in table.columns}
    secrets = {c: cells[c] for c in table.secrets if cells.get(c)}
    row = _find(table, own)
    outcome = _write(table, row, own | secrets)
    dated = _date(table, cells)
    return outcome if not dated or outcome == "new" else "changed"


def _find(table: Table, own: dict[str, Any]) -> models.Model | None:
    for column in table.key:
        kind: Any = table.model._meta.get_field(column)  # noqa: SLF001
        if column not in own and kind.has_default():
            own[column] = kind.get_default()
    missing = [
        column for column in table.key if own.get(column) in (None, "") and column != "serial"
    ]
    if missing:
        raise ValueError(f"{', '.join(missing)} is empty; it says which row is meant")
    keys = {column: own.get(column, "") for column in table.key}
    return table.model._base_manager.filter(**keys).order_by("pk").last()  # noqa: SLF001


def _write(table: Table, row: models.Model | None, facts: dict[str, Any]) -> str:
    """Make or change the row; one that may only be added to gets another beside it."""
    if row is not None:
        changed = {
            k: v for k, v in facts.items() if getattr(row, k) != v and not _same_secret(row, k, v)
        }
        if not changed:
            return "same"
        if not isinstance(row, AppendOnly):
            _save(row, changed)
            return "changed"
    _save(table.model(), facts)
    return "new" if row is None else "changed"


def _same_secret(row: models.Model, name: str, value: object) -> bool:
    secret = getattr(row, name)
    return hasattr(secret, "reveal") and secret.reveal() == value


def _save(row: models.Model, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    if isinstance(row, Logger) and "sm4_key" in facts and "sm4_since" not in facts:
        row.sm4_since = timezone.localdate()
    row.full_clean(exclude=["recorded_by"])
    row.save()


def _date(table: Table, cells: dict[str, str]) -> bool:
    """Add a dated row where its columns say something else than what holds; the others it keeps."""
    given = {c: cells[c] for c in table.terms if c in cells}
    if table.term is None or not any(given.values()):
        return False
    own = {c: _parse(table.model, c, cells[c], cells) for c in table.key}
    row = table.model._base_manager.get(**own)  # noqa: SLF001
    day = _day(cells.get("valid_from", "")) or timezone.localdate()
    facts = {c: _parse(table.term, c, t, cells) for c, t in given.items()}
    rows: Any = table.term._base_manager.filter(**{table.link: row})  # noqa: SLF001
    known: list[Any] = list(rows.order_by("valid_from", "pk"))
    last = next((each for each in reversed(known) if each.valid_from <= day), None)
    if last is not None and all(getattr(last, c) == v for c, v in facts.items()):
        return False
    holds = holding(known, day)
    kept = {} if holds is None else {c: getattr(holds, c) for c in table.terms}
    _save(table.term(**{table.link: row}, valid_from=day), kept | facts)
    return True


def _parse(model: type[models.Model], column: str, text: str, cells: dict[str, str]) -> Any:  # noqa: ANN401
    """Read a cell as the field wants it."""
    if column in REFERENCES:
        return REFERENCES[column](text, cells) if text else None
    kind: Any = model._meta.get_field(column)  # noqa: SLF001
    if isinstance(kind, models.JSONField):
        return [one.strip() for one in text.split(";") if one.strip()]
    if not text and kind.null:
        return None
    if not text and kind.has_default():
        return kind.get_default()
    reader = next((r for k, r in READERS.items() if isinstance(kind, k)), str)
    try:
        return reader(text)
    except (ValueError, InvalidOperation):
        raise ValueError(f"{column}: {text!r} cannot be read") from None


def _day(text: str) -> date | None:
    return date.fromisoformat(text[:10].replace("/", "-")) if text else None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _yes(text: str) -> bool:
    if text.lower() in ("yes", "true", "1", "是"):
        return True
    if text.lower() in ("no", "false", "0", "否"):
        return False
    raise ValueError(text)


def _thing(text: str, _cells: dict[str, str]) -> Thing:
    found = Thing.objects.filter(models.Q(key=text) | models.Q(name=text)).first()
    if found is None:
        raise ValueError(f"no thing has the key or name {text!r}; register it first")
    return found


def _logger(text: str, _cells: dict[str, str]) -> Logger:
    found = Logger.objects.filter(mn=text).first()
    if found is None:
        raise ValueError(f"no data logger has MN {text}; register it first")
    return found


def _organisation(kind: str) -> Callable[[str, dict[str, str]], models.Model]:
    def find(text: str, _cells: dict[str, str]) -> models.Model:
        model = django_apps.get_model("people", "Organisation")
        return model._base_manager.get(pk=ensure_organisation(text, kind))  # noqa: SLF001

    return find


REFERENCES: dict[str, Callable[[str, dict[str, str]], Any]] = {
    "district": lambda text, _cells: find_district(text),
    "township": lambda text, cells: find_township(text, cells.get("district") or None),
    "owner": _organisation("enterprise"),
    "maintainer": _organisation("maintainer"),
    "thing": _thing,
    "logger": _logger,
}
READERS: dict[type, Callable[[str], Any]] = {
    models.BooleanField: _yes,
    models.FloatField: float,
    models.IntegerField: int,
    models.DecimalField: Decimal,
    models.DateTimeField: _moment,
    models.DateField: _day,
}
