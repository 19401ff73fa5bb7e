"""The application `accounts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from qingtian.ledger.acts import Act
    from qingtian_platform.kit.places import Places


class AccountsConfig(AppConfig):
    """Django's handle on accountability."""

    name = "qingtian_platform.assess.accounts"
    label = "accounts"
    verbose_name = _("Accountability")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for the acts by which papers of the desk are signed."""
        from qingtian.ledger import kinds
        from qingtian_platform.record.acts.answering import answer_for

        answer_for(kinds.PAPER, _check)


def _check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401 - private to its app
    """Import what reads facts when an act comes in, and in no other process."""
    from qingtian_platform.assess.accounts import signing

    signing.check(places, act, person)
