"""What people ask of data loggers, and what became of it: rows that are only added."""

from __future__ import annotations

from typing import ClassVar, Never

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qingtian_platform.collect.commands.states import State


class StandsError(RuntimeError):
    """Something tried to alter or remove a row of evidence."""


class Standing(models.Model):
    """A row that is written once; the file itself refuses to alter it, too."""

    class Meta:
        abstract = True

    def save(self, **kwargs: object) -> None:
        """Write a new row."""
        if not self._state.adding:
            raise StandsError(f"{type(self).__name__} {self.pk} stands; add another row")
        super().save(**kwargs)  # type: ignore[arg-type]

    def delete(self, **_kwargs: object) -> Never:  # type: ignore[override]
        """Refuse."""
        raise StandsError(f"{type(self).__name__} {self.pk} stands")


class Command(Standing):
    """A request to a data logger, by a person for a reason or under a dated rule.

    `items` are names and values in order; a secret stands as its cipher text under `sealed`.
    """

    mn = models.CharField("MN", max_length=40)
    code = models.CharField("CN", max_length=4)
    items = models.JSONField(_("parameters"), default=list)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name=_("asked for by"),
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=300)
    rule = models.CharField(_("under the rule"), max_length=120, blank=True)
    second_person = models.BooleanField(_("needs a second person"))
    requested_at = models.DateTimeField(_("asked for at"))
    valid_until = models.DateTimeField(_("valid until"))

    class Meta:
        verbose_name = _("command")
        verbose_name_plural = _("commands")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["mn"], name="command_of_device")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ ~models.Q(rule=""),
                name="command_by_person_or_rule",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="command_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: CN {self.code} → {self.mn}"


class CommandState(Standing):
    """One step on a command's way."""

    command = models.ForeignKey(Command, models.PROTECT, related_name="states")
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    at = models.DateTimeField(_("at"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"), related_name="+"
    )
    qn = models.CharField("QN", max_length=20, blank=True)
    detail = models.CharField(_("detail"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("state of a command")
        verbose_name_plural = _("states of commands")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["command", "state"], name="command_state_once"),
        ]

    def __str__(self) -> str:
        return f"{self.command_id}: {self.state}"
