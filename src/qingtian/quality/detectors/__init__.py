"""Detectors of falsified data: what the numbers of an honest instrument cannot be.

`detect` takes tables and gives findings; `qingtian detect` does the same with files.
"""

from qingtian.quality.detectors.detection import detect

__all__ = ["detect"]
