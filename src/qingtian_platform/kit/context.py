"""What every page knows of its surroundings."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from qingtian_platform.kit.categories import english
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING


def is_demo(places: Places | None = None) -> bool:
    """Tell whether a data directory is a demo's: it then holds `demo.json`."""
    return ((places or Places.current()).data / "demo.json").exists()


def demo_accounts(places: Places | None = None) -> dict[str, str]:
    """Give the passwords of a demo's persons by login, which it prints itself; else none."""
    where = (places or Places.current()).data / "demo-accounts.json"
    try:
        found = json.loads(where.read_text(encoding="utf-8")) if is_demo(places) else {}
    except (OSError, ValueError):
        return {}
    return {str(login): str(word) for login, word in found.items()}


def demo_text() -> str:
    """Give what stands on each page, print and export of a demo."""
    sentence = _("Demonstration: simulated data, standing for no real unit")
    follows = follows_text()
    if not follows:
        return sentence
    return _("%(sentence)s. Live stations: %(follows)s") % {
        "sentence": sentence,
        "follows": follows,
    }


def follows_text(places: Places | None = None) -> str:
    """Say which earlier days the values of a demo's live stations follow; empty where none is named."""
    found = _followed((places or Places.current()).data / "demo.json")
    if found is None:
        return ""
    today = datetime.now(BEIJING).date()
    then = today - timedelta(days=found)
    if (then.month, then.day) != (today.month, today.day):
        return _("values follow those of %(days)s days before (%(day)s)") % {
            "days": found,
            "day": then.isoformat(),
        }
    month = f"{then:%b %Y}" if english() else f"{then.year}年{then.month}月"
    return _("values follow the same days of %(month)s") % {"month": month}


def _followed(mark: Path) -> int | None:
    """Read how many days back a demo's live values come from. [d]."""
    try:
        days = json.loads(mark.read_text(encoding="utf-8"))["days_back"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return days if isinstance(days, int) and days > 0 else None


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
        "follows": follows_text() if is_demo() else "",
        "publisher": publisher(),
        "now": datetime.now(UTC),
        "here": request.get_full_path(),
    }
