"""Marks Chinese that stands on an English page, so that it is read as Chinese."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html

from qingtian_platform.publish.desk.words import english

register = template.Library()
CHINESE = re.compile("[㐀-鿿]")


@register.filter
def chinese(text: object) -> bool:
    """Tell whether a text has Chinese in it and stands on an English page."""
    return english() and bool(CHINESE.search(str(text)))


@register.filter
def tongue(text: object) -> str:
    """Name the language of a text that is Chinese on an English page."""
    return format_html('<span lang="zh-Hans">{}</span>', text) if chinese(text) else str(text)
