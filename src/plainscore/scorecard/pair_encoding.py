"""A pair of features as plain values that JSON can hold, and the way back."""

from typing import Any

from plainscore.scorecard.pair import ScoredPair


def pair_mapping(pair: ScoredPair) -> dict[str, Any]:
    """Return a pair as plain values.

    Parameters
    ----------
    pair : ScoredPair
        The pair.

    Returns
    -------
    dict
        Values that JSON can hold.
    """
    return {
        "first": pair.first,
        "second": pair.second,
        "label": pair.label,
        "sentence": pair.sentence,
        "first_group": list(pair.first_group),
        "second_group": list(pair.second_group),
        "points": [list(row) for row in pair.points],
        "weight": [list(row) for row in pair.weight],
        "bad": [list(row) for row in pair.bad],
        "gain": pair.gain,
        "error": pair.error,
    }


def read_pair(document: dict[str, Any]) -> ScoredPair:
    """Return the pair that plain values describe.

    Parameters
    ----------
    document : dict
        Values as `pair_mapping` gives them.

    Returns
    -------
    ScoredPair
        The pair.

    Raises
    ------
    KeyError, TypeError, ValueError
        If they describe none.

    Examples
    --------
    >>> table = ((3, 3), (3, 0))
    >>> pair = ScoredPair("a", "b", "a and b", "", (1, 0), (1, 0), table, table, table, 9.0, 2.0)
    >>> read_pair(pair_mapping(pair)) == pair
    True
    """
    for name in ("first", "second", "label", "sentence"):
        if not isinstance(document[name], str):
            raise TypeError(f"{document[name]!r} is not text")
    return ScoredPair(
        first=document["first"],
        second=document["second"],
        label=document["label"],
        sentence=document["sentence"],
        first_group=tuple(_whole(each) for each in document["first_group"]),
        second_group=tuple(_whole(each) for each in document["second_group"]),
        points=tuple(tuple(_whole(each) for each in row) for row in document["points"]),
        weight=tuple(tuple(_number(each) for each in row) for row in document["weight"]),
        bad=tuple(tuple(_number(each) for each in row) for row in document["bad"]),
        gain=_number(document["gain"]),
        error=_number(document["error"]),
    )


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return float(value)
