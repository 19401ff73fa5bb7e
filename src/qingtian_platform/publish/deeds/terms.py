"""The words that acts use: reasons, methods, duties, outcomes, what gives a reading its meaning."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS = ("zero-drift", "span-drift", "calibration", "instrument-failure", "transmission", "other")
METHODS = ("recalculated", "from-raw-record", "by-comparison")

OUTCOMES: dict[str, Promise] = {
    "asked": gettext_lazy("not decided yet"),
    "approved": gettext_lazy("approved"),
    "published": gettext_lazy("names a published source"),
    "refused": gettext_lazy("not approved"),
    "withdrawn": gettext_lazy("withdrawn"),
}

SUBJECTS: dict[str, Promise] = {
    "outlet": gettext_lazy("outlet of a device"),
    "device": gettext_lazy("device"),
    "dialect": gettext_lazy("dialect"),
    "unit": gettext_lazy("unit"),
    "range": gettext_lazy("range"),
    "slope": gettext_lazy("slope"),
    "intercept": gettext_lazy("intercept"),
    "cycle": gettext_lazy("cycle"),
    "station-kind": gettext_lazy("kind of station"),
    "limit": gettext_lazy("limit"),
    "threshold": gettext_lazy("threshold"),
    "rule": gettext_lazy("version of the rule"),
}

STEPS: dict[str, Promise] = {
    "first": gettext_lazy("first review signed"),
    "second": gettext_lazy("second review signed"),
    "issued": gettext_lazy("reviewed day issued"),
    "returned": gettext_lazy("sent back"),
    "reopened": gettext_lazy("review opened again"),
}

CAUSES: dict[str, Promise] = {
    "late-data": gettext_lazy("late data"),
    "correction": gettext_lazy("a correction"),
    "retraction": gettext_lazy("a value withdrawn"),
    "decision": gettext_lazy("a decision on a mark"),
    "finding": gettext_lazy("a new finding"),
    "visit": gettext_lazy("the result of a site visit"),
    "request": gettext_lazy("a person's request"),
}

KEYS: dict[str, Promise] = {
    "mistaken": gettext_lazy("made by mistake"),
    "given-up": gettext_lazy("given up by its holder"),
    "lost": gettext_lazy("lost"),
    "left": gettext_lazy("its holder has left"),
}


def reason(key: str) -> str:
    """Say why a value was corrected."""
    return {
        "zero-drift": _("drift of the zero point"),
        "span-drift": _("drift of the span"),
        "calibration": _("wrong calibration"),
        "instrument-failure": _("failure of the instrument"),
        "transmission": _("error of transmission"),
    }.get(key, _("another reason"))


def method(key: str) -> str:
    """Say how the new value was found."""
    return {
        "recalculated": _("calculated again"),
        "from-raw-record": _("read from the raw record"),
        "by-comparison": _("by comparison with a manual measurement"),
    }.get(key, key)


def duty_word(duty: str) -> str:
    """Name a duty."""
    words = {
        "sampler": _("sampler"),
        "analyst": _("analyst"),
        "reviewer": _("reviewer"),
        "signatory": _("authorised signatory"),
    }
    return words.get(duty, duty)
