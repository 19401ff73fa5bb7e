"""Words of instruments in templates."""

from __future__ import annotations

from django import template

from qingtian.standards.result import Cite
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.publish.desk.instruments import words

register = template.Library()


@register.filter
def record_kind(key: str) -> str:
    """Name a kind of record."""
    return str(instruments.KINDS[key])


@register.filter
def factor_word(code: str) -> str:
    """Name a factor."""
    return words.factor(code)


@register.filter
def verdict_word(state: str) -> str:
    """Name a verdict."""
    return str(words.VERDICTS[state])


@register.filter
def clause_word(cite: Cite) -> str:
    """Write standard and clause."""
    return words.clause(cite)


@register.filter
def parameter_word(name: str) -> str:
    """Name a parameter."""
    return words.parameter(name)
