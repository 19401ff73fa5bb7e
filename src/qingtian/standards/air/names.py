"""Names of the six pollutants and of the series that have breakpoints."""

from __future__ import annotations

from typing import Final

POLLUTANTS: Final = ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3")
"""The six, in the order of tables and exports."""

COLUMNS: Final[dict[str, str]] = {
    "SO2": "so2",
    "NO2": "no2",
    "PM10": "pm10",
    "PM2.5": "pm25",
    "CO": "co",
    "O3": "o3",
}
"""Pollutant to the name that it has in columns and in paths of the law."""

SERIES: Final = (
    "so2_24h",
    "so2_1h",
    "no2_24h",
    "no2_1h",
    "pm10_24h",
    "co_24h",
    "co_1h",
    "o3_1h",
    "o3_8h",
    "pm25_24h",
)
"""Every column of the table of breakpoints."""

SUFFIX: Final[dict[str, str]] = {
    "hour": "1h",
    "max_1h": "1h",
    "moving_8h": "8h",
    "mda8": "8h",
    "moving_24h": "24h",
    "day": "24h",
}
"""Quantity of an indicator to the suffix of the argument that carries it."""


def series_of(text: str) -> str:
    """Read the name of a series, as `PM2.5_24h` or `pm25_24h`.

    Raises
    ------
    ValueError
        If it is no series with breakpoints; the message lists them.
    """
    name = text.strip().lower().replace(".", "").replace("-", "_")
    if name not in SERIES:
        raise ValueError(f"expected one of {', '.join(SERIES)}; got {text!r}")
    return name


def argument_of(pollutant: str, quantity: str) -> str:
    """Name the argument that carries a pollutant's quantity, as `pm25_24h`."""
    return f"{COLUMNS[pollutant]}_{SUFFIX[quantity]}"


def pollutant_of(column: str) -> str:
    """Name the pollutant of a column, as `PM2.5` of `pm25_24h`."""
    short = column.split("_", maxsplit=1)[0]
    return next(name for name, each in COLUMNS.items() if each == short)
