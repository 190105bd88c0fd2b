"""`Design`: weights of evidence of coded rows, and the logistic loss over them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from plainscore.processors import processors
from plainscore.scorecard.bytes_on_disk import byte_array
from plainscore.scorecard.compiled import compiled_fast

Floats = NDArray[np.float64]
_Sum = TypeVar("_Sum")
_BLOCK = 512
"""Rows a block: their part of the design stays in the processor's cache."""

_PART = 65_536
"""Rows a thread takes at once. Their sums are added in order: threads change no digit."""

_LANES = 64
"""Odds of so many rows are multiplied side by side before their logarithm is taken."""


@dataclass(frozen=True, slots=True)
class Design:
    """Weights of evidence of coded rows.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n_features, n_rows)
        Code of every row.
    tables : ndarray of float64, shape (n_features, n_codes)
        Weight of evidence of every code.
    bad : ndarray of uint8, shape (n_rows,)
        1 for a bad.
    weight : ndarray of float64, shape (n_rows,)
        Sample weights; empty where all are 1.
    """

    codes: NDArray[np.uint8]
    tables: Floats
    bad: NDArray[np.uint8]
    weight: Floats

    @classmethod
    def of(
        cls,
        codes: Sequence[NDArray[np.uint8]],
        tables: Sequence[Floats],
        bad: NDArray[np.uint8],
        weight: Floats,
    ) -> Self:
        """Return the design of features coded one by one.

        Parameters
        ----------
        codes : sequence of ndarray of uint8, shape (n_rows,)
            Code of every row, one array a feature.
        tables : sequence of ndarray of float64
            Weight of evidence of every code, one array a feature.
        bad : ndarray of uint8, shape (n_rows,)
            1 for a bad.
        weight : ndarray of float64, shape (n_rows,)
            Sample weights.

        Returns
        -------
        Design
            The design.
        """
        width = max((table.shape[0] for table in tables), default=1)
        padded = np.zeros((len(codes), width))
        for place, table in enumerate(tables):
            padded[place, : table.shape[0]] = table
        even = np.zeros(0) if bool(np.all(weight == 1.0)) else weight
        return cls(_stacked(codes, bad.shape[0]), padded, bad, even)

    def every(self, stride: int) -> Self:
        """Return the design of every `stride`-th row."""
        return type(self)(
            np.ascontiguousarray(self.codes[:, ::stride]),
            self.tables,
            np.ascontiguousarray(self.bad[::stride]),
            np.ascontiguousarray(self.weight[::stride]),
        )

    def derivatives(self, at: Floats) -> tuple[float, Floats, Floats]:
        """Return the loss at coefficients, with its slope and its curvature.

        Parameters
        ----------
        at : ndarray of float64, shape (n_features + 1,)
            Intercept and coefficients of the log-odds of being good.

        Returns
        -------
        float
            The loss.
        ndarray of float64, shape (n_features + 1,)
            The gradient.
        ndarray of float64, shape (n_features + 1, n_features + 1)
            The Hessian.

        Examples
        --------
        >>> codes, bad = np.array([0, 1], np.uint8), np.array([0, 1], np.uint8)
        >>> design = Design.of([codes], [np.array([-1.0, 1.0])], bad, np.ones(2))
        >>> design.derivatives(np.zeros(2))[1]
        array([0., 1.])
        """
        width = self.codes.shape[0] + 1

        def part(rows: tuple[int, int]) -> tuple[float, Floats, Floats]:
            gradient, hessian = np.zeros(width), np.zeros((width, width))
            loss = _pass(
                self.codes, self.tables, self.bad, self.weight, at, rows, gradient, hessian
            )
            return loss, gradient, hessian

        parts = self._by_part(part)
        return (
            float(sum(each[0] for each in parts)),
            np.sum([each[1] for each in parts], axis=0),
            _whole(np.sum([each[2] for each in parts], axis=0)),
        )

    def moments(self) -> Floats:
        """Return the weighted sums of products of the columns, a column of ones first.

        Returns
        -------
        ndarray of float64, shape (n_features + 1, n_features + 1)
            Entry (j, k) is the sum over the rows of weight times column j times column k.

        Examples
        --------
        >>> codes, bad = np.array([0, 1], np.uint8), np.array([0, 1], np.uint8)
        >>> Design.of([codes], [np.array([-1.0, 3.0])], bad, np.ones(2)).moments()
        array([[ 2.,  2.],
               [ 2., 10.]])
        """
        width = self.codes.shape[0] + 1

        def part(rows: tuple[int, int]) -> Floats:
            found = np.zeros((width, width))
            _add_moments(self.codes, self.tables, self.weight, rows, found)
            return found

        return _whole(np.sum(self._by_part(part), axis=0))

    def _by_part(self, run: Callable[[tuple[int, int]], _Sum]) -> list[_Sum]:
        """Return what is found of each part of the rows, in order."""
        rows = self.bad.shape[0]
        parts = [(start, min(start + _PART, rows)) for start in range(0, rows, _PART)]
        if len(parts) == 1:
            return [run(parts[0])]
        with ThreadPoolExecutor(processors()) as threads:
            return list(threads.map(run, parts))


def _whole(lower: Floats) -> Floats:
    """Return a symmetric matrix of which the lower half was filled."""
    below = np.tril(lower, -1)
    return np.asarray(below + below.T + np.diag(np.diag(lower)), dtype=np.float64)


