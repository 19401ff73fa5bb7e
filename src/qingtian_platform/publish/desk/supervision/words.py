"""Words of checks: means, verdicts, what is missing."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.standards.result import Cite
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.supervision import api as supervision
from qingtian_platform.act.supervision.api import InspectionInfo
from qingtian_platform.publish.desk import words

STATES: Mapping[str, Promise] = {
    "pass": gettext_lazy("passes"),
    "fail": gettext_lazy("fails"),
    "beyond": gettext_lazy("beyond the index"),
    "open": gettext_lazy("cannot be told yet"),
    "": gettext_lazy("no standard says anything"),
}
SAMPLES: Mapping[str, Promise] = {
    "within": gettext_lazy("within its limits"),
    "over": gettext_lazy("over its limit"),
    "review": gettext_lazy("over a limit whose source is to be checked: accuses nobody"),
    "unclear": gettext_lazy("cannot be compared with its limit"),
    "no-limit": gettext_lazy("no limit"),
}
ANSWERS: Mapping[str, Promise] = {
    "yes": gettext_lazy("in order"),
    "no": gettext_lazy("not in order"),
    "na": gettext_lazy("does not apply"),
}
MEASURES: Mapping[str, Promise] = {
    "relative accuracy": gettext_lazy("relative accuracy"),
    "relative error": gettext_lazy("relative error"),
    "absolute error": gettext_lazy("absolute error"),
}
LACKS: Mapping[str, Promise] = {
    "sample": gettext_lazy("a supervisory sample"),
    "signatures": gettext_lazy("all four signatures under each sample"),
    "unclear": gettext_lazy("a result that can be compared with a limit"),
    "comparison": gettext_lazy("a comparison"),
    "pairs": gettext_lazy("as many pairs as the standard asks for"),
    "judged": gettext_lazy("a standard that judges this factor"),
    "answers": gettext_lazy("an answer to each row of the sheet"),
}


def means(key: str) -> str:
    """Name one of the three means."""
    return words.said(supervision.oversight().means[key].name)


def lacking(keys: tuple[str, ...], matter: int) -> list[str]:
    """Say what is missing before a check can be concluded.

    Parameters
    ----------
    keys
        Of `Standing.missing`.
    matter
        The check's matter, whose procedure names its papers.
    """
    kind = cases.matter(matter).kind
    found = []
    for key in keys:
        word, _blank, paper = key.partition(" ")
        if word == "paper":
            name = words.said(kind.papers[paper].name)
            found.append(_("the paper “%(x)s”, finished") % {"x": name})
        else:
            found.append(str(LACKS[word]))
    return found


def clause(cite: Cite) -> str:
    """Write where a rule stands."""
    return f"{cite.standard}, {cite.clause}" if cite.clause else cite.standard


def ended(one: InspectionInfo) -> str:
    """Say how a check stands, in a word."""
    if one.passed is None:
        return _("under way")
    return _("passed") if one.passed else _("failed")


def paper_name(info: papers.PaperInfo) -> str:
    """Name a paper with its number."""
    return info.title(words.language())
