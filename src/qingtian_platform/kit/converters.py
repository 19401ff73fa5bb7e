"""Parts of addresses."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    """A number that every store can hold: no more than 15 digits."""

    regex = "[0-9]{1,15}"


register_converter(Number, "number")
