"""Tags of the network's pages."""

from __future__ import annotations

from django import template

from qingtian_platform.publish.desk import words
from qingtian_platform.registry.api import ThingInfo

register = template.Library()


@register.filter
def thing_name(thing: ThingInfo) -> str:
    """Name a station in the reader's language."""
    return words.name(thing)
