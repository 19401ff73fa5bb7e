"""The application `reviews`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from qingtian.ledger.acts import Act
    from qingtian_platform.kit.places import Places


class ReviewsConfig(AppConfig):
    """Django's handle on the reviews."""

    name = "qingtian_platform.act.reviews"
    label = "reviews"
    verbose_name = _("Review")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for the acts by which a day is reviewed."""
        from qingtian.ledger import kinds
        from qingtian_platform.record.acts.answering import answer_for

        answer_for(kinds.REVIEW, _check)


def _check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401 - private to its app
    """Import what reads tables and results when an act comes in, and in no other process."""
    from qingtian_platform.act.reviews import checking

    checking.check(places, act, person)
