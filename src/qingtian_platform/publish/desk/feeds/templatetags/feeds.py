"""Tags of the delivery wall."""

from __future__ import annotations

from django import template

register = template.Library()


@register.simple_tag
def feedshare(ratio: float | None) -> str:
    """Write a share in per cent with one digit; a dash where there is none."""
    return "–" if ratio is None else f"{100 * ratio:.1f}"
