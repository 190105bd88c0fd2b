"""Known weaknesses: slices of people for whom a scorecard does worse than for others.

Slices are bins of one feature of the scorecard, or of two. They are searched on one half of the
rows and confirmed on the other, so that neither the figures nor the verdicts are flattered by the
search. No protected attribute is looked at here: that is what fairness is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from plainscore.scorecard import Scorecard
from plainscore.validation.calibration import observed_over_expected
from plainscore.validation.discrimination import auc
from plainscore.validation.figure import LEVEL, Figure, Refused, count
from plainscore.validation.monitoring.shift import holm
from plainscore.validation.outcomes import Values, read_outcomes, read_weights
from plainscore.validation.slices import (
    Codes,
    Compared,
    Rows,
    compare_calibration,
    compare_ranking,
    one_sided,
)

Kind = Literal["ranking", "calibration"]

NEEDED = 200
"""Bads, and goods, below which nothing is searched: each half needs some slices that are large
enough."""

CANDIDATES = 10
"""Slices of a kind that are taken from the search to be confirmed."""

PAIRED = 12
"""Features with the most points that are also looked at two at a time."""

LEAST_SHORTFALL, LEAST_RATIO = 0.02, float(np.log(1.1))
"""Smaller differences than an AUC of 0.02, or a tenth more or fewer bads, change no decision."""

SUSPECTED = 1.645
OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Weakness:
    """One slice in which the scorecard does worse than elsewhere, beyond chance.

    Parameters
    ----------
    kind : str
        ``"ranking"`` or ``"calibration"``.
    where : tuple of (str, str)
        Features and bins that make the slice.
    n, bads : int
        Rows and bads of the slice in the half that confirms.
    inside, outside : Figure or Refused
        In that half, AUC or observed over expected bads in the slice and elsewhere.
    promised : float or None
        AUC that the scorecard's probabilities promise in the slice; None for calibration.
    p_value : float
        Adjusted for all slices confirmed together (Holm).
    """

    kind: Kind
    where: tuple[tuple[str, str], ...]
    n: int
    bads: int
    inside: Figure | Refused
    outside: Figure | Refused
    promised: float | None
    p_value: float


@dataclass(frozen=True, slots=True)
class Weaknesses:
    """What was searched, and what was found.

    Parameters
    ----------
    examined : int
        Slices that were large enough in the half that was searched.
    tested : int
        Slices that were taken to the other half.
    found : tuple of Weakness
        Those confirmed there, the surest first.
    level : float
        Coverage of the intervals; all findings together are false at most so rarely.
    """

    examined: int
    tested: int
    found: tuple[Weakness, ...]
    level: float


@dataclass(frozen=True, slots=True)
class _Slice:
    kind: Kind
    places: tuple[int, ...]
    bins: tuple[int, ...]
    sign: float
    z: float

    def rows(self, codes: Codes) -> npt.NDArray[np.bool_]:
        inside: npt.NDArray[np.bool_] = np.logical_and.reduce(
            [codes[:, at] == bin_ for at, bin_ in zip(self.places, self.bins, strict=True)]
        )
        return inside


def find_weaknesses(
    card: Scorecard,
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    *,
    sample_weight: Values | None = None,
    bad: object = 1,
    level: float = LEVEL,
    seed: int = 0,
) -> Weaknesses | Refused:
    """Search for slices of one and two features in which a scorecard ranks or calibrates worse.

    Parameters
    ----------
    card : Scorecard
        The scorecard; its own bins are the slices.
    X : pandas, polars or pyarrow table
        A row a person, with the columns the scorecard reads.
    y : column, vector or sequence, length n_rows
        Outcomes; rows without one are left out.
    sample_weight : column, vector or sequence, length n_rows, optional
        Weights.
    bad : object
        The value of `y` that means bad.
    level : float
        Coverage of the intervals.
    seed : int
        Seed of the halves; the order of the rows does not matter.

    Returns
    -------
    Weaknesses or Refused
        The slices confirmed on the half that was not searched, or the refusal.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(6000, 2))
    >>> y = rng.random(6000) < 1 / (1 + np.exp(1 + X[:, 0] + X[:, 1]))
    >>> card = ScorecardClassifier().fit(X[:2000], y[:2000]).scorecard_
    >>> find_weaknesses(card, X[2000:], y[2000:]).found
    ()
    """
    outcomes = read_outcomes(y, bad)
    weight = read_weights(sample_weight, outcomes.known.size)
    used = outcomes.known & card.scorable(X) & (weight > 0)
    n, bads = int(used.sum()), int(outcomes.bad[used].sum())
    if min(bads, n - bads) < NEEDED:
        reason = f"{count(bads, 'bad')} and {count(n - bads, 'good')} are too few to search slices"
        return Refused("Weaknesses", n, bads, reason, NEEDED, NEEDED)
    codes = card.bin_codes(X)[used].astype(np.int64)
    score, gone_bad, weights = card.score(X)[used], outcomes.bad[used], weight[used]
    # one order of the rows, goods first, whatever the order of the table
    order = np.lexsort((weights, *codes.T, score, gone_bad))
    codes, score = codes[order], score[order]
    distinct, place = np.unique(score, return_inverse=True)
    rows = Rows(
        place.astype(np.int64),
        distinct.size,
        gone_bad[order],
        weights[order],
        card.calibration.probability(score),
    )
    searched = _half(n - bads, n, seed)
    first, second = (_part(rows, each) for each in (searched, ~searched))
    examined, suspects = _search(card, first, codes[searched])
    return _confirm(card, second, codes[~searched], distinct, suspects, examined, level)


def _half(goods: int, n: int, seed: int) -> npt.NDArray[np.bool_]:
    """Choose half of the goods, which come first, and half of the bads."""
    inside = np.zeros(n, np.bool_)
    rng = np.random.default_rng(seed)
    for part in (np.arange(goods), np.arange(goods, n)):
        inside[rng.permutation(part)[: part.size // 2]] = True
    return inside


def _part(rows: Rows, kept: npt.NDArray[np.bool_]) -> Rows:
    return Rows(
        rows.score[kept],
        rows.width,
        rows.bad[kept],
        rows.weight[kept],
        rows.probability[kept],
    )


def _search(card: Scorecard, rows: Rows, codes: Codes) -> tuple[int, list[_Slice]]:
    examined = 0
    suspects: list[_Slice] = []
    for places in _places(card):
        widths = [len(card.features[at].bins) for at in places]
        joint = np.ravel_multi_index([codes[:, at] for at in places], widths)
        cells = int(np.prod(widths))
        for kind, compared, least in _both(rows, joint, cells):
            examined += int(np.isfinite(compared.z).sum())
            # a slice that ranks better than the rest is no weakness; too few bads can be one
            signs = (1.0,) if kind == "ranking" else (1.0, -1.0)
            suspects += [
                _Slice(kind, places, _bins(cell, widths), sign, float(sign * compared.z[cell]))
                for sign in signs
                for cell in np.flatnonzero(
                    (sign * compared.z > SUSPECTED) & (sign * compared.size >= least)
                ).tolist()
            ]
    return examined, _distinct(suspects, codes)


def _both(rows: Rows, joint: Codes, cells: int) -> Iterator[tuple[Kind, Compared, float]]:
    yield "ranking", compare_ranking(rows, joint, cells), LEAST_SHORTFALL
    yield "calibration", compare_calibration(rows, joint, cells), LEAST_RATIO


def _places(card: Scorecard) -> Iterator[tuple[int, ...]]:
    yield from ((at,) for at in range(len(card.features)))
    most = sorted(range(len(card.features)), key=lambda at: (-card.features[at].max_points, at))
    yield from combinations(sorted(most[:PAIRED]), 2)


def _bins(cell: int, widths: list[int]) -> tuple[int, ...]:
    return tuple(int(each) for each in np.unravel_index(cell, widths))


def _distinct(suspects: list[_Slice], codes: Codes) -> list[_Slice]:
    """Take the strongest of each kind, and of slices that share most of their rows only one."""
    kept: list[_Slice] = []
    for kind in ("ranking", "calibration"):
        taken: list[npt.NDArray[np.bool_]] = []
        for each in sorted(
            (one for one in suspects if one.kind == kind), key=lambda one: (-one.z, one.places)
        ):
            inside = each.rows(codes)
            if all((inside & old).sum() <= OVERLAP * (inside | old).sum() for old in taken):
                taken.append(inside)
                kept.append(each)
            if len(taken) == CANDIDATES:
                break
    return kept


def _confirm(
    card: Scorecard,
    rows: Rows,
    codes: Codes,
    distinct: npt.NDArray[np.int32],
    suspects: list[_Slice],
    examined: int,
    level: float,
) -> Weaknesses:
    tested = []
    for each in suspects:
        inside = each.rows(codes)
        compare = compare_ranking if each.kind == "ranking" else compare_calibration
        z = float(each.sign * compare(rows, inside.astype(np.int64), 2).z[1])
        if np.isfinite(z):
            tested.append((each, inside, one_sided(z)))
    adjusted = holm([p for *_, p in tested])
    found = [
        _weakness(card, rows, distinct, each, inside, float(p), level)
        for (each, inside, _), p in zip(tested, adjusted, strict=True)
        if p < 1 - level
    ]
    return Weaknesses(
        examined, len(tested), tuple(sorted(found, key=lambda each: each.p_value)), level
    )


def _weakness(
    card: Scorecard,
    rows: Rows,
    distinct: npt.NDArray[np.int32],
    each: _Slice,
    inside: npt.NDArray[np.bool_],
    p_value: float,
    level: float,
) -> Weakness:
    def figure(kept: npt.NDArray[np.bool_]) -> Figure | Refused:
        part = _part(rows, kept)
        if each.kind == "ranking":
            return auc(distinct[part.score], part.bad, part.weight, level=level)
        return observed_over_expected(part.probability, part.bad, part.weight, level=level)

    where = tuple(
        (card.features[at].label, card.features[at].bins[bin_].bin)
        for at, bin_ in zip(each.places, each.bins, strict=True)
    )
    promised = _promised(_part(rows, inside)) if each.kind == "ranking" else None
    return Weakness(
        each.kind,
        where,
        int(inside.sum()),
        int(rows.bad[inside].sum()),
        figure(inside),
        figure(~inside),
        promised,
        p_value,
    )


def _promised(rows: Rows) -> float:
    goods = np.bincount(rows.score, weights=rows.weight * (1 - rows.probability))
    bads = np.bincount(rows.score, weights=rows.weight * rows.probability)
    above = goods.sum() - np.cumsum(goods) + goods / 2
    return float((bads * above).sum() / (goods.sum() * bads.sum()))
