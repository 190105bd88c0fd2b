"""`Stretches`: the rows of some pre-bins, tallied in fine steps, and value by value where asked."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.coding import Codes
from plainscore.scorecard.binning.prebins import Prebins
from plainscore.scorecard.compiled import compiled

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_BUCKETS = 64
"""Steps that the values of a pre-bin are tallied in before any are sorted."""

_FEW = 32
"""Rows that are sorted by insertion."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows of some ordered pre-bins.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
        Which they are.
    values : ndarray of float64, shape (n,)
        Their values.
    bad : ndarray of uint8, shape (n,)
        1 for a bad.
    weight : ndarray of float64, shape (n,)
        Sample weights; empty where all are 1.
    """

    rows: NDArray[np.int64]
    values: Floats
    bad: NDArray[np.uint8]
    weight: Floats


@dataclass(frozen=True, slots=True)
class Line:
    """All ordered rows in the order of their values, in steps of one value or of several.

    Parameters
    ----------
    least, greatest : ndarray of float64, shape (n,)
        The values that a step reaches from and to.
    count, weight, bad : ndarray of float64, shape (n,)
        Its rows, their weight and the weight of the bads.
    near : ndarray of bool, shape (n,)
        Whether the rows of the step are among those chosen.
    step : ndarray of int64, shape (n,)
        The step of the `Stretches` that it is part of.
    """

    least: Floats
    greatest: Floats
    count: Floats
    weight: Floats
    bad: Floats
    near: Flags
    step: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Pre-bins in the order of their values, the chosen ones in fine steps.

    Parameters
    ----------
    chosen : Chosen
        The rows of the chosen ones.
    step_of : ndarray of int32, shape (n,)
        Step of each of these rows.
    line : Line
        The steps; some may be empty.
    """

    chosen: Chosen
    step_of: NDArray[np.int32]
    line: Line

    @classmethod
    def of(cls, prebins: Prebins, near: Flags, chosen: Chosen) -> Self:
        """Tally rows in fine steps.

        Parameters
        ----------
        prebins : Prebins
            The pre-bins.
        near : ndarray of bool, shape (n_codes,)
            Which of the ordered ones are chosen.
        chosen : Chosen
            Their rows.

        Returns
        -------
        Stretches
            The steps.
        """
        n = prebins.ordered
        near = near[:n]
        least = np.array([-np.inf, *(right for _, right in prebins.gaps)])
        greatest = np.array([*(left for left, _ in prebins.gaps), np.inf])
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            scale = _BUCKETS / (greatest - least)
        # where a pre-bin holds one value or reaches into infinity, all its rows share a step
        scale[~np.isfinite(scale) | ~np.isfinite(least)] = 0.0
        sizes = np.where(near, _BUCKETS, 1)
        first = np.cumsum(sizes) - sizes
        code_of = np.repeat(np.arange(n), sizes)
        tallies = np.zeros((5, code_of.size))
        tallies[0], tallies[1] = np.inf, -np.inf
        step_of = _tally_steps(
            prebins.codes[chosen.rows],
            chosen.values,
            chosen.bad,
            chosen.weight,
            first,
            np.where(np.isfinite(least), least, 0.0),
            scale,
            tallies,
        )
        away = first[~near]
        for own, whole in zip(
            tallies, (least, greatest, prebins.count, prebins.weight, prebins.bad), strict=True
        ):
            own[away] = whole[:n][~near]
        steps = np.arange(code_of.size)
        return cls(chosen, step_of, _line(tallies, near[code_of], steps))

    def apart(self, asked: Flags) -> Line:
        """Return the line with every value of some steps apart, and no step empty.

        Parameters
        ----------
        asked : ndarray of bool, shape (n_steps,)
            Which steps; only of chosen pre-bins.

        Returns
        -------
        Line
            The line.
        """
        line = self.line
        tallies = np.stack([line.least, line.greatest, line.count, line.weight, line.bad])
        rows = self.chosen
        found, step = _apart(rows.values, rows.bad, rows.weight, self.step_of, tallies, asked)
        return _line(found, line.near[step], step)


def _line(tallies: Floats, near: Flags, step: NDArray[np.int64]) -> Line:
    least, greatest, count, weight, bad = tallies
    return Line(least, greatest, count, weight, bad, near, step)


