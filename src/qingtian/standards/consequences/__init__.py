"""Consequences: what a violation costs by the law of its day, and why.

Damage (virtual abatement cost, incident grades, compensation), penalties (articles, daily penalty,
criminal thresholds, credit) and environmental tax. Scalar functions explain themselves;
`tau_water_array`, `air_tax_array`, `water_tax_array` compute many at once. A result is evidence for
those who decide: it accuses nobody.
"""

from qingtian.standards.consequences.articles import penalties
from qingtian.standards.consequences.compensation import compensation_deadlines
from qingtian.standards.consequences.credit import credit_grade
from qingtian.standards.consequences.crime import (
    amount_crime,
    body_crime,
    data_crime,
    metal_crime,
    quality_monitoring_crime,
    waste_crime,
    within_two_years,
)
from qingtian.standards.consequences.daily import (
    Inspection,
    Order,
    daily_penalties,
    daily_penalty,
)
from qingtian.standards.consequences.damage import (
    kappa,
    omega_water,
    tau_water,
    tau_water_array,
    vac_air,
    vac_water,
)
from qingtian.standards.consequences.incidents import incident_grade
from qingtian.standards.consequences.other_taxes import Noise, noise_tax, solid_tax
from qingtian.standards.consequences.reduction import reduction
from qingtian.standards.consequences.tax import air_tax, exemption, water_tax
from qingtian.standards.consequences.tax_arrays import air_tax_array, water_tax_array
from qingtian.standards.consequences.waters import Waters

__all__ = [
    "Inspection",
    "Noise",
    "Order",
    "Waters",
    "air_tax",
    "air_tax_array",
    "amount_crime",
    "body_crime",
    "compensation_deadlines",
    "credit_grade",
    "daily_penalties",
    "daily_penalty",
    "data_crime",
    "exemption",
    "incident_grade",
    "kappa",
    "metal_crime",
    "noise_tax",
    "omega_water",
    "penalties",
    "quality_monitoring_crime",
    "reduction",
    "solid_tax",
    "tau_water",
    "tau_water_array",
    "vac_air",
    "vac_water",
    "waste_crime",
    "water_tax",
    "water_tax_array",
    "within_two_years",
]
