"""Words for what an enterprise said."""

from __future__ import annotations

from django import template

from qingtian_platform.publish.enterprise import terms

register = template.Library()


@register.filter
def mark_word(kind: str) -> str:
    """Name a mark of the rule of 2022 in the reader's language."""
    return terms.mark_word(kind)
