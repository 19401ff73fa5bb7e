"""Robust numbers of arrays with gaps."""

from __future__ import annotations

import warnings

import numpy as np

from qingtian.quality.detectors.streams import Bools, Floats, Ints


def centre(values: Floats) -> float:
    """Take the median of what is there; NaN of nothing."""
    values = values[np.isfinite(values)]
    return float(np.median(values)) if len(values) else float("nan")


def spread(values: Floats) -> float:
    """Take 1.4826 × the median distance from the median; NaN of nothing."""
    values = values[np.isfinite(values)]
    return 1.4826 * float(np.median(np.abs(values - np.median(values)))) if len(values) else np.nan


def sums(values: Floats) -> tuple[Floats, Ints]:
    """Cumulate what is there and its count, from zero."""
    there = np.isfinite(values)
    total = np.concatenate([[0.0], np.cumsum(np.where(there, values, 0.0))])
    return total, np.concatenate([[0], np.cumsum(there)])


def rolling_mean(values: Floats, width: int, least: float = 0.5) -> Floats:
    """Average windows that begin at each sample.

    Parameters
    ----------
    values
        NaN where there is none.
    width
        Samples in a window.
    least
        Share of a window that must be there.

    Returns
    -------
    array of float
        One for each window that fits; NaN where too little is there.
    """
    total, count = sums(values)
    if width > len(values):
        return np.empty(0)
    n = count[width:] - count[:-width]
    mean = (total[width:] - total[:-width]) / np.maximum(n, 1)
    return np.where(n >= max(1, least * width), mean, np.nan)


def rolling_sd(values: Floats, width: int, least: float = 0.5) -> Floats:
    """Take the standard deviation of windows that begin at each sample."""
    level = centre(values)
    mean = rolling_mean(values - level, width, least)
    square = rolling_mean((values - level) ** 2, width, least)
    return np.sqrt(np.maximum(square - mean**2, 0.0))


def by_group(values: Floats, group: Ints, size: int) -> Floats:
    """Take the median of each group; the median of all where a group has less than five."""
    whole = centre(values)
    result = np.full(size, whole)
    there = np.isfinite(values)
    order = np.argsort(group[there], kind="stable")
    parts = np.split(values[there][order], np.searchsorted(group[there][order], np.arange(1, size)))
    for i, part in enumerate(parts):
        if len(part) >= 5:
            result[i] = np.median(part)
    return result


def runs(flags: Bools, bridge: int = 0) -> list[tuple[int, int]]:
    """List runs [first, after) of true; gaps of up to `bridge` samples do not part them."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    done: list[tuple[int, int]] = []
    for first, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if done and first - done[-1][1] <= bridge:
            done[-1] = (done[-1][0], after)
        else:
            done.append((first, after))
    return done


def robust_fit(design: Floats, target: Floats, rounds: int = 12) -> Floats:
    """Fit a line through most points (Tukey's biweight), and return what it leaves.

    Parameters
    ----------
    design
        One column a regressor; rows with NaN are left out of the fit.
    target
        NaN where there is none.

    Returns
    -------
    array of float
        Target less fit; NaN where one of the two is missing.
    """
    use = np.isfinite(target) & np.isfinite(design).all(axis=1)
    if use.sum() < 10 * design.shape[1]:
        return target - centre(target)
    x, y = design[use], target[use]
    weight = np.ones(len(y))
    beta = np.zeros(design.shape[1])
    for _ in range(rounds):
        root = np.sqrt(weight)[:, None]
        beta[:] = np.linalg.lstsq(x * root, y * root[:, 0], rcond=None)[0]
        rest = y - x @ beta
        scale = max(spread(rest), 1e-9)
        weight = np.clip(1 - (rest / (4.685 * scale)) ** 2, 0.0, 1.0) ** 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(target - design @ beta, dtype=np.float64)
