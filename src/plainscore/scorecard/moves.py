"""The changes that a person can make, and what each gains: by feature, and jointly in pairs."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from plainscore.scorecard.binning.bins import Bin, BinKind
from plainscore.scorecard.content import CardContent
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.pair import ScoredPair

MOST_MOVES = 200_000
"""Joint moves of features in pairs that are gone through one by one."""


class Way(StrEnum):
    """Which way a person can move a value.

    Examples
    --------
    >>> Way("up").value
    'up'
    """

    UP = "up"
    DOWN = "down"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Actionable:
    """What a person can really do about a feature.

    Parameters
    ----------
    way : Way or str
        Which way its value can move.
    lowest, highest : float or None
        Bounds of the values that can be reached; None is without bound.
    categories : tuple of str
        Categories that can be reached, for a categorical feature.

    Examples
    --------
    >>> Actionable("down", lowest=0.0).way
    <Way.DOWN: 'down'>
    """

    way: Way = Way.BOTH
    lowest: float | None = None
    highest: float | None = None
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "way", Way(self.way))


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one feature.

    Parameters
    ----------
    feature, label : str
        Name and label of the feature.
    current, wanted : str
        Labels of the groups before and after.
    value : float or str
        The nearest value that is in the wanted group.
    points_gained : int
        Points the change brings.
    effort : float
        Share of the training sample between the two groups: 0 to 1.
    """

    feature: str
    label: str
    current: str
    wanted: str
    value: float | str
    points_gained: int
    effort: float

    def __str__(self) -> str:
        return f"{self.label}: {self.current} -> {self.wanted} (+{self.points_gained} points)"


@dataclass(frozen=True, slots=True)
class Move:
    """Changes of features that hang together by pairs, made at once.

    Parameters
    ----------
    features : frozenset of str
        The features that change.
    changes : tuple of Change
        Their changes; the points of a pair are counted with its last feature to change.
    gained : int
        Points that all of them bring.
    effort : float
        Sum of their efforts.
    """

    features: frozenset[str]
    changes: tuple[Change, ...]
    gained: int
    effort: float


def moves_of(
    card: CardContent,
    values: Sequence[float | str | None],
    codes: Sequence[int],
    actionable: Mapping[str, Actionable],
) -> list[list[Move]]:
    """Return every way to move each set of features that hang together.

    Parameters
    ----------
    card : CardContent
        The scorecard.
    values : sequence of float, str or None
        The person's values, in the order of the features; None where missing.
    codes : sequence of int
        Bins the values are in.
    actionable : mapping of str to Actionable
        What the person can do, by feature.

    Returns
    -------
    list of list of Move
        For each feature, or set of features joined by pairs, the moves that gain points. Points of
        different sets add up.

    Raises
    ------
    ValueError
        If there are more than `MOST_MOVES` joint moves.
    """
    bins = dict(zip(card.feature_names, codes, strict=True))
    open_to = {
        feature.name: options
        for feature, value in zip(card.features, values, strict=True)
        if feature.name in actionable
        and (options := _changes(feature, value, bins[feature.name], actionable[feature.name]))
    }
    found = []
    for together in _joined(open_to, card.pairs):
        count = math.prod(1 + len(open_to[name]) for name in together)
        if count > MOST_MOVES:
            raise ValueError(
                f"{', '.join(together)} hang together by pairs and can be changed in {count:,} "
                f"ways: more than the {MOST_MOVES:,} that are gone through for an exact answer; "
                "name fewer actionable features"
            )
        moves = []
        for chosen in product(*([None, *open_to[name]] for name in together)):
            made = [each for each in chosen if each is not None]
            move = _move(made, bins, card.pairs)
            if move.gained > 0:
                moves.append(move)
        if moves:
            found.append(moves)
    return found


def _joined(names: Iterable[str], pairs: Sequence[ScoredPair]) -> list[list[str]]:
    """Return the sets of features that pairs join, in the order of the features."""
    sets = {name: [name] for name in names}
    for pair in pairs:
        if pair.first in sets and pair.second in sets and sets[pair.first] is not sets[pair.second]:
            both = [*sets[pair.first], *sets[pair.second]]
            for name in both:
                sets[name] = both
    order = {name: place for place, name in enumerate(sets)}
    kept: list[list[str]] = []
    for each in sets.values():
        if not any(each is other for other in kept):
            kept.append(each)
    return [sorted(each, key=order.__getitem__) for each in kept]


def _move(
    made: Sequence[tuple[int, Change]], bins: Mapping[str, int], pairs: Sequence[ScoredPair]
) -> Move:
    reached = dict(bins)
    changes = []
    for place, change in made:
        before = _pair_points(change.feature, reached, pairs)
        reached[change.feature] = place
        gained = change.points_gained + _pair_points(change.feature, reached, pairs) - before
        changes.append(replace(change, points_gained=gained))
    return Move(
        frozenset(each.feature for each in changes),
        tuple(changes),
        sum(each.points_gained for each in changes),
        sum(each.effort for each in changes),
    )


def _pair_points(name: str, bins: Mapping[str, int], pairs: Sequence[ScoredPair]) -> int:
    return sum(
        pair.points_of(bins[pair.first], bins[pair.second])
        for pair in pairs
        if name in {pair.first, pair.second}
    )


def _changes(
    feature: ScoredFeature, value: float | str | None, code: int, can: Actionable
) -> list[tuple[int, Change]]:
    """Return the bins that can be reached, and the change that leads into each."""
    bins = feature.binning.bins
    total = sum(each.weight for each in bins) or 1.0
    found = []
    near: float | str | None
    for place, each in enumerate(bins):
        gained = feature.points[place] - feature.points[code]
        if place == code:
            continue
        if each.kind is BinKind.INTERVAL and not isinstance(value, str):
            near = _nearest(each, value, can)
        elif each.kind is BinKind.CATEGORIES:
            near = next((kind for kind in each.values if kind in can.categories), None)
        else:
            near = None
        if near is None:
            continue
        passed = range(min(place, code), max(place, code))
        effort = sum((bins[k].weight + bins[k + 1].weight) / 2 for k in passed) / total
        change = Change(
            feature.name,
            feature.label,
            bins[code].label,
            each.label,
            near,
            gained,
            effort if each.kind is BinKind.INTERVAL else each.weight / total,
        )
        found.append((place, change))
    return found


def _nearest(each: Bin, value: float | None, can: Actionable) -> float | None:
    """Return the value in an interval nearest to the person's that they can reach."""
    low = -math.inf if each.lower is None else each.lower
    high = math.inf if each.upper is None else math.nextafter(each.upper, -math.inf)
    low = max(low, -math.inf if can.lowest is None else can.lowest)
    high = min(high, math.inf if can.highest is None else can.highest)
    if value is not None:
        if can.way is Way.UP:
            low = max(low, value)
        elif can.way is Way.DOWN:
            high = min(high, value)
    elif can.way is not Way.BOTH:
        return None
    if low > high:
        return None
    start = 0.0 if value is None else value
    return min(max(start, low), high)
