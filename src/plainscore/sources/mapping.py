"""`CsvMapping`: which column of a table means what, declared by whoever knows the table."""

import json
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

from plainscore.sources.currencies import read_currency
from plainscore.sources.unreadable import UnreadableError


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """Which column of a CSV or Parquet file means what.

    Parameters
    ----------
    date : str
        Column of the booking day.
    amount : str or None
        Column of the signed amount; with `indicator`, of the absolute amount.
    debit, credit : str or None
        Columns of the absolute outflow and inflow, in place of `amount`.
    indicator : str or None
        Column that tells outflow from inflow.
    debit_marks : tuple of str
        What `indicator` holds for an outflow; everything in `credit_marks` is an inflow.
    credit_marks : tuple of str
        What `indicator` holds for an inflow.
    outflow_positive : bool
        Whether a positive `amount` is an outflow.
    account : str or None
        Column of the account; without it every line belongs to `account_id`.
    account_id : str
        The account of a table that names none.
    currency : str or None
        Column of the currency; without it every line is in `currency_code`.
    currency_code : str or None
        ISO 4217 code of a table that names none.
    balance : str or None
        Column of the balance after the line.
    transaction_id : str or None
        Column of an identifier that stays the same in every export.
    text : tuple of str
        Columns of free text, read to recognise the role and not kept.
    counterparty : str or None
        Column of the other side, read to recognise the role and not kept.
    category : str or None
        Column of a category: a role, or ``scheme:value`` such as ``plaid:INCOME_WAGES``.
    date_format : str or None
        As for `datetime.datetime.strptime`; ISO 8601 by default.
    decimal_comma : bool
        Whether amounts are written ``1.234,56``.
    delimiter : str
        What separates the columns of a CSV.
    encoding : str
        Encoding of a CSV.
    skip_rows : int
        Lines before the header of a CSV.

    Examples
    --------
    >>> CsvMapping(date="Buchungstag", amount="Betrag", currency_code="EUR").delimiter
    ','
    >>> CsvMapping(date="Buchungstag")
    Traceback (most recent call last):
    ...
    ValueError: a mapping needs amount, or debit and credit
    """

    date: str
    amount: str | None = None
    debit: str | None = None
    credit: str | None = None
    indicator: str | None = None
    debit_marks: tuple[str, ...] = ("D", "DR", "DBIT", "DEBIT", "-", "S")
    credit_marks: tuple[str, ...] = ("C", "CR", "CRDT", "CREDIT", "+", "H")
    outflow_positive: bool = False
    account: str | None = None
    account_id: str = "account"
    currency: str | None = None
    currency_code: str | None = None
    balance: str | None = None
    transaction_id: str | None = None
    text: tuple[str, ...] = ()
    counterparty: str | None = None
    category: str | None = None
    date_format: str | None = None
    decimal_comma: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"
    skip_rows: int = 0

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.debit is None and self.credit is None):
            raise ValueError("a mapping needs amount, or debit and credit")
        if (self.debit is None) != (self.credit is None):
            raise ValueError("a mapping needs amount, or debit and credit")
        if (self.currency is None) == (self.currency_code is None):
            raise ValueError("a mapping needs currency (a column) or currency_code, not both")
        if len(self.delimiter) != 1 or self.delimiter in '\r\n"':
            raise ValueError("the delimiter is one character")
        if self.skip_rows < 0:
            raise ValueError("skip_rows is not negative")
        try:
            "".encode(self.encoding)
        except LookupError:
            raise ValueError(f"there is no encoding {self.encoding!r}") from None
        if self.currency_code is not None:
            try:
                read_currency(self.currency_code, "currency_code")
            except UnreadableError as reason:
                raise ValueError(f"currency_code {reason.message}") from None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the mapping names, each once."""
        named = (
            self.date,
            self.amount,
            self.debit,
            self.credit,
            self.indicator,
            self.account,
            self.currency,
            self.balance,
            self.transaction_id,
            *self.text,
            self.counterparty,
            self.category,
        )
        return tuple(dict.fromkeys(name for name in named if name is not None))

    @classmethod
    def load(cls, path: Path) -> Self:
        r"""Read a mapping from a small TOML or JSON file.

        Parameters
        ----------
        path : pathlib.Path
            The file; JSON when its name ends in ``.json``, otherwise TOML. Its keys are the
            parameters of this class; `text` may be one name or a list.

        Returns
        -------
        CsvMapping
            The mapping.

        Raises
        ------
        ValueError
            If the file cannot be read, or declares something unknown or of the wrong kind.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     path = Path(place) / "bank.toml"
        ...     _ = path.write_text('date = "Datum"\namount = "Betrag"\ncurrency_code = "EUR"')
        ...     CsvMapping.load(path).amount
        'Betrag'
        """
        try:
            content = path.read_text(encoding="utf-8-sig")
            declared = json.loads(content) if path.suffix == ".json" else tomllib.loads(content)
        except (OSError, ValueError, RecursionError) as error:
            raise ValueError(f"{path.name} cannot be read as a mapping: {error}") from None
        if not isinstance(declared, dict):
            raise ValueError(f"{path.name} cannot be read as a mapping: it holds no keys")  # noqa: TRY004 - one kind of error for callers
        unknown = sorted(set(declared) - {field.name for field in fields(cls)})
        if unknown:
            known = ", ".join(field.name for field in fields(cls))
            raise ValueError(f"{path.name} declares {', '.join(unknown)}; known are {known}")
        for name in ("text", "debit_marks", "credit_marks"):
            if name in declared:
                declared[name] = _names(declared[name])
        _check_kinds(path.name, declared)
        try:
            return cls(**declared)
        except TypeError:
            raise ValueError(f"{path.name} does not say which column is the date") from None
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from None


def _names(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    return value


def _check_kinds(file: str, declared: dict[str, object]) -> None:
    kinds: dict[str, type] = {
        "outflow_positive": bool,
        "decimal_comma": bool,
        "skip_rows": int,
        "text": tuple,
        "debit_marks": tuple,
        "credit_marks": tuple,
    }
    for name, value in declared.items():
        if type(value) is not kinds.get(name, str):
            wanted = kinds.get(name, str)
            word = {str: "text", bool: "true or false", int: "a whole number"}.get(wanted, "a list")
            raise ValueError(f"{file}: {name} must be {word}")


CANONICAL = CsvMapping(
    date="date",
    amount="amount",
    account="account_id",
    currency="currency",
    balance="balance",
    transaction_id="transaction_id",
    text=("description",),
    category="category",
)
"""Our own columns: the last four may be absent."""
