"""What is only ever added to: neither code nor database alters or removes a row."""

from __future__ import annotations

from typing import ClassVar, Never

from django.db import models


class AppendOnlyError(RuntimeError):
    """Something tried to alter or remove what stands."""


class KeptRows(models.QuerySet):  # type: ignore[type-arg]
    """Rows that are added and read."""

    def update(self, **_kwargs: object) -> Never:
        """Refuse."""
        raise AppendOnlyError("what was written stands; add another row")

    def delete(self) -> Never:
        """Refuse."""
        raise AppendOnlyError("what was written stands; add another row")


class Kept(models.Model):
    """A row that is written once."""

    objects = KeptRows.as_manager()

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
