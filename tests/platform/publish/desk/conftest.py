"""The invented city, planted once for a module."""

from support.desk_city import city_once, truth

__all__ = ["city_once", "truth"]
