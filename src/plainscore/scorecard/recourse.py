"""Recourse: the smallest sets of realistic changes that reach a target score, exactly.

Points add up, so which changes reach a target is a knapsack over integers: dynamic programming
finds the cheapest exactly, and when even the best reachable group of every actionable feature falls
short, those groups are the proof that no change reaches it (compare Ustun, Spangher and Liu 2019,
"Actionable recourse in linear classification", whose cost, the share of people passed on the way,
is used here).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from plainscore.scorecard.binning.bins import Bin, BinKind
from plainscore.scorecard.feature import ScoredFeature


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
class Recourse:
    """What would bring a score to a target.

    Parameters
    ----------
    score, target : int
        The score as it is, and the one wanted.
    plans : tuple of tuple of Change
        Sets of changes that reach the target, none of which can leave a change out; the fewest
        changes first, then the least effort. One empty plan when the target is reached already.
    best : tuple of Change
        The best reachable change of every actionable feature.
    best_score : int
        The score after all of them. Points add up, so no set of changes gives more: when it is
        below the target, this is the proof that none reaches it.
    """

    score: int
    target: int
    plans: tuple[tuple[Change, ...], ...]
    best: tuple[Change, ...]
    best_score: int

    @property
    def reachable(self) -> bool:
        """Whether some set of changes reaches the target."""
        return self.best_score >= self.target

    def __str__(self) -> str:
        if not self.reachable:
            proof = (
                f"No set of these changes brings {self.score} to {self.target}: all of them "
                f"together give {self.best_score}, and points add up."
            )
            return "\n".join([proof, *(f"  {each}" for each in self.best)])
        lines = [f"From {self.score} to {self.target}:"]
        for place, plan in enumerate(self.plans, start=1):
            lines.append(f"{place}. " + "; ".join(str(each) for each in plan))
        return "\n".join(lines)


def find_recourse(
    features: Sequence[ScoredFeature],
    values: Sequence[float | str | None],
    codes: Sequence[int],
    base: int,
    target: int,
    actionable: Mapping[str, Actionable],
    n: int,
) -> Recourse:
    """Find the smallest sets of changes that bring a score to a target.

    Parameters
    ----------
    features : sequence of ScoredFeature
        Features of the scorecard.
    values : sequence of float, str or None
        The person's values, in the order of the features; None where missing.
    codes : sequence of int
        Bins the values are in.
    base, target : int
        Base points, and the score wanted.
    actionable : mapping of str to Actionable
        What the person can do, by feature.
    n : int
        Most plans.

    Returns
    -------
    Recourse
        Plans, or the proof that there is none.
    """
    score = base + sum(each.points[code] for each, code in zip(features, codes, strict=True))
    options = [
        changes
        for feature, value, code in zip(features, values, codes, strict=True)
        if feature.name in actionable
        and (changes := _changes(feature, value, code, actionable[feature.name]))
    ]
    best = tuple(max(each, key=lambda c: (c.points_gained, -c.effort)) for each in options)
    best_score = score + sum(each.points_gained for each in best)
    needed = target - score
    plans: tuple[tuple[Change, ...], ...] = ()
    if needed <= 0:
        plans = ((),)
    elif best_score >= target:
        plans = _plans(options, needed, n)
    return Recourse(score, target, plans, best, best_score)


def _changes(
    feature: ScoredFeature, value: float | str | None, code: int, can: Actionable
) -> list[Change]:
    bins = feature.binning.bins
    total = sum(each.weight for each in bins) or 1.0
    found = []
    near: float | str | None
    for place, each in enumerate(bins):
        gained = feature.points[place] - feature.points[code]
        if place == code or gained <= 0:
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
        found.append(
            Change(
                feature.name,
                feature.label,
                bins[code].label,
                each.label,
                near,
                gained,
                effort if each.kind is BinKind.INTERVAL else each.weight / total,
            )
        )
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


def _plans(options: list[list[Change]], needed: int, n: int) -> tuple[tuple[Change, ...], ...]:
    """Return the least sets of features that suffice, each with its cheapest changes."""
    most = [max(change.points_gained for change in each) for each in options]
    found: list[tuple[frozenset[int], tuple[Change, ...]]] = []
    for size in range(1, len(options) + 1):
        if len(found) >= n:
            break
        if sum(sorted(most, reverse=True)[:size]) < needed:
            continue
        level = []
        for chosen in combinations(range(len(options)), size):
            enough = sum(most[k] for k in chosen) >= needed
            if enough and not any(smaller <= set(chosen) for smaller, _ in found):
                plan = _cheapest([options[k] for k in chosen], needed)
                level.append((frozenset(chosen), plan))
        level.sort(key=lambda each: sum(change.effort for change in each[1]))
        found += level
    return tuple(plan for _, plan in found[:n])


def _cheapest(options: list[list[Change]], needed: int) -> tuple[Change, ...]:
    """Return one change of each feature, of least effort, that together gain enough.

    State: points gained so far, capped at what is needed; the least effort that reaches it.
    """
    reached: dict[int, tuple[float, tuple[Change, ...]]] = {0: (0.0, ())}
    for changes in options:
        following: dict[int, tuple[float, tuple[Change, ...]]] = {}
        for gained, (effort, plan) in reached.items():
            for change in changes:
                total = min(gained + change.points_gained, needed)
                candidate = effort + change.effort
                if total not in following or candidate < following[total][0]:
                    following[total] = (candidate, (*plan, change))
        reached = following
    return reached[needed][1]