@compiled
def choose(
    codes: Codes,
    near: Flags,
    values: Floats,
    first_row: int,
    rows: NDArray[np.int64],
    found: Floats,
    taken: int,
) -> int:
    """Write rows of some codes and their values after those taken; return how many are taken.

    Arrays have one place more than there are rows to take, so that no row needs a branch.
    """
    for r in range(values.shape[0]):
        rows[taken] = first_row + r
        found[taken] = values[r]
        taken += near[codes[r]]
    return taken


@compiled
def recode(
    codes: Codes,
    moved: Codes,
    rows: NDArray[np.int64],
    values: Floats,
    bounds: Floats,
    found: Codes,
) -> None:
    """Write what each code has become; of some rows, the number of bounds at or below the value."""
    for r in range(codes.shape[0]):
        found[r] = moved[codes[r]]
    for k in range(rows.shape[0]):
        place = 0
        for bound in bounds:
            place += values[k] >= bound
        found[rows[k]] = place


@compiled
def _tally_steps(
    codes: Codes,
    values: Floats,
    bad: NDArray[np.uint8],
    weight: Floats,
    first: NDArray[np.int64],
    lowest: Floats,
    scale: Floats,
    tallies: Floats,
) -> NDArray[np.int32]:
    """Return the step of every row; note least and greatest value, rows, weight and bads of it."""
    step_of = np.empty(values.shape[0], dtype=np.int32)
    for r in range(values.shape[0]):
        code = codes[r]
        own = (values[r] - lowest[code]) * scale[code]
        own = own if own > 0.0 else 0.0  # noqa: FURB136 - max may keep NaN
        step_of[r] = first[code] + min(np.int64(own), _BUCKETS - 1)
    for r in range(values.shape[0]):
        step = step_of[r]
        mass = weight[r] if weight.shape[0] > 0 else 1.0
        tallies[0, step] = min(tallies[0, step], values[r])
        tallies[1, step] = max(tallies[1, step], values[r])
        tallies[2, step] += 1.0
        tallies[3, step] += mass
        tallies[4, step] += mass * bad[r]
    return step_of


@compiled
def _apart(
    values: Floats,
    bad: NDArray[np.uint8],
    weight: Floats,
    step_of: NDArray[np.int32],
    tallies: Floats,
    asked: Flags,
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the tallies of steps that are not empty, value by value where asked, and the steps."""
    steps = asked.shape[0]
    taken = np.zeros(steps, dtype=np.int64)
    size = others = 0
    for k in range(steps):
        taken[k] = size
        if asked[k]:
            size += int(tallies[2, k])
        else:
            others += 1
    value, own_weight, own_bad = np.empty(size), np.empty(size), np.empty(size)
    for r in range(values.shape[0]):
        step = step_of[r]
        if asked[step]:
            at = taken[step]
            taken[step] += 1
            value[at] = values[r]
            own_weight[at] = weight[r] if weight.shape[0] > 0 else 1.0
            own_bad[at] = own_weight[at] * bad[r]
    found, step_found = np.empty((5, size + others)), np.empty(size + others, dtype=np.int64)
    last = -1
    for k in range(steps):
        if not asked[k]:
            if tallies[2, k] > 0.0:
                last += 1
                found[:, last] = tallies[:, k]
                step_found[last] = k
            continue
        high = taken[k]
        low = high - int(tallies[2, k])
        _sort(value[low:high], own_weight[low:high], own_bad[low:high])
        for r in range(low, high):
            if r == low or value[r] != value[r - 1]:
                last += 1
                found[0, last] = found[1, last] = value[r]
                found[2, last] = found[3, last] = found[4, last] = 0.0
                step_found[last] = k
            found[2, last] += 1.0
            found[3, last] += own_weight[r]
            found[4, last] += own_bad[r]
    return found[:, : last + 1].copy(), step_found[: last + 1].copy()


@compiled
def _sort(value: Floats, weight: Floats, bad: Floats) -> None:
    """Sort rows by value, in place; equal ones stay in their order."""
    if value.shape[0] > _FEW:
        order = np.argsort(value, kind="mergesort")
        value[:], weight[:], bad[:] = value[order], weight[order], bad[order]
        return
    for r in range(1, value.shape[0]):
        v, w, b, at = value[r], weight[r], bad[r], r
        while at > 0 and value[at - 1] > v:
            value[at], weight[at], bad[at] = value[at - 1], weight[at - 1], bad[at - 1]
            at -= 1
        value[at], weight[at], bad[at] = v, w, b
