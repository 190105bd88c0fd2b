"""Counterfactuals: the nearest change of a datum that raises the score, said by the scorer."""

import math
from collections.abc import Iterator, Mapping
from itertools import product

from plainscore.scorecard import Bin, BinKind, Scorecard, ScoredFeature
from plainscore.service.evidence.score_event import Counterfactual, Substitution

Value = float | str | None
_KNOWN = (BinKind.INTERVAL, BinKind.CATEGORIES)


def find_counterfactual(
    card: Scorecard, row: Mapping[str, Value], part: str, score: int, places: Mapping[str, int]
) -> Counterfactual | None:
    """Return the nearest change of one part that raises the score.

    Parameters
    ----------
    card : Scorecard
        The scorecard; it is asked for the score of every change, so pairs count as they do.
    row : mapping of str to value
        The person's values.
    part : str
        Name of a feature, or of a pair.
    score : int
        The score as it is.
    places : mapping of str to int
        Place of the row's bin in each feature.

    Returns
    -------
    Counterfactual or None
        The change over the fewest groups, then the one that gains most; a known value rather than
        none. None where no change of this part alone raises the score.
    """
    features = _features_of(card, part)
    # where no pair counts too, points alone tell that a group raises nothing
    alone = not any(part in (pair.name, pair.first, pair.second) for pair in card.pairs)
    best: tuple[tuple[bool, int, int], Counterfactual] | None = None
    for chosen in product(
        *(
            _alternatives(each, row.get(each.name), places[each.name], more_points=alone)
            for each in features
        )
    ):
        moved = [each for each in chosen if each[2] > 0]
        if not moved:
            continue
        changed = dict(row) | {change.feature: value for change, value, _, _ in moved}
        reached = card.score_row(changed)
        if reached <= score:
            continue
        order = (
            any(not known for *_, known in moved),
            sum(distance for _, _, distance, _ in moved),
            score - reached,
        )
        if best is None or order < best[0]:
            changes = tuple(change for change, *_ in moved)
            best = order, Counterfactual(part, changes, reached, reached - score)
    return None if best is None else best[1]


def _features_of(card: Scorecard, part: str) -> list[ScoredFeature]:
    by_name = {feature.name: feature for feature in card.features}
    if part in by_name:
        return [by_name[part]]
    pair = next(each for each in card.pairs if each.name == part)
    return [by_name[pair.first], by_name[pair.second]]


def _alternatives(
    feature: ScoredFeature, value: Value, here: int, *, more_points: bool
) -> Iterator[tuple[Substitution, Value, int, bool]]:
    """Yield a value in every group, how many groups away it is, and whether it is a known one.

    With `more_points` only of the groups that have more of them than the person's, and of that.
    """
    bins = feature.binning.bins
    special = {code for each in bins if each.kind is BinKind.SPECIAL for code in each.values}
    for place, each in enumerate(bins):
        if place == here:
            same = Substitution(feature.name, feature.label, each.label, each.label, text_of(value))
            yield same, value, 0, True
            continue
        if more_points and feature.points[place] <= feature.points[here]:
            continue
        found = _value_in(each, value) if each.kind is not BinKind.OTHER else None
        if each.kind is BinKind.OTHER or (found in special and each.kind is not BinKind.SPECIAL):
            continue
        change = Substitution(
            feature.name, feature.label, bins[here].label, each.label, text_of(found)
        )
        yield change, found, abs(place - here), each.kind in _KNOWN


def _value_in(each: Bin, value: Value) -> Value:
    """Return the value in a group that is nearest to the person's."""
    if each.kind is BinKind.MISSING:
        return None
    if each.kind is not BinKind.INTERVAL:
        return each.values[0]
    low = -math.inf if each.lower is None else each.lower
    high = math.inf if each.upper is None else math.nextafter(each.upper, -math.inf)
    start = value if isinstance(value, float | int) and math.isfinite(value) else 0.0
    return min(max(float(start), low), high)


def text_of(value: Value) -> str | None:
    """Write a value exactly: the shortest text that reads back as the same number.

    Examples
    --------
    >>> text_of(0.1), text_of("own"), text_of(float("nan"))
    ('0.1', 'own', None)
    """
    if value is None or isinstance(value, str):
        return value
    return None if math.isnan(value) else repr(float(value))
