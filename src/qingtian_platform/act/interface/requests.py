"""Do each request once: asked again under its name, it has the answer that it had."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from qingtian_platform.act.interface.errors import AnotherRequestError
from qingtian_platform.act.interface.keys import KeyInfo
from qingtian_platform.act.interface.models import Answered

Reply = tuple[int, dict[str, Any]]
"""Status, and body."""


def once(
    key: KeyInfo,
    name: str,
    asked: Mapping[str, Any],
    now: datetime,
    do: Callable[[], Reply],
) -> Reply:
    """Do a request, or give the answer that it had; both in one transaction with what it does.

    Parameters
    ----------
    key, name
        Who asks; how it calls its request.
    asked
        What is asked for, as JSON has it.
    now
        The present.
    do
        Does it; what it raises undoes all, and the request may be sent again.

    Raises
    ------
    AnotherRequestError
        Another request was called so.
    """
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        before = Answered.objects.filter(key_id=key.id, name=name).first()
        if before is not None:
            if before.digest != digest:
                raise AnotherRequestError(name)
            return before.status, before.body
        status, body = do()
        Answered.objects.create(
            key_id=key.id, name=name, digest=digest, status=status, body=body, at=now
        )
    return status, body
