"""What was wrong about a parameter, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from qingtian.protocols.hj212.parameters import ParameterError

EXPECTED = (
    gettext_noop("a time, YYYYMMDDhhmmss"),
    gettext_noop("1 to 99 s"),
    gettext_noop("1 to 99"),
    gettext_noop("1 to 99999 s"),
    gettext_noop("30 to 3600 s"),
    gettext_noop("1 2 3 4 5 6 10 12 15 20 or 30 min"),
    gettext_noop("hhmm"),
    gettext_noop("hhmmss"),
    gettext_noop("six characters"),
    gettext_noop("16 characters"),
    gettext_noop("1 to 24 h"),
    gettext_noop("0 or 1"),
    gettext_noop("a factor code"),
    gettext_noop("an information code such as i12001"),
    gettext_noop("a text without ; , & = or line breaks"),
)
"""The words of `parameters.FORMS`, so that they are translated."""


def explain(error: ParameterError, code: str) -> str:
    """Say what was expected of a parameter and what came.

    Parameters
    ----------
    error
        What the library found.
    code
        The command.
    """
    facts = {
        "code": code,
        "name": error.name,
        "expected": _(error.expected) if error.expected else "",
        "given": error.given,
    }
    if error.kind == "unknown":
        return _("CN %(code)s has no parameter %(name)s; it has: %(expected)s.") % facts
    if error.kind == "missing":
        return _("CN %(code)s needs the parameter %(name)s.") % facts
    if error.kind == "form":
        return _("%(name)s: %(expected)s was expected, not %(given)s.") % facts
    return _("%(name)s: %(expected)s was expected.") % facts
