"""Which township a station lies in, from a day on; rows are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qingtian_platform.kit.statements import Signed


class Lies(Signed):
    """A station lies in a township from a day on; of two rows of one day the later stands."""

    thing = models.CharField(max_length=80)
    township = models.CharField(max_length=20)
    since = models.DateField()
    reason = models.CharField(max_length=300)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("thing", "since"), name="townships_lies_station")]

    def __str__(self) -> str:
        return f"{self.thing} in {self.township} from {self.since}"
