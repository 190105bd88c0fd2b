"""From a column and what the analyst states about it to the pre-bins that a search starts from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.categories import category_prebins
from plainscore.scorecard.binning.prebins import (
    NumericCoder,
    Prebins,
    numeric_prebins,
    sample_stride,
)
from plainscore.scorecard.protected import protected_ground
from plainscore.scorecard.refusal import plainly_numbers
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.table import Column, NumericColumn, Table, category_text


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the analyst states about the bins of a column.

    Parameters
    ----------
    categorical : bool
        Whether numbers are to be read as categories.
    special : mapping of str to tuple
        Special codes by name.
    splits : tuple or None
        The only bounds to choose from, or groups of categories that stay together.
    locked : tuple
        Bounds that every binning must have, or groups that stay together and apart.
    missing_as : float, str or None
        The value that missing ones are read as.
    """

    categorical: bool = False
    special: Mapping[str, tuple[str | float, ...]] = field(default_factory=dict)
    splits: tuple[Any, ...] | None = None
    locked: tuple[Any, ...] = ()
    missing_as: float | str | None = None


def prebins_of(
    column: Column, sample: Sample, wishes: Wishes, groups: int, fine: int | None = None
) -> Prebins:
    """Return the pre-bins of a column.

    Parameters
    ----------
    column : NumericColumn or CategoryColumn
        Rows of the sample.
    sample : Sample
        Outcomes and weights.
    wishes : Wishes
        What the analyst states about the column.
    groups : int
        Most pre-bins of categories.
    fine : int, optional
        Most pre-bins of numbers; `groups` by default.

    Returns
    -------
    Prebins
        The pre-bins.
    """
    special = wishes.special
    if isinstance(column, NumericColumn):
        return numeric_prebins(
            column.values,
            sample.bad,
            sample.uneven_weight,
            groups if fine is None else fine,
            _numbers(wishes.special),
            tree=fine is not None and fine > groups,
            **_stated(wishes),
        )
    texts = {name: tuple(category_text(code) for code in codes) for name, codes in special.items()}
    return category_prebins(
        column,
        sample.bad,
        sample.weight,
        groups,
        texts,
        splits=None if wishes.splits is None else [_texts(group) for group in wishes.splits],
        locked=[_texts(group) for group in wishes.locked],
    )


def prebins_by_part(
    name: str, table: Table, sample: Sample, wishes: Wishes, fine: int
) -> Prebins | None:
    """Return the pre-bins of a numeric column that is read part by part, twice.

    Parameters
    ----------
    name : str
        The column.
    table : Table
        The table it stands in.
    sample : Sample
        Outcomes and weights.
    wishes : Wishes
        What the analyst states about the column.
    fine : int
        Most pre-bins.

    Returns
    -------
    Prebins or None
        Those that `prebins_of` gives for the whole column; None where it has to be read whole: the
        table stands in memory, the column is not of numbers, or its first values leave open
        whether it may be a feature at all.
    """
    rows = sample.bad.shape[0]
    stride = sample_stride(rows)
    if table.parts is None or sample.keep is not None or wishes.categorical or stride == 1:
        return None
    if protected_ground(name) is not None:
        return None
    filled = as_number(wishes.missing_as)
    chosen, place = [], 0
    for part in table.parts(name):
        if part is None or (place == 0 and not plainly_numbers(part)):
            return None
        chosen.append(numbers_filled(part[-place % stride :: stride], filled))
        place += part.shape[0]
    coder = NumericCoder(
        np.concatenate(chosen), sample.bad[::stride], sample.weight[::stride], fine,
        _numbers(wishes.special), **_stated(wishes),
    )  # fmt: skip
    codes = np.empty(rows, coder.dtype)
    place = 0
    for part in table.parts(name):
        if part is None:
            return None
        own = slice(place, place + part.shape[0])
        weight = None if sample.uneven_weight is None else sample.uneven_weight[own]
        coder.code(numbers_filled(part, filled), sample.bad[own], weight, codes[own])
        place = own.stop
    return coder.prebins(codes)


def numbers_filled(values: NDArray[np.float64], missing_as: float | None) -> NDArray[np.float64]:
    """Return numbers, missing ones as they are read."""
    return values if missing_as is None else np.where(np.isnan(values), missing_as, values)


def _numbers(special: Mapping[str, tuple[str | float, ...]]) -> dict[str, tuple[float, ...]]:
    return {name: tuple(float(code) for code in codes) for name, codes in special.items()}


def _stated(wishes: Wishes) -> dict[str, Any]:
    return {
        "splits": None if wishes.splits is None else [float(bound) for bound in wishes.splits],
        "locked": [float(bound) for bound in wishes.locked],
    }


def _texts(group: Any) -> list[str]:
    members = group if isinstance(group, list | tuple | set | frozenset) else [group]
    return [category_text(each) for each in members]


def as_number(missing_as: float | str | None) -> float | None:
    """Return the number that missing values of a numeric column are read as."""
    return None if missing_as is None else float(missing_as)


def as_read(column: Column, missing_as: float | str | None) -> float | str | None:
    """Return the value that missing ones are read as, as the column holds values."""
    if missing_as is None:
        return None
    return float(missing_as) if isinstance(column, NumericColumn) else category_text(missing_as)
