"""What each property is to the detectors."""

from __future__ import annotations

CONVERTED = "_zs"
DUST = frozenset({"pm25", "pm10", "tsp"})
GASES = frozenset({"so2", "no2", "co", "o3", "no", "nox"})
STACK = frozenset({"so2", "nox", "pm", "no", "hcl", "hf", "nh3", "co", "hg", "nmhc", "vocs"})
CHEMISTRY = frozenset({"cod", "nh3n", "tp", "tn", "toc", "codmn", "bod"})
REGULATED = (
    DUST | GASES | STACK | CHEMISTRY | {prop + CONVERTED for prop in STACK} | {"o2", "conductivity"}
)
"""Properties whose numbers somebody may wish to be other than they are."""


def family(prop: str) -> str:
    """Name what shares an instrument or an inlet with a property."""
    bare = prop.removesuffix(CONVERTED)
    return "dust" if bare in DUST else bare