def _stacked(codes: Sequence[NDArray[np.uint8]], rows: int) -> NDArray[np.uint8]:
    """Return codes as one array, without a copy where they are neighbouring rows of one."""
    whole = codes[0].base if codes else None
    if type(whole) is np.ndarray and whole.ndim == 2 and whole.shape[1] == rows:
        first = (codes[0].ctypes.data - whole.ctypes.data) // whole.strides[0]
        part = whole[first : first + len(codes)]
        same = (
            column.base is whole
            and column.ctypes.data == own.ctypes.data
            and column.strides == own.strides
            for column, own in zip(codes, part, strict=False)
        )  # fmt: skip
        if part.flags.c_contiguous and part.shape[0] == len(codes) and all(same):
            return part
    on_disk = any(isinstance(column, np.memmap) for column in codes)
    stacked = byte_array((len(codes), rows), on_disk=on_disk)
    for place, column in enumerate(codes):
        stacked[place] = column
    return stacked


@compiled_fast
def _pass(  # noqa: C901, PLR0912 - one compiled pass over all rows
    codes: NDArray[np.uint8],
    tables: Floats,
    bad: NDArray[np.uint8],
    weight: Floats,
    at: Floats,
    rows: tuple[int, int],
    gradient: Floats,
    hessian: Floats,
) -> float:
    """Return the loss of some rows, block by block; add to the gradient and the lower Hessian."""
    width = codes.shape[0]
    design, weighted = np.empty((width + 1, _BLOCK)), np.empty((width + 1, _BLOCK))
    odds, residual, small = np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK)
    design[0, :] = 1.0
    loss = 0.0
    for start in range(rows[0], rows[1], _BLOCK):
        size = min(_BLOCK, rows[1] - start)
        odds[:size] = at[0]
        for k in range(width):
            coefficient, table, own = at[k + 1], tables[k], design[k + 1]
            code = codes[k, start : start + size]
            for r in range(size):
                own[r] = table[np.uint64(code[r])]
            for r in range(size):
                odds[r] += coefficient * own[r]
        event = bad[start : start + size]
        for r in range(size):
            # stable on both sides: exp never overflows
            small[r] = np.exp(-abs(odds[r]))
        for r in range(size):
            certain = 1.0 / (1.0 + small[r])
            chance = certain if odds[r] >= 0.0 else small[r] * certain
            residual[r] = chance - (1.0 - event[r])
            weighted[0, r] = small[r] * certain * certain
            odds[r] = max(odds[r] if event[r] else -odds[r], 0.0)
        if weight.shape[0] > 0:
            own = weight[start : start + size]
            for r in range(size):
                loss += own[r] * (odds[r] + np.log1p(small[r]))
                residual[r] *= own[r]
                weighted[0, r] *= own[r]
        else:
            loss += _unweighted(odds, small, size)
        for k in range(1, width + 1):
            for r in range(size):
                weighted[k, r] = weighted[0, r] * design[k, r]
        for k in range(width + 1):
            total = 0.0
            for r in range(size):
                total += residual[r] * design[k, r]
            gradient[k] += total
        _add_products(weighted, design, hessian, size)
    return loss


@compiled_fast
def _add_moments(
    codes: NDArray[np.uint8],
    tables: Floats,
    weight: Floats,
    rows: tuple[int, int],
    moments: Floats,
) -> None:
    """Add the products of the columns of some rows to the lower half of the moments."""
    width = codes.shape[0]
    design = np.empty((width + 1, _BLOCK))
    design[0, :] = 1.0
    weighted = np.ones((width + 1, _BLOCK)) if weight.shape[0] > 0 else design
    for start in range(rows[0], rows[1], _BLOCK):
        size = min(_BLOCK, rows[1] - start)
        for k in range(width):
            table, own = tables[k], design[k + 1]
            code = codes[k, start : start + size]
            for r in range(size):
                own[r] = table[np.uint64(code[r])]
        if weight.shape[0] > 0:
            for k in range(width + 1):
                for r in range(size):
                    weighted[k, r] = weight[start + r] * design[k, r]
        _add_products(weighted, design, moments, size)


@compiled_fast
def _unweighted(odds: Floats, small: Floats, size: int) -> float:
    """Return the sum of odds + log(1 + small), one logarithm for some factors between 1 and 2."""
    total = 0.0
    for r in range(size):
        total += odds[r]
    product = np.ones(_LANES)
    for first in range(0, size, _LANES):
        for r in range(min(_LANES, size - first)):
            product[r] *= 1.0 + small[first + r]
    for r in range(_LANES):
        total += np.log(product[r])
    return total


@compiled_fast
def _add_products(weighted: Floats, design: Floats, hessian: Floats, size: int) -> None:
    """Add the products of two rows with four others at a time: each number is loaded seldom."""
    width = design.shape[0]
    last = width - 1
    for k in range(0, width, 2):
        first, second = weighted[k], weighted[min(k + 1, last)]
        for other in range(0, min(k + 2, width), 4):
            a, b = design[other], design[min(other + 1, last)]
            c, d = design[min(other + 2, last)], design[min(other + 3, last)]
            p0, p1, p2, p3 = 0.0, 0.0, 0.0, 0.0
            q0, q1, q2, q3 = 0.0, 0.0, 0.0, 0.0
            for r in range(size):
                x, y = first[r], second[r]
                p0 += x * a[r]
                p1 += x * b[r]
                p2 += x * c[r]
                p3 += x * d[r]
                q0 += y * a[r]
                q1 += y * b[r]
                q2 += y * c[r]
                q3 += y * d[r]
            for place, (p, q) in enumerate(((p0, q0), (p1, q1), (p2, q2), (p3, q3))):
                if other + place < width:
                    hessian[k, other + place] += p
                    if k + 1 < width:
                        hessian[k + 1, other + place] += q
