"""Ambient air: HJ 633 indices, HJ 663 evaluation, the city from its stations, ranking, warnings."""

from qingtian.standards.air.aqi import daily_aqi, realtime_aqi, sensitive
from qingtian.standards.air.categories import Category, categories, category
from qingtian.standards.air.concentrations import (
    Reading,
    daily_maximum,
    daily_mean,
    hourly,
    mda8,
    moving_mean,
)
from qingtian.standards.air.evaluation import against_limit, annual, annual_all, exceed_multiple
from qingtian.standards.air.heavy import heavy_days
from qingtian.standards.air.index import iaqi
from qingtian.standards.air.indices import composite, ranking_index, single_index
from qingtian.standards.air.names import COLUMNS, POLLUTANTS, SERIES, series_of
from qingtian.standards.air.period import period
from qingtian.standards.air.ranking import rank_changes, rank_cities
from qingtian.standards.air.stations import city_mean
from qingtian.standards.air.trends import trend
from qingtian.standards.air.warning import warning_level, warning_of_days

__all__ = [
    "COLUMNS",
    "POLLUTANTS",
    "SERIES",
    "Category",
    "Reading",
    "against_limit",
    "annual",
    "annual_all",
    "categories",
    "category",
    "city_mean",
    "composite",
    "daily_aqi",
    "daily_maximum",
    "daily_mean",
    "exceed_multiple",
    "heavy_days",
    "hourly",
    "iaqi",
    "mda8",
    "moving_mean",
    "period",
    "rank_changes",
    "rank_cities",
    "ranking_index",
    "realtime_aqi",
    "sensitive",
    "series_of",
    "single_index",
    "trend",
    "warning_level",
    "warning_of_days",
]
