"""How well roles are recognised: precision and recall by role, with intervals."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from plainscore.records import Role

Z_95 = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of counted cases with its 95 % interval.

    The interval is Wilson's (1927, Journal of the American Statistical Association 22), which
    stays within 0 and 1 and holds for few cases.

    Parameters
    ----------
    hits : int
        Cases that count.
    cases : int
        All cases.

    Examples
    --------
    >>> Share(9, 10).value
    0.9
    >>> [round(bound, 3) for bound in Share(9, 10).interval]
    [0.596, 0.982]
    >>> str(Share(0, 0))
    'none'
    """

    hits: int
    cases: int

    @property
    def value(self) -> float | None:
        """The share, or None without cases."""
        return self.hits / self.cases if self.cases else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval, or None without cases."""
        if not self.cases:
            return None
        share, spread = self.hits / self.cases, Z_95**2 / self.cases
        centre = share + spread / 2
        half = Z_95 * sqrt(share * (1 - share) / self.cases + spread / (4 * self.cases))
        return (
            max(0.0, (centre - half) / (1 + spread)),
            min(1.0, (centre + half) / (1 + spread)),
        )

    def __str__(self) -> str:
        if self.value is None or self.interval is None:
            return "none"
        low, high = self.interval
        return f"{self.value:.3f} ({low:.3f} to {high:.3f})"


@dataclass(frozen=True, slots=True)
class RoleQuality:
    """How well one role is recognised.

    Parameters
    ----------
    role : Role
        The role.
    support : int
        Lines that truly have it.
    found : int
        Lines that were given it.
    precision : Share
        Of the lines given it, those that truly have it.
    recall : Share
        Of the lines that truly have it, those given it.
    mistaken_for : tuple of (Role, int)
        What the missed lines were given instead, the most frequent first.

    Examples
    --------
    >>> evaluate_roles([Role.TAX, Role.TAX], [Role.TAX, Role.OTHER])[0].recall.value
    0.5
    """

    role: Role
    support: int
    found: int
    precision: Share
    recall: Share
    mistaken_for: tuple[tuple[Role, int], ...]


def evaluate_roles(true: Sequence[Role], found: Sequence[Role]) -> tuple[RoleQuality, ...]:
    """Compare recognised roles with true ones.

    Parameters
    ----------
    true : sequence of Role, length n
        What each line truly is.
    found : sequence of Role, length n
        What it was recognised as.

    Returns
    -------
    tuple of RoleQuality
        One for each role that occurs on either side, in the order of `Role`.

    Raises
    ------
    ValueError
        If the lengths differ.

    Examples
    --------
    >>> quality = evaluate_roles(
    ...     [Role.INCOME, Role.INCOME, Role.OTHER], [Role.INCOME, Role.OTHER, Role.OTHER]
    ... )
    >>> [(one.role.value, one.precision.value, one.recall.value) for one in quality]
    [('income', 1.0, 0.5), ('other', 0.5, 1.0)]
    """
    pairs = Counter(zip(true, found, strict=True))
    support, given = Counter(true), Counter(found)
    return tuple(
        RoleQuality(
            role,
            support[role],
            given[role],
            Share(pairs[role, role], given[role]),
            Share(pairs[role, role], support[role]),
            _mistaken(role, pairs),
        )
        for role in Role
        if support[role] or given[role]
    )


def _mistaken(role: Role, pairs: Counter[tuple[Role, Role]]) -> tuple[tuple[Role, int], ...]:
    missed = Counter({found: n for (true, found), n in pairs.items() if true is role is not found})
    return tuple(missed.most_common())


def quality_table(qualities: Iterable[RoleQuality]) -> str:
    """Write role qualities as a Markdown table.

    Parameters
    ----------
    qualities : iterable of RoleQuality
        The rows.

    Returns
    -------
    str
        A table with one row a role.

    Examples
    --------
    >>> print(quality_table(evaluate_roles([Role.TAX], [Role.TAX])))
    | role | lines | given | precision (95 %) | recall (95 %) | missed lines became |
    |---|---:|---:|---:|---:|---|
    | `tax` | 1 | 1 | 1.000 (0.207 to 1.000) | 1.000 (0.207 to 1.000) | |
    """
    rows = [
        "| role | lines | given | precision (95 %) | recall (95 %) | missed lines became |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for one in qualities:
        missed = ", ".join(f"`{role.value}` {count:,}" for role, count in one.mistaken_for)
        cells = (
            f"`{one.role.value}`",
            f"{one.support:,}",
            f"{one.found:,}",
            str(one.precision),
            str(one.recall),
        )
        rows.append(f"| {' | '.join(cells)} |{f' {missed} ' if missed else ' '}|")
    return "\n".join(rows)
