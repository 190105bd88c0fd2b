"""The book of rules, read from ``rules.toml``, and which version holds on a day."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from plainscore.service.law.rule import Rule


class NoSuchRuleError(LookupError):
    """A rule that is not in the book, or did not hold on the day asked for."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, in the order of the book.

    Returns
    -------
    tuple of Rule
        Versions of one rule follow each other in time.

    Raises
    ------
    ValueError
        If two versions of a rule hold on one day.

    Examples
    --------
    >>> all_rules()[0].id
    'fcra.reinvestigation'
    """
    text = files("plainscore.service.law").joinpath("rules.toml").read_text(encoding="utf-8")
    rules = tuple(Rule(**each) for each in tomllib.loads(text)["rule"])
    for name in {rule.id for rule in rules}:
        check_versions([rule for rule in rules if rule.id == name])
    return rules


def check_versions(versions: list[Rule]) -> None:
    """Check that at most one version of a rule holds on any day.

    Raises
    ------
    ValueError
        If two do.
    """
    for earlier, later in pairwise(versions):
        if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
            raise ValueError(f"{later.id}: two versions hold on {later.effective_from}")


def rule_on(name: str, day: date) -> Rule:
    """Return the version of a rule that holds on a day.

    Parameters
    ----------
    name : str
        Id of the rule.
    day : datetime.date
        The day.

    Returns
    -------
    Rule
        The rule.

    Raises
    ------
    NoSuchRuleError
        If there is none of that name, or none that holds then.

    Examples
    --------
    >>> rule_on("gdpr.answer", date(2026, 3, 1)).citation
    'GDPR Art. 12(3)'
    """
    versions = [rule for rule in all_rules() if rule.id == name]
    for rule in versions:
        if rule.holds_on(day):
            return rule
    if not versions:
        raise NoSuchRuleError(f"there is no rule {name}")
    raise NoSuchRuleError(f"{name} does not hold on {day}")


def holds(name: str, day: date) -> bool:
    """Return whether some version of a rule holds on a day.

    Parameters
    ----------
    name : str
        Id of the rule.
    day : datetime.date
        The day.

    Returns
    -------
    bool
        Whether one does.

    Raises
    ------
    NoSuchRuleError
        If there is no rule of that name at all.

    Examples
    --------
    >>> holds("ai_act.high_risk", date(2027, 12, 1)), holds("ai_act.high_risk", date(2027, 12, 2))
    (False, True)
    """
    versions = [rule for rule in all_rules() if rule.id == name]
    if not versions:
        raise NoSuchRuleError(f"there is no rule {name}")
    return any(rule.holds_on(day) for rule in versions)
