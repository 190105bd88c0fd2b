"""Recourse: the smallest sets of realistic changes that reach a target score, exactly.

Points add up, so which changes reach a target is a knapsack over integers: dynamic programming
finds the cheapest exactly, and when even the best reachable group of every actionable feature falls
short, those groups are the proof that no change reaches it (compare Ustun, Spangher and Liu 2019,
"Actionable recourse in linear classification", whose cost, the share of people passed on the way,
is used here). Features that hang together by pairs are moved together, in every way there is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from plainscore.scorecard.content import CardContent
from plainscore.scorecard.moves import Actionable, Change, Move, Way, moves_of

__all__ = ["Actionable", "Change", "Recourse", "Way", "find_recourse"]


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
        The best reachable change of every actionable feature (of those that pairs join, the best
        set of changes).
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
    card: CardContent,
    values: Sequence[float | str | None],
    codes: Sequence[int],
    target: int,
    actionable: Mapping[str, Actionable],
    n: int,
) -> Recourse:
    """Find the smallest sets of changes that bring a score to a target.

    Parameters
    ----------
    card : CardContent
        The scorecard.
    values : sequence of float, str or None
        The person's values, in the order of the features; None where missing.
    codes : sequence of int
        Bins the values are in.
    target : int
        The score wanted.
    actionable : mapping of str to Actionable
        What the person can do, by feature.
    n : int
        Most plans.

    Returns
    -------
    Recourse
        Plans, or the proof that there is none.

    Raises
    ------
    ValueError
        If so many actionable features hang together by pairs that an exact answer would take too
        long.
    """
    bins = dict(zip(card.feature_names, codes, strict=True))
    score = card.base_points + sum(feature.points[bins[feature.name]] for feature in card.features)
    score += sum(pair.points_of(bins[pair.first], bins[pair.second]) for pair in card.pairs)
    options = moves_of(card, values, codes, actionable)
    tops = [max(each, key=lambda move: (move.gained, -move.effort)) for each in options]
    best = tuple(change for move in tops for change in move.changes)
    best_score = score + sum(move.gained for move in tops)
    needed = target - score
    plans: tuple[tuple[Change, ...], ...] = ()
    if needed <= 0:
        plans = ((),)
    elif best_score >= target:
        plans = _plans(options, needed, n)
    return Recourse(score, target, plans, best, best_score)


def _plans(options: list[list[Move]], needed: int, n: int) -> tuple[tuple[Change, ...], ...]:
    """Return the least sets of features that suffice, each with its cheapest changes."""
    by_set: list[dict[frozenset[str], list[Move]]] = []
    for moves in options:
        sets: dict[frozenset[str], list[Move]] = {}
        for move in moves:
            sets.setdefault(move.features, []).append(move)
        by_set.append(sets)
    most = {
        own: max(move.gained for move in moves) for sets in by_set for own, moves in sets.items()
    }
    home = {name: place for place, sets in enumerate(by_set) for own in sets for name in own}
    names = list(home)
    found: list[tuple[frozenset[str], tuple[Change, ...]]] = []
    for size in range(1, len(names) + 1):
        if len(found) >= n:
            break
        level = []
        for chosen in combinations(names, size):
            whole = frozenset(chosen)
            parts = [
                frozenset(name for name in chosen if home[name] == place)
                for place in dict.fromkeys(home[name] for name in chosen)
            ]
            # a set that gains nothing together is never part of a least one
            gains = [most.get(part) for part in parts]
            enough = None not in gains and sum(gain or 0 for gain in gains) >= needed
            if enough and not any(smaller <= whole for smaller, _ in found):
                plan = _cheapest([by_set[home[min(part)]][part] for part in parts], needed)
                level.append((whole, plan))
        level.sort(key=lambda each: sum(change.effort for change in each[1]))
        found += level
    return tuple(plan for _, plan in found[:n])


def _cheapest(options: list[list[Move]], needed: int) -> tuple[Change, ...]:
    """Return one move of each set, of least effort, that together gain enough.

    State: points gained so far, capped at what is needed; the least effort that reaches it.
    """
    reached: dict[int, tuple[float, tuple[Change, ...]]] = {0: (0.0, ())}
    for moves in options:
        following: dict[int, tuple[float, tuple[Change, ...]]] = {}
        for gained, (effort, plan) in reached.items():
            for move in moves:
                total = min(gained + move.gained, needed)
                candidate = effort + move.effort
                if total not in following or candidate < following[total][0]:
                    following[total] = (candidate, (*plan, *move.changes))
        reached = following
    return reached[needed][1]
