"""The page of the catalogue, written from the catalogue."""

from plainscore.features.catalogue import CATALOGUE
from plainscore.features.catalogue.absent import ABSENT
from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.feature import Feature
from plainscore.features.gates import GATES

_TITLES = {
    Factor.INCOME: "Income",
    Factor.OBLIGATIONS: "Obligations",
    Factor.BALANCE: "Balance",
    Factor.OVERDRAFT: "Overdraft",
    Factor.BILLS: "Bills",
    Factor.NET_FLOW: "Net flow",
    Factor.TRADELINES: "Tradelines and accounts",
}

_DIRECTIONS = {
    Direction.HIGHER_IS_SAFER: "higher is safer",
    Direction.HIGHER_IS_RISKIER: "higher is riskier",
    Direction.NEUTRAL: "either way",
}

_UNITS = {
    Unit.AMOUNT: "amount of the main currency",
    Unit.RATIO: "ratio",
    Unit.SHARE: "share, 0 to 1",
    Unit.COUNT: "count",
    Unit.DAYS: "days",
    Unit.MONTHS: "months",
}

_OPENING = """\
# Features

Every fact that may enter a score, and nothing else. This page is written by
`plainscore.features.catalogue_page()` from the catalogue; do not edit it. Why each is allowed
stands in [closed-features.md](decisions/closed-features.md).

## What holds for all of them

- An application sees rows booked before its day (UTC) and known at its moment. Nothing later can
  change a feature.
- Missing is empty, never zero. A feature is empty where the history is shorter than it needs;
  zero means that nothing happened.
- Flows are those of current and savings accounts. Purchases by card count when the card is paid.
  Transfers between own accounts count neither as income nor as spending; refunds and returned
  payments are taken off what went out; a loan paid out is never income.
- A month is a block of 30 days counted back from the application; a year has twelve of them, and
  windows of 365 days that are no months take in the five days left. Monthly figures of a year use
  the whole months there are, six at least.
- Amounts are in the main currency: that of the accounts with the most rows of income, or the most
  rows. Accounts in other currencies are left out, and `other_currency_share` says how much that
  is.
- Money is added up exactly; ratios are taken last. Quantiles are interpolated (type 7).
- No purchase is judged: what a person buys is one undivided sum, and all of it counts as needed.
- How recurring payments are recognised without names:
  [streams-without-names.md](decisions/streams-without-names.md). How balances are rebuilt:
  [end-of-day-balance.md](decisions/end-of-day-balance.md).

## Gates

Columns that say how much is known. They are never scored.

| gate | what it is |
|---|---|
"""


def catalogue_page() -> str:
    """Return the page ``docs/features.md``, in Markdown.

    Returns
    -------
    str
        The page.

    Examples
    --------
    >>> page = catalogue_page()
    >>> page.splitlines()[0], page.count("### `")
    ('# Features', 63)
    """
    lines = [_OPENING + "\n".join(f"| `{gate.name}` | {gate.formula} |" for gate in GATES.values())]
    for factor in Factor:
        lines.append(f"\n## {_TITLES[factor]}")
        lines += [_entry(feature) for feature in CATALOGUE.values() if feature.factor is factor]
    lines.append("\n## Not in the catalogue\n")
    lines += [f"- `{name}`: {reason}." for name, reason in ABSENT.items()]
    return "\n".join(lines) + "\n"


def _entry(feature: Feature) -> str:
    window = f"{feature.window_days} days" if feature.window_days else "the moment itself"
    history = (
        f"{feature.least_history_days} days of history"
        if feature.least_history_days
        else "no least history"
    )
    needs = ", ".join(feature.needs)
    return f"""
### `{feature.name}`

{feature.label}: {feature.formula}.

| window | direction | unit | needs |
|---|---|---|---|
| {window} | {_DIRECTIONS[feature.direction]} | {_UNITS[feature.unit]} | {needs}; {history} |

> {feature.sentence}"""
