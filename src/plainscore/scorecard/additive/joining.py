"""From shapes given code by code to a fit over as few codes as tell its values apart."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.newton import Search
from plainscore.scorecard.additive.smooth import SmoothFit
from plainscore.scorecard.additive.tallies import Codes


def joined_codes(
    feature: CodedFeature, table: NDArray[np.float64]
) -> tuple[CodedFeature, NDArray[np.uint8]]:
    """Join neighbouring ordered codes of a number that have the same value.

    Parameters
    ----------
    feature : CodedFeature
        The feature.
    table : ndarray of float64, shape (codes,)
        Value of each code.

    Returns
    -------
    CodedFeature
        The feature with fewer codes.
    ndarray of uint8, shape (codes,)
        New code of each old one.

    Examples
    --------
    >>> joined_codes(CodedFeature(4, 5), np.array([0.5, 0.5, 0.1, 0.1, 0.1]))[1]
    array([0, 0, 1, 1, 2], dtype=uint8)
    """
    if feature.categorical or feature.ordered == 0:
        return feature, np.arange(feature.size).astype(np.uint8)
    steps = np.diff(table[: feature.ordered]) != 0.0
    new = np.concatenate([[0], np.cumsum(steps)])
    ordered = int(new[-1]) + 1
    joined = CodedFeature(ordered=ordered, size=ordered + feature.outside, course=feature.course)
    outside = ordered + np.arange(feature.outside)
    return joined, np.concatenate([new, outside]).astype(np.uint8)


def fit_of_tables(
    tables: Sequence[NDArray[np.float64]],
    codes: Codes,
    features: Sequence[CodedFeature],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    start: SmoothFit,
) -> tuple[SmoothFit, list[NDArray[np.uint8]]]:
    """Return given shapes as a fit, with the quadratic form of the loss around them.

    Parameters
    ----------
    tables : sequence of ndarray of float64, shape (codes,)
        What each code adds to the log-odds of being bad, one array a feature.
    codes, features, bad, weight
        As for `fit_smooth`.
    start : SmoothFit
        Fit of the same features whose penalties and degrees of freedom are kept.

    Returns
    -------
    SmoothFit
        The fit, over fewer codes.
    list of ndarray of uint8, shape (codes,)
        New code of each old one, one array a feature.
    """
    joined = [joined_codes(*each) for each in zip(features, tables, strict=True)]
    groups = [group for _, group in joined]
    shapes = []
    for (feature, group), table in zip(joined, tables, strict=True):
        values = np.zeros(feature.size)
        values[group] = table
        shapes.append(values)
    search = Search(
        [np.asarray(group[column]) for group, column in zip(groups, codes, strict=True)],
        [feature for feature, _ in joined],
        bad,
        weight,
    )
    point = search.point(start.intercept, np.concatenate(shapes))
    for _ in range(20):
        drift = float(np.clip(point.slope.sum() / point.weight.sum(), -2.0, 2.0))
        if abs(drift) < 1e-6:
            break
        point = search.point(point.intercept + drift, point.shapes)
    curvature, mass, _ = search.quadratic(point)
    level, centred = search.centred(point.shapes, mass)
    fit = replace(
        start,
        features=tuple(search.features),
        intercept=point.intercept + level,
        shapes=centred,
        curvature=curvature,
        mass=mass,
    )
    return fit, groups
