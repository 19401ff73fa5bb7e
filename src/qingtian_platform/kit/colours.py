"""The text colour that can be read on a statutory colour."""

from __future__ import annotations

from functools import lru_cache

DARK = "#0D1117"
LIGHT = "#FFFFFF"


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(rgb: tuple[int, int, int]) -> float:
    """Compute the relative luminance of a colour (WCAG 2, section 1.4.3)."""
    red, green, blue = (_linear(c) for c in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Compute the contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def rgb_of(colour: str) -> tuple[int, int, int]:
    """Read `#FF7E00` or `255,126,0`.

    Raises
    ------
    ValueError
        For anything else.
    """
    text = colour.strip().removeprefix("#")
    if "," in text:
        parts = [int(part) for part in text.removeprefix("rgb(").rstrip(")").split(",")]
    else:
        parts = [int(text[at : at + 2], 16) for at in (0, 2, 4)]
    red, green, blue = parts
    return red, green, blue


#: Contrast that WCAG 2 asks of text, and of large text, at level AA.
AA, AA_LARGE = 4.5, 3.0


@lru_cache(maxsize=1024)
def text_on(colour: str, *, large: bool = False) -> str:
    """Give the ink that can be read on a colour.

    Parameters
    ----------
    colour
        The ground.
    large
        Large text is light wherever AA allows, since that is how signs are read from afar;
        small text takes whichever ink has more contrast.
    """
    ground = rgb_of(colour)
    dark, light = contrast(ground, rgb_of(DARK)), contrast(ground, rgb_of(LIGHT))
    if large:
        return LIGHT if light >= AA_LARGE else DARK
    return DARK if dark >= light else LIGHT
