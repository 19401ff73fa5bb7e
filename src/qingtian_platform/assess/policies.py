"""Which policy a city lives under."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext as _

from qingtian.law.packs import open_pack
from qingtian.policy import Policy, open_policy
from qingtian.policy.policy import FOLDER
from qingtian_platform.evaluate.api import law_packs


def policy() -> Policy | None:
    """Open the policy of the city: of the first pack in use that carries one.

    Returns
    -------
    Policy or None
        None where no pack in use says more than the law.

    Raises
    ------
    PackFileError
        If a file of the pack breaks the form.
    """
    return _first(law_packs())


def required(refused: type[Exception]) -> Policy:
    """Open the policy of the city, for what cannot be done without one.

    Parameters
    ----------
    refused
        What is raised where the city has none.
    """
    known = policy()
    if known is None:
        raise refused(_("This city has no policy pack."))
    return known


@cache
def _first(packs: tuple[str, ...]) -> Policy | None:
    for name in packs:
        pack = open_pack(name)
        if (pack.root / FOLDER).joinpath("documents.yaml").is_file():
            return open_policy(pack)
    return None
