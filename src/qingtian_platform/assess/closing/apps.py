"""The application `closing`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from qingtian.ledger.acts import Act
    from qingtian_platform.kit.places import Places


class ClosingConfig(AppConfig):
    """Django's handle on the closing of months."""

    name = "qingtian_platform.assess.closing"
    label = "closing"
    verbose_name = _("Closing")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for the acts by which a turn is closed."""
        from qingtian.ledger import kinds
        from qingtian_platform.record.acts.answering import answer_for

        answer_for(kinds.PAPER, _check, mine=_mine)


def _mine(act: Act) -> bool:
    from qingtian_platform.assess.closing import signing

    return signing.mine(act)


def _check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401 - private to its app
    """Import what reads figures when an act comes in, and in no other process."""
    from qingtian_platform.assess.closing import signing

    signing.check(places, act, person)
