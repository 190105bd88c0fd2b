"""What no table tells about a model: its purpose, its limits, its data and who answers for it."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

ASKED: Mapping[str, str] = {
    "purpose": "the decisions the score is made for",
    "population": "the people it is meant for, and those it is not",
    "not_for": "what it must not be used for",
    "limits": "a list: where it is weak, and what it assumes",
    "owner": "the role that answers for it",
    "bad": "what counts as bad, and how long after the score it was looked at",
    "data": "where the rows of the fit came from",
    "first_day": "first day on which people of the fit were scored",
    "last_day": "last day on which people of the fit were scored",
    "measured_first_day": "first day on which the people measured here were scored",
    "measured_last_day": "last day on which the people measured here were scored",
    "exclusions": "a [[exclusions]] table each: what was left out and why; rows if counted",
    "oversight": "who may look at a score again and change the decision",
    "monitoring": "what is watched, how often, and what happens at an alert",
    "revalidation": "when it is validated next, or what brings that forward",
}
"""What a model document must say, in the order shown, and what is to be given."""

_DAYS = ("first_day", "last_day", "measured_first_day", "measured_last_day")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows that were kept out of the fit or of the measurement.

    Parameters
    ----------
    what : str
        Which rows.
    why : str
        The reason.
    rows : int or None
        How many, where counted.
    """

    what: str
    why: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What people state about a model. All but three fields are mandatory for a whole document.

    Parameters
    ----------
    purpose, population, not_for, owner, bad, data, oversight, monitoring, revalidation : str
        As `ASKED` says; empty where nobody stated it.
    limits : tuple of str
        Known limits and assumptions.
    first_day, last_day : datetime.date or None
        Window of the rows of the fit.
    measured_first_day, measured_last_day : datetime.date or None
        Window of the rows measured.
    exclusions : tuple of Exclusion
        What was left out, and why.
    version, validated_by, changes : str
        Optional: version of the model, who validated it, what changed since the last version.

    Examples
    --------
    >>> ModelFacts(purpose="Small loans to people").missing()[:2]
    ('population', 'not_for')
    """

    purpose: str = ""
    population: str = ""
    not_for: str = ""
    limits: tuple[str, ...] = ()
    owner: str = ""
    bad: str = ""
    data: str = ""
    first_day: date | None = None
    last_day: date | None = None
    measured_first_day: date | None = None
    measured_last_day: date | None = None
    exclusions: tuple[Exclusion, ...] = ()
    oversight: str = ""
    monitoring: str = ""
    revalidation: str = ""
    version: str = ""
    validated_by: str = ""
    changes: str = ""

    def missing(self) -> tuple[str, ...]:
        """Name the mandatory fields that are empty.

        Returns
        -------
        tuple of str
            Names, in the order of `ASKED`.
        """
        return tuple(name for name in ASKED if not getattr(self, name))

    @property
    def measured(self) -> tuple[date, date] | None:
        """Window of the rows measured, where both ends are stated."""
        if self.measured_first_day is None or self.measured_last_day is None:
            return None
        return self.measured_first_day, self.measured_last_day


def read_facts(path: str | Path) -> ModelFacts:
    """Read the facts of a model from a TOML file.

    Parameters
    ----------
    path : str or pathlib.Path
        The file; its keys are the fields of `ModelFacts`.

    Returns
    -------
    ModelFacts
        What it states.

    Raises
    ------
    ValueError
        If it is not TOML, has a key that is no field, or a value of another kind.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "facts.toml"
    ...     _ = file.write_text("first_day = 2025-01-01")
    ...     read_facts(file).first_day
    datetime.date(2025, 1, 1)
    """
    with Path(path).open("rb") as stream:
        try:
            given = tomllib.load(stream)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"{path} is not TOML: {error}") from error
    return facts_of(given)


def facts_of(given: Mapping[str, Any]) -> ModelFacts:
    """Make facts of plain values, or say which one is wrong.

    Parameters
    ----------
    given : mapping of str to value
        Fields by name: texts, dates (or ISO text), lists.

    Returns
    -------
    ModelFacts
        The facts.

    Raises
    ------
    ValueError
        If a key is no field, or a value is of another kind.

    Examples
    --------
    >>> facts_of({"pupose": "Loans"})
    Traceback (most recent call last):
    ...
    ValueError: 'pupose' is no fact about a model; the facts are: purpose, population, ...
    """
    names = [each.name for each in fields(ModelFacts)]
    read: dict[str, Any] = {}
    for name, value in given.items():
        if name not in names:
            raise ValueError(
                f"{name!r} is no fact about a model; the facts are: {', '.join(names)}"
            )
        read[name] = _value(name, value)
    for low, high in (_DAYS[:2], _DAYS[2:]):
        if read.get(low) and read.get(high) and read[low] > read[high]:
            raise ValueError(f"{low} {read[low]} is after {high} {read[high]}")
    return ModelFacts(**read)


def _value(name: str, value: object) -> object:
    if name in _DAYS:
        return _day(name, value)
    if name == "limits":
        return tuple(_text(name, each) for each in _listed(name, value))
    if name == "exclusions":
        return tuple(_exclusion(each) for each in _listed(name, value))
    return _text(name, value)


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    raise ValueError(f"{name} must be a text, not {value!r}")


def _listed(name: str, value: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise ValueError(f"{name} must be a list, not {value!r}")


def _day(name: str, value: object) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"{name} must be a day as 2025-12-31, not {value}") from error


def _exclusion(value: object) -> Exclusion:
    known = {each.name: each.default is MISSING for each in fields(Exclusion)}
    if not isinstance(value, dict) or not set(value) <= set(known):
        raise ValueError(f"an exclusion says what, why and perhaps rows, not {value!r}")
    for name, needed in known.items():
        if needed and not str(value.get(name, "")).strip():
            raise ValueError(f"an exclusion says what and why; {name} is missing in {value!r}")
    rows = value.get("rows")
    if rows is not None and (type(rows) is not int or rows < 0):
        raise ValueError(f"rows of an exclusion are a count, not {rows!r}")
    return Exclusion(_text("what", value["what"]), _text("why", value["why"]), rows)
