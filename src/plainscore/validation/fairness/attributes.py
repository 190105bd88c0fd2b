"""Protected attributes, kept apart from the table that is scored and joined only here."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainscore.records import Problem
from plainscore.scorecard import protected_ground
from plainscore.validation.outcomes import Values
from plainscore.validation.tables import as_arrow_column

NOT_STATED = "not stated"
"""Group of the people who are not in the protected file, or whose attribute is missing."""

AGE_EDGES = (25, 40, 62)
"""Age bands: under 25, 25 to 39, 40 to 61, and 62 and over, who are elderly in Reg B."""

MOST_GROUPS = 8
"""A numeric attribute with more distinct values than these is read as bands."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One protected attribute of the people measured.

    Parameters
    ----------
    name : str
        Column of the protected file; ``"A and B"`` for an intersection.
    labels : tuple of str
        Groups, in the order of their values.
    group : ndarray of int64, shape (n,)
        Position in `labels` of each row's group.

    Examples
    --------
    >>> sex = Attribute("sex", ("f", "m"), np.array([0, 1, 1]))
    >>> sex.counts()
    {'f': 1, 'm': 2}
    """

    name: str
    labels: tuple[str, ...]
    group: npt.NDArray[np.int64]

    def counts(self) -> dict[str, int]:
        """Count the rows of each group."""
        found = np.bincount(self.group, minlength=len(self.labels))
        return dict(zip(self.labels, found.tolist(), strict=True))

    def of(self, rows: npt.NDArray[np.bool_]) -> "Attribute":
        """Return the same attribute of the rows kept, with the same groups.

        Parameters
        ----------
        rows : ndarray of bool, shape (n,)
            Rows to keep.
        """
        return Attribute(self.name, self.labels, self.group[rows])


@dataclass(frozen=True, slots=True)
class Joined:
    """Protected attributes of scored rows, and what was wrong with the join.

    Parameters
    ----------
    attributes : tuple of Attribute
        One a column.
    problems : tuple of Problem
        Rows of either table without a partner.
    """

    attributes: tuple[Attribute, ...]
    problems: tuple[Problem, ...]


def join_attributes(
    keys: Values, protected: pa.Table, key: str, names: Sequence[str] | None = None
) -> Joined:
    """Find the protected attributes of scored rows in a table of their own.

    Parameters
    ----------
    keys : column or sequence, length n
        The key of each scored row.
    protected : pyarrow.Table
        The key and the attributes, a row a person.
    key : str
        Column of `protected` that holds the key.
    names : sequence of str, optional
        Columns that are protected attributes. By default those that
        `plainscore.scorecard.protected_ground` recognises or, when it recognises none, all
        others than the key.

    Returns
    -------
    Joined
        One attribute a column; rows without a partner are ``"not stated"``.

    Raises
    ------
    ValueError
        If a column is absent, or the protected table names one person twice.

    Examples
    --------
    >>> table = pa.table({"id": ["a", "b"], "sex": ["f", "m"], "age": [24, 63]})
    >>> for attribute in join_attributes(["b", "a", "z"], table, "id").attributes:
    ...     print(attribute.name, attribute.counts())
    sex {'f': 1, 'm': 1, 'not stated': 1}
    age {'under 25': 1, '62 and over': 1, 'not stated': 1}
    """
    for name in (key, *(names or ())):
        if name not in protected.column_names:
            has = ", ".join(protected.column_names)
            raise ValueError(f"the protected table has no column {name!r}; it has: {has}")
    chosen = list(names) if names is not None else _recognised(protected, key)
    theirs = pc.cast(protected[key], pa.string()).combine_chunks()
    twice = theirs.value_counts().to_pylist()
    repeated = [
        each["values"] for each in twice if each["counts"] > 1 and each["values"] is not None
    ]
    if repeated:
        raise ValueError(
            f"the protected table has {len(repeated)} keys twice, for example {repeated[0]!r}; "
            "one row a person is needed"
        )
    ours = pc.cast(as_arrow_column(keys), pa.string())
    place = pc.index_in(ours, value_set=theirs)
    return Joined(
        tuple(_attribute(name, protected[name].combine_chunks().take(place)) for name in chosen),
        _unmatched(ours, theirs, place, key),
    )


def intersections(attributes: Sequence[Attribute]) -> tuple[Attribute, ...]:
    """Cross every two attributes: groups are pairs of groups.

    Parameters
    ----------
    attributes : sequence of Attribute
        Attributes of the same rows.

    Returns
    -------
    tuple of Attribute
        One a pair of attributes; rows not stated in either are not stated.

    Examples
    --------
    >>> sex = Attribute("sex", ("f", "m"), np.array([0, 1, 1]))
    >>> age = Attribute("age", ("under 25", "not stated"), np.array([0, 0, 1]))
    >>> intersections([sex, age])[0].counts()
    {'f, under 25': 1, 'm, under 25': 1, 'not stated': 1}
    """
    return tuple(
        _crossed(first, second)
        for at, first in enumerate(attributes)
        for second in attributes[at + 1 :]
    )


def _recognised(protected: pa.Table, key: str) -> list[str]:
    others = [name for name in protected.column_names if name != key]
    return [name for name in others if protected_ground(name)] or others


def _unmatched(ours: pa.Array, theirs: pa.Array, place: pa.Array, key: str) -> tuple[Problem, ...]:
    found = []
    if place.null_count:
        message = (
            f"{place.null_count:,} of {len(ours):,} scored rows have no row here; "
            f"their group is {NOT_STATED!r}"
        )
        found.append(("no_partner", message))
    unused = len(theirs) - len(pc.unique(place.drop_null()))
    if unused:
        found.append(("unused_row", f"{unused:,} rows belong to nobody who was scored"))
    return tuple(
        Problem("protected table", None, key, code, message, quarantined=False)
        for code, message in found
    )


def _attribute(name: str, values: pa.Array) -> Attribute:
    numeric = pa.types.is_integer(values.type) or pa.types.is_floating(values.type)
    if numeric and _is_measure(name, values):
        return _banded(name, values)
    if pa.types.is_floating(values.type) and pc.all(pc.equal(values, pc.floor(values))).as_py():
        values = pc.cast(values, pa.int64())
    distinct = sorted(pc.unique(values.drop_null()).to_pylist())
    labels = tuple(str(value) for value in distinct)
    places = pc.index_in(values, value_set=pa.array(distinct, values.type))
    return _with_not_stated(name, labels, places.fill_null(-1).to_numpy(zero_copy_only=False))


def _is_measure(name: str, values: pa.Array) -> bool:
    """Tell a measure, which is read as bands, from the code of a group."""
    in_years = protected_ground(name) == "age" and (pc.max(values).as_py() or 0) > MOST_GROUPS
    return in_years or len(pc.unique(values.drop_null())) > MOST_GROUPS


def _banded(name: str, values: pa.Array) -> Attribute:
    numbers = pc.cast(values, pa.float64()).to_numpy(zero_copy_only=False)
    if protected_ground(name) == "age":
        edges = np.array(AGE_EDGES, np.float64)
        labels: tuple[str, ...] = ("under 25", "25 to 39", "40 to 61", "62 and over")
    else:
        edges = np.unique(np.nanquantile(numbers, (0.25, 0.5, 0.75)))
        texts = [f"{edge:g}" for edge in edges]
        between = (f"{low} to under {high}" for low, high in pairwise(texts))
        labels = (f"under {texts[0]}", *between, f"{texts[-1]} and over")
    group = np.where(np.isnan(numbers), -1, np.searchsorted(edges, numbers, side="right"))
    used = np.unique(group[group >= 0])
    kept = tuple(labels[each] for each in used)
    return _with_not_stated(name, kept, np.where(group < 0, -1, np.searchsorted(used, group)))


def _with_not_stated(
    name: str, labels: tuple[str, ...], group: npt.NDArray[np.integer]
) -> Attribute:
    absent = group < 0
    if absent.any():
        labels = (*labels, NOT_STATED)
    return Attribute(name, labels, np.where(absent, len(labels) - 1, group).astype(np.int64))


def _crossed(first: Attribute, second: Attribute) -> Attribute:
    pairs = first.group * len(second.labels) + second.group
    absent = np.array(
        [NOT_STATED in (one, other) for one in first.labels for other in second.labels]
    )
    texts = [f"{one}, {other}" for one in first.labels for other in second.labels]
    used = [each for each in np.unique(pairs).tolist() if not absent[each]]
    place = np.full(absent.size, -1)
    place[used] = np.arange(len(used))
    labels = tuple(texts[each] for each in used)
    return _with_not_stated(f"{first.name} and {second.name}", labels, place[pairs])
