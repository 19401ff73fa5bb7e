"""The application `papers`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from qingtian.ledger.acts import Act
    from qingtian_platform.kit.places import Places


class PapersConfig(AppConfig):
    """Django's handle on the papers."""

    name = "qingtian_platform.act.papers"
    label = "papers"
    verbose_name = _("Papers of matters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for the acts by which papers are signed."""
        from qingtian.ledger import kinds
        from qingtian_platform.record.acts.answering import answer_for

        answer_for(kinds.PAPER, _check, mine=_mine)


def _mine(act: Act) -> bool:
    from qingtian_platform.act.papers import signing

    return signing.mine(act)


def _check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401 - private to its app
    """Import what reads papers when an act comes in, and in no other process."""
    from qingtian_platform.act.papers import signing

    signing.check(places, act, person)
