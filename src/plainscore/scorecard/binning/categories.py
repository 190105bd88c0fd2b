"""Pre-binning of categories: ordered by event rate, rare ones pooled."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.coding import tally
from plainscore.scorecard.binning.prebins import Prebins
from plainscore.scorecard.table import CategoryColumn

RARE = 0.005
"""Categories with a smaller share of the weight than this are pooled."""


def category_prebins(
    column: CategoryColumn,
    bad: NDArray[np.uint8],
    weight: NDArray[np.float64],
    max_prebins: int,
    specials: Mapping[str, tuple[str, ...]],
    *,
    splits: Sequence[Sequence[str]] | None = None,
    locked: Sequence[Sequence[str]] = (),
) -> Prebins:
    """Order categories by their event rate; pool the rare ones.

    Of all ways to put categories in groups, one that follows the order of the event rates has the
    greatest divergence (Breiman et al. 1984, section 4.2.2), so the search over runs is exact.

    Parameters
    ----------
    column : CategoryColumn
        The column.
    bad, weight, max_prebins
        As for `numeric_prebins`.
    specials : mapping of str to tuple of str
        Special codes by name.
    splits : sequence of sequence of str, optional
        Groups of categories that stay together.
    locked : sequence of sequence of str
        Groups that stay together and apart from all others.

    Returns
    -------
    Prebins
        The pre-bins, safest first.

    Examples
    --------
    >>> column = CategoryColumn(("a", "b"), np.array([0, 1, 0, -1], np.int32))
    >>> bad = np.array([1, 0, 1, 0], np.uint8)
    >>> category_prebins(column, bad, np.ones(4), 100, {}).groups
    (('b',), ('a',))
    """
    special_of = {code: place for place, codes in enumerate(specials.values()) for code in codes}
    units = _units(column, weight, special_of, [*(splits or ()), *locked], max_prebins)
    unit_of = {category: place for place, unit in enumerate(units) for category in unit}
    none = len(units)
    rows_of = [unit_of.get(category, none) for category in column.categories]
    unit_codes = np.array([*rows_of, none + 1], dtype=np.int64)[column.positions]
    weights = np.bincount(unit_codes, weight, none + 2)[:none]
    bads = np.bincount(unit_codes, weight * bad, none + 2)[:none]
    rate = float(np.sum(weight * bad) / np.sum(weight))
    own_rate = np.divide(bads, weights, out=np.full(none, rate), where=weights > 0)
    ranked = sorted(range(none), key=lambda place: (own_rate[place], units[place]))
    code_of_unit = {place: code for code, place in enumerate(ranked)}
    ordered = none
    missing = ordered + len(specials)
    code_of = [
        ordered + special_of[category]
        if category in special_of
        else code_of_unit.get(unit_of.get(category, none), missing + 1)
        for category in column.categories
    ]
    codes = np.array([*code_of, missing], dtype=np.uint8)[column.positions]
    counts, totals, events = tally(codes, weight, bad, missing + 2)
    used = np.bincount(column.positions + 1, minlength=len(column.categories) + 1)[1:] > 0
    pooled = tuple(
        sorted(
            category
            for place, category in enumerate(column.categories)
            if used[place] and code_of[place] == missing + 1
        )
    )
    groups = tuple(units[place] for place in ranked)
    apart = {tuple(sorted(group)) for group in locked}
    kept = {
        start
        for code, group in enumerate(groups)
        if group in apart
        for start in (code, code + 1)
        if 0 < start < ordered
    }
    named = tuple((name, tuple(codes)) for name, codes in specials.items())
    return Prebins(
        codes,
        (),
        groups,
        pooled,
        named,
        ordered,
        counts,
        totals,
        events,
        locked=tuple(sorted(kept)),
    )


def _units(
    column: CategoryColumn,
    weight: NDArray[np.float64],
    special: Mapping[str, int],
    stated: Sequence[Sequence[str]],
    max_prebins: int,
) -> list[tuple[str, ...]]:
    """Return the groups that stay together: stated ones, then frequent categories alone."""
    together = [tuple(sorted(group)) for group in stated]
    taken = [category for group in together for category in group]
    if len(set(taken)) != len(taken):
        raise ValueError("a category stands in two groups")
    seen = column.positions >= 0
    weights = np.bincount(column.positions[seen], weight[seen], len(column.categories))
    rare = RARE * float(np.sum(weight))
    alone = sorted(
        (
            (-weights[place], category)
            for place, category in enumerate(column.categories)
            if weights[place] > 0
            and weights[place] >= rare
            and category not in special
            and category not in set(taken)
        ),
    )
    return together + [(category,) for _, category in alone[: max_prebins - len(together)]]
