"""Surface water: GB 3838 classes, evaluation of sections, basins and lakes, trophic state, ranking."""

from qingtian.standards.water.arrays import codes
from qingtian.standards.water.basins import basin, basin_of, river
from qingtian.standards.water.black_odour import (
    black_odour_body,
    black_odour_point,
    black_odour_point_of,
    black_odour_sample,
)
from qingtian.standards.water.changes import basin_change, section_change, trend
from qingtian.standards.water.classes import classify, exceed_multiple, temperature_change
from qingtian.standards.water.compensation import (
    AmountsUnknownError,
    compensation,
    section_compensation,
)
from qingtian.standards.water.indices import quality_index
from qingtian.standards.water.lakes import lake
from qingtian.standards.water.means import average, keep_digit, ph_mean, yearly
from qingtian.standards.water.names import CLASSES, ITEMS, Body, Item, class_of, item_of, rank_of
from qingtian.standards.water.ranking import (
    cwqi,
    cwqi_change,
    cwqi_city,
    cwqi_item,
    joins_change_ranking,
    ranked,
)
from qingtian.standards.water.rules import colour_of, use_of
from qingtian.standards.water.samples import Sample
from qingtian.standards.water.saturation import saturation
from qingtian.standards.water.sections import section, section_period, section_year
from qingtian.standards.water.sources import drinking_source, source_rate
from qingtian.standards.water.tables import classes
from qingtian.standards.water.trophic import tli, trophic_grade

__all__ = [
    "CLASSES",
    "ITEMS",
    "AmountsUnknownError",
    "Body",
    "Item",
    "Sample",
    "average",
    "basin",
    "basin_change",
    "basin_of",
    "black_odour_body",
    "black_odour_point",
    "black_odour_point_of",
    "black_odour_sample",
    "class_of",
    "classes",
    "classify",
    "codes",
    "colour_of",
    "compensation",
    "cwqi",
    "cwqi_change",
    "cwqi_city",
    "cwqi_item",
    "drinking_source",
    "exceed_multiple",
    "item_of",
    "joins_change_ranking",
    "keep_digit",
    "lake",
    "ph_mean",
    "quality_index",
    "rank_of",
    "ranked",
    "river",
    "saturation",
    "section",
    "section_change",
    "section_compensation",
    "section_period",
    "section_year",
    "source_rate",
    "temperature_change",
    "tli",
    "trend",
    "trophic_grade",
    "use_of",
    "yearly",
]
