"""What every page knows of its surroundings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from qingtian_platform.kit.places import Places


def is_demo(places: Places | None = None) -> bool:
    """Tell whether a data directory is a demo's: it then holds `demo.json`."""
    return ((places or Places.current()).data / "demo.json").exists()


def demo_text() -> str:
    """Give the sentence that stands on each page, print and export of a demo."""
    return _("Demonstration: simulated data, standing for no real unit")


def publisher() -> str:
    """Name who publishes: the setting, or the demo, or the operator of this installation."""
    named = str(getattr(settings, "PUBLISHER", ""))
    if named:
        return named
    return _("Qingtian demonstration") if is_demo() else _("The operator of this platform")


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Hand templates the demo's strip, the publisher and the address without its language."""
    return {
        "demo": demo_text() if is_demo() else "",
        "publisher": publisher(),
        "now": datetime.now(UTC),
        "here": request.get_full_path(),
    }
