"""The layers that recognise a role, firmest first."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from plainscore.records import AccountKind, Role, RoleSource
from plainscore.sources.roles.codes import role_by_codes
from plainscore.sources.roles.keywords import load_keywords
from plainscore.sources.roles.own_transfers import match_own_transfers
from plainscore.sources.roles.streams import Movement, find_streams
from plainscore.sources.roles.verdict import Nature
from plainscore.sources.roles.wording import counterparty_key
from plainscore.sources.statement import StatementAccount, StatementLine

Found = tuple[Role, RoleSource]

SMALLEST_INCOME_SHARE = 0.05
"""A stream below this share of all that comes in is no livelihood: a shared bill, say."""


def recognise_roles(
    lines: Sequence[StatementLine],
    accounts: Sequence[StatementAccount],
    *,
    keywords: Path | None = None,
) -> list[Found]:
    """Recognise what each line is for.

    Layers, firmest first: the bank's codes, the provider's category, a match with another account
    of the same person, recurrence, the keyword table. What none of them tells is `Role.OTHER`.

    Parameters
    ----------
    lines : sequence of StatementLine
        Lines of any number of accounts, in any order.
    accounts : sequence of StatementAccount
        The accounts the lines belong to.
    keywords : pathlib.Path, optional
        A keyword table of one's own in place of the one shipped.

    Returns
    -------
    list of (Role, RoleSource)
        One pair a line, in the order of `lines`: the role and how it was found. No name and no
        text leaves this function.

    Raises
    ------
    KeywordTableError
        If the keyword table cannot be used.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> line = StatementLine(
    ...     "f", 1, "A", date(2024, 5, 3), Decimal(900), "EUR", bank_code="PMNT/RCDT/SALA"
    ... )
    >>> role, source = recognise_roles([line], [])[0]
    >>> role.value, source.value
    ('income', 'bank_code')
    """
    table = load_keywords(keywords)
    found: list[Found] = []
    open_places: list[int] = []
    natures: dict[int, Nature] = {}
    known: dict[object, tuple[Role | None, RoleSource, Nature | None]] = {}
    for place, line in enumerate(lines):
        inflow = line.amount > 0
        codes = (line.bank_code, line.purpose_code, line.bank_category, inflow)
        said = known.get(codes)
        if said is None:
            said = known[codes] = role_by_codes(*codes[:3], inflow=inflow)
        role, source, nature = said
        if role is None:
            open_places.append(place)
            if nature is not None:
                natures[place] = nature
        found.append((role or Role.OTHER, source))
    for place, role in match_own_transfers(lines, open_places, accounts).items():
        found[place] = (role, RoleSource.OWN_ACCOUNT)
    open_places = [place for place in open_places if found[place][1] is RoleSource.DEFAULT]
    for place in open_places:
        line = lines[place]
        if line.text or line.counterparty:
            words = f"{line.text} {line.counterparty}"
            told = table.role(words, inflow=line.amount > 0)
            if told is not None:
                found[place] = (told, RoleSource.KEYWORD)
    _recurring_income(lines, open_places, natures, accounts, found)
    return found


def _recurring_income(
    lines: Sequence[StatementLine],
    places: Sequence[int],
    natures: dict[int, Nature],
    accounts: Sequence[StatementAccount],
    found: list[Found],
) -> None:
    owed = {
        account.account_id
        for account in accounts
        if account.kind in {AccountKind.CARD, AccountKind.LOAN}
    }
    candidates: dict[str, list[Movement]] = defaultdict(list)
    for place in places:
        line = lines[place]
        if (
            line.amount > 0
            and found[place][0] in {Role.OTHER, Role.INCOME}
            and place not in natures
            and line.account_id not in owed
        ):
            movement = Movement(
                place,
                line.booked_on.toordinal(),
                float(line.amount),
                counterparty_key(line.counterparty, line.text),
            )
            candidates[line.account_id].append(movement)
    totals: dict[str, float] = defaultdict(float)
    for line in lines:
        if line.account_id in candidates and line.amount > 0:
            totals[line.account_id] += float(line.amount)
    for account, movements in candidates.items():
        for stream in find_streams(movements):
            size = sum(movement.amount for movement in stream.movements)
            if size >= SMALLEST_INCOME_SHARE * totals[account]:
                for movement in stream.movements:
                    found[movement.place] = (Role.INCOME, RoleSource.RECURRENCE)
