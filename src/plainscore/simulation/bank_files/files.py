"""Which files a person's bank hands over, and their names."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from plainscore.simulation.bank_files.camt053 import camt053
from plainscore.simulation.bank_files.damage import damaged
from plainscore.simulation.bank_files.mt940 import mt940
from plainscore.simulation.bank_files.obie import obie_accounts, obie_balances, obie_transactions
from plainscore.simulation.bank_files.ofx import ofx
from plainscore.simulation.bank_files.plaid import plaid
from plainscore.simulation.bank_files.statement import (
    Account,
    Statement,
    monthly,
    whole_period,
)
from plainscore.simulation.bank_files.table import table


class BankFormat(StrEnum):
    """A format that a simulated bank may hand over."""

    CAMT053 = "camt053"
    OBIE = "obie"
    PLAID = "plaid"
    CSV = "csv"
    MT940 = "mt940"
    OFX = "ofx"


FORMAT_WEIGHTS: dict[BankFormat, float] = {
    BankFormat.CAMT053: 0.30,
    BankFormat.OBIE: 0.25,
    BankFormat.PLAID: 0.20,
    BankFormat.CSV: 0.17,
    BankFormat.MT940: 0.04,
    BankFormat.OFX: 0.04,
}
"""Share of people by format."""

_MONTHLY_SHARE = 0.4
_MOST_OVERLAP_DAYS = 5
_DETAIL_WEIGHTS = (5, 3, 2)
"""Shares of banks whose codes say much, something and little."""


@dataclass(frozen=True, slots=True)
class Bank:
    """How one person's bank hands over statements.

    Parameters
    ----------
    format : BankFormat
        In which format.
    detail : int
        How little its codes say, from 0.
    overlap_days : int or None
        Days by which each monthly statement runs into the next month; None for a single one.
    damage : float
        Chance of a line to be spoilt.
    """

    format: BankFormat
    detail: int
    overlap_days: int | None
    damage: float

    @classmethod
    def draw(cls, random: Random, damage: float) -> "Bank":
        """Draw a bank."""
        return cls(
            format=random.choices(list(FORMAT_WEIGHTS), list(FORMAT_WEIGHTS.values()))[0],
            detail=random.choices(range(3), _DETAIL_WEIGHTS)[0],
            overlap_days=(
                random.randint(2, _MOST_OVERLAP_DAYS) if random.random() < _MONTHLY_SHARE else None
            ),
            damage=damage,
        )

    @property
    def names_accounts(self) -> bool:
        """Whether it gives the number of the account on the other side."""
        return self.detail < len(_DETAIL_WEIGHTS) - 1

    def files(self, accounts: Sequence[Account], random: Random) -> Iterator[tuple[str, str]]:
        """Yield name and content of each file about a person's accounts."""
        if self.format is BankFormat.OBIE:
            yield "accounts.json", obie_accounts(accounts)
            yield "balances.json", obie_balances(accounts)
        name, write = self._writer()
        stem, _, suffix = name.rpartition(".")
        for month, statements in self._periods(accounts):
            spoilt = [damaged(statement, self.damage, random) for statement in statements]
            yield f"{stem}{month}.{suffix}", write(spoilt)

    def _writer(self) -> tuple[str, Callable[[Sequence[Statement]], str]]:
        match self.format:
            case BankFormat.CAMT053:
                return "statement.xml", lambda statements: camt053(statements, self.detail)
            case BankFormat.OBIE:
                return (
                    "transactions.json",
                    lambda statements: obie_transactions(statements, self.detail),
                )
            case BankFormat.PLAID:
                return "transactions.json", plaid
            case BankFormat.CSV:
                return "statement.csv", table
            case BankFormat.MT940:
                return "statement.sta", mt940
            case BankFormat.OFX:
                return "statement.ofx", ofx

    def _periods(self, accounts: Sequence[Account]) -> Iterator[tuple[str, list[Statement]]]:
        """Yield the statements that go into one file, with the month for its name."""
        if self.overlap_days is None:
            together = [one for account in accounts for one in whole_period(account)]
            if together:
                yield "", together
            return
        months: dict[str, list[Statement]] = {}
        for account in accounts:
            for statement in monthly(account, self.overlap_days):
                months.setdefault(statement.first[:7], []).append(statement)
        for month in sorted(months):
            yield f"-{month}", months[month]
