"""What a person can do something about, and what each change would give: said by the scorer."""

from collections.abc import Mapping
from dataclasses import dataclass

from plainscore.features import CATALOGUE, Direction, Factor, Unit
from plainscore.scorecard import Actionable, Change, Recourse, Scorecard, Way
from plainscore.scorecard.moves import moves_of
from plainscore.service.evidence import ScoreEvent
from plainscore.service.scores.bands import BANDS, Band, band_of

_BY_TIME_ALONE = frozenset(
    {
        "nsf_recency",
        "bill_history_months",
        "months_since_30plus",
        "worst_dpd_24m",
        "tradeline_age_oldest",
        "account_age_primary",
    }
)
_ACTED_ON = frozenset(Factor) - {Factor.INCOME}


def actionable(card: Scorecard) -> dict[str, Actionable]:
    """Return what a person can move, and which way: the safer one.

    What only time moves is left out, and income, which few can raise at will.

    Parameters
    ----------
    card : Scorecard
        The scorecard.

    Returns
    -------
    dict of str to Actionable
        By feature.
    """
    found = {}
    for name in card.feature_names:
        feature = CATALOGUE[name]
        if name in _BY_TIME_ALONE or feature.factor not in _ACTED_ON:
            continue
        if feature.direction is Direction.HIGHER_IS_SAFER:
            most = 1.0 if feature.unit is Unit.SHARE else None
            found[name] = Actionable(Way.UP, highest=most)
        elif feature.direction is Direction.HIGHER_IS_RISKIER:
            found[name] = Actionable(Way.DOWN, lowest=0.0)
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a person can try, with what could become of it.

    Parameters
    ----------
    feature, label : str
        The feature.
    current : str
        Where it is.
    changes : tuple of Change
        Where it could be, the fewest points first.
    """

    feature: str
    label: str
    current: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would be, and the shortest ways to the next band.

    Parameters
    ----------
    choices : tuple of Choice
        What can be tried.
    chosen : tuple of Change
        What was tried.
    score : int
        The score as it is.
    reached : int
        The score that the scorecard gives for what was tried.
    next_band : Band or None
        The band above; None in the highest.
    ways : Recourse or None
        The smallest sets of changes that reach it, or the proof that there is none; None where no
        exact answer can be given.
    """

    choices: tuple[Choice, ...]
    chosen: tuple[Change, ...]
    score: int
    reached: int
    next_band: Band | None
    ways: Recourse | None


def what_if(card: Scorecard, event: ScoreEvent, tried: Mapping[str, str]) -> WhatIf:
    """Return what a score would be, had some things been otherwise.

    Parameters
    ----------
    card : Scorecard
        The scorecard of the score.
    event : ScoreEvent
        The evidence; with a score.
    tried : mapping of str to str
        By feature, the place among its changes of the one that is tried; anything else is nothing.

    Returns
    -------
    WhatIf
        Every score in it is the scorer's own.

    Raises
    ------
    ValueError
        If there is no score.
    """
    if event.score is None:
        raise ValueError("without a score there is nothing to change")
    row = exact_values(card, event)
    open_to = actionable(card)
    choices = tuple(
        choice
        for name in open_to
        if (choice := _choice(card, row, name, open_to[name])) is not None
    )
    chosen = tuple(
        each.changes[int(place)]
        for each in choices
        if (place := tried.get(each.feature, "")).isascii()
        and place.isdecimal()
        and int(place) < len(each.changes)
    )
    above = next((band for band in BANDS if band.lowest > band_of(event.score).lowest), None)
    changed = row | {each.feature: each.value for each in chosen}
    return WhatIf(
        choices=choices,
        chosen=chosen,
        score=event.score,
        reached=card.score_row(changed),
        next_band=above,
        ways=None if above is None else _ways(card, row, above.lowest, open_to),
    )


def _ways(
    card: Scorecard,
    row: Mapping[str, float | str | None],
    target: int,
    open_to: Mapping[str, Actionable],
) -> Recourse | None:
    try:
        return card.recourse(row, target, open_to)
    except ValueError:
        # too many features hang together by pairs for an exact answer
        return None


def exact_values(card: Scorecard, event: ScoreEvent) -> dict[str, float | str | None]:
    """Return the values of a score, as the scorer took them.

    Parameters
    ----------
    card : Scorecard
        The scorecard of the score.
    event : ScoreEvent
        The evidence.

    Returns
    -------
    dict of str to float, str or None
        By feature.
    """
    kinds = {feature.name: feature.binning.kind for feature in card.features}
    return {
        name: value if value is None or kinds[name] == "categorical" else float(value)
        for name, value in event.values.items()
    }


def _choice(
    card: Scorecard, row: Mapping[str, float | str | None], name: str, open_to: Actionable
) -> Choice | None:
    codes = card.bin_codes(row)[0].tolist()
    values = [row[each] for each in card.feature_names]
    moves = [move for found in moves_of(card, values, codes, {name: open_to}) for move in found]
    changes = sorted((move.changes[0] for move in moves), key=lambda each: each.points_gained)
    if not changes:
        return None
    return Choice(name, changes[0].label, changes[0].current, tuple(changes))
