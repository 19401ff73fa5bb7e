"""What is only ever added to: neither code nor database alters or removes a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Never, Self, TypeVar

from django.db import models

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class AppendOnlyError(RuntimeError):
    """Something tried to alter or remove what stands."""


class KeptRows(models.QuerySet[Row_co]):
    """Rows that are added and read."""

    def update(self, **_kwargs: object) -> Never:
        """Refuse."""
        raise AppendOnlyError("what was written stands; add another row")

    def delete(self) -> Never:
        """Refuse."""
        raise AppendOnlyError("what was written stands; add another row")


class KeptManager(models.Manager[Row_co]):
    """Gives rows that are added and read."""

    def get_queryset(self) -> KeptRows[Row_co]:
        """Give all rows."""
        return KeptRows(self.model, using=self._db)


class Kept(models.Model):
    """A row that is written once."""

    objects: ClassVar[KeptManager[Self]] = KeptManager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["pk"]

    def save(self, **kwargs: object) -> None:
        """Write a new row; an old one is never written again."""
        if not self._state.adding:
            raise AppendOnlyError("what was written stands; add another row")
        super().save(**kwargs)  # type: ignore[arg-type]

    def delete(self, **_kwargs: object) -> Never:  # type: ignore[override]
        """Refuse."""
        raise AppendOnlyError("what was written stands; add another row")


_TRIGGER = (
    "CREATE TRIGGER {{table}}_no_{word} BEFORE {word} ON {{table}} "
    "BEGIN SELECT RAISE(ABORT, '{said}'); END"
)
_STATEMENTS = {
    "sqlite": (
        _TRIGGER.format(word="update", said="what was written is never altered"),
        _TRIGGER.format(word="delete", said="what was written is never removed"),
    ),
    "postgresql": (
        "CREATE OR REPLACE RULE {table}_no_update AS ON UPDATE TO {table} DO INSTEAD NOTHING",
        "CREATE OR REPLACE RULE {table}_no_delete AS ON DELETE TO {table} DO INSTEAD NOTHING",
    ),
}


def refusing(tables: Iterable[str]) -> Callable[[Any, Any], None]:
    """Make the step of a migration after which the database refuses to alter or remove rows.

    Parameters
    ----------
    tables
        Their names in the database, as `cases_deed`.
    """
    names = tuple(tables)

    def refuse(_apps: Any, schema_editor: Any) -> None:  # noqa: ANN401 - as a migration calls it
        for statement in _STATEMENTS.get(schema_editor.connection.vendor, ()):
            for table in names:
                schema_editor.execute(statement.format(table=table))

    return refuse
