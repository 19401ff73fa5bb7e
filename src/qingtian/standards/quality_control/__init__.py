"""Quality control of monitoring: parallels, recoveries, control charts, flow, sampling, fraud.

Scalar functions explain themselves; `westgard_array` judges many charts at once.
"""

from qingtian.standards.quality_control.deviation import (
    lab_parallel,
    recovery,
    relative_deviation,
    relative_difference,
)
from qingtian.standards.quality_control.flow import flow_check, membrane
from qingtian.standards.quality_control.fraud import fraud_act, fraud_effects, fraud_kind
from qingtian.standards.quality_control.sampling import sampling_grid
from qingtian.standards.quality_control.westgard import scores, westgard, westgard_array

__all__ = [
    "flow_check",
    "fraud_act",
    "fraud_effects",
    "fraud_kind",
    "lab_parallel",
    "membrane",
    "recovery",
    "relative_deviation",
    "relative_difference",
    "sampling_grid",
    "scores",
    "westgard",
    "westgard_array",
]
