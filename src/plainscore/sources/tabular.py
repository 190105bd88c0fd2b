"""One row of a table, read with a mapping into a statement line."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from plainscore.records import Role
from plainscore.sources.amounts import read_amount, read_unsigned
from plainscore.sources.currencies import read_currency
from plainscore.sources.days import read_day, within_range
from plainscore.sources.identifiers import read_account_id, read_identifier, read_text
from plainscore.sources.mapping import CANONICAL, CsvMapping
from plainscore.sources.statement import StatementLine
from plainscore.sources.unreadable import UnreadableError

OPTIONAL_WHEN_CANONICAL = frozenset({"balance", "transaction_id", "description", "category"})
"""Columns of our own layout that a file may lack."""

_ROLES = frozenset(Role)
_FILLING = re.compile(r"[\s'\u2019\u00a0\u202f]")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_GROUPED_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_EXCHANGED = str.maketrans({",": ".", ".": ","})
_DIGITS = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)


class RowReader:
    """Reads the rows of one table.

    Parameters
    ----------
    file : str
        Name of the file, for messages.
    mapping : CsvMapping
        Which column means what.
    columns : sequence of str
        The columns of the table, in order.

    Raises
    ------
    UnreadableError
        If a column is missing, or stands twice.

    Examples
    --------
    >>> mapping = CsvMapping(date="day", amount="sum", currency_code="EUR")
    >>> RowReader("a.csv", mapping, ["day", "sum"]).line(2, ["2024-05-06", "-3.50"]).amount
    Decimal('-3.50')
    """

    def __init__(self, file: str, mapping: CsvMapping, columns: Sequence[str]) -> None:
        self.file = file
        self.mapping = mapping
        self.canonical = mapping == CANONICAL
        optional = OPTIONAL_WHEN_CANONICAL if self.canonical else frozenset()
        for name in mapping.columns:
            if columns.count(name) > 1:
                raise UnreadableError("repeated_column", name, "stands twice", "keep one of them")
            if name not in columns and name not in optional:
                found = ", ".join(columns)[:200]
                raise UnreadableError(
                    "missing_column", name, "is missing", f"the file has the columns {found}"
                )
        places = {name: columns.index(name) for name in mapping.columns if name in columns}
        self._date = places[mapping.date]
        self._amount = self._place(places, mapping.amount)
        self._debit = self._place(places, mapping.debit)
        self._credit = self._place(places, mapping.credit)
        self._indicator = self._place(places, mapping.indicator)
        self._account = self._place(places, mapping.account)
        self._currency = self._place(places, mapping.currency)
        self._balance = self._place(places, mapping.balance)
        self._line_id = self._place(places, mapping.transaction_id)
        self._counterparty = self._place(places, mapping.counterparty)
        self._category = self._place(places, mapping.category)
        self._texts = [places[name] for name in mapping.text if name in places]
        self._days: dict[str, date] = {}
        self._signs = {mark.casefold(): -1 for mark in mapping.debit_marks} | {
            mark.casefold(): 1 for mark in mapping.credit_marks
        }

    @staticmethod
    def _place(places: dict[str, int], name: str | None) -> int:
        """Return the place of a column; -1 when the table does not have it."""
        return -1 if name is None else places.get(name, -1)

    def line(self, row: int, values: Sequence[object]) -> StatementLine:
        """Read one row.

        Parameters
        ----------
        row : int
            1-based position of the row.
        values : sequence of object
            The values, in the order of the columns: text from CSV, typed from Parquet.

        Returns
        -------
        StatementLine
            The line.

        Raises
        ------
        UnreadableError
            If a value that must be there cannot be read.

        Examples
        --------
        >>> reader = RowReader("a.csv", CANONICAL, ["account_id", "date", "amount", "currency"])
        >>> reader.line(2, ["A1", "2024-05-06", "9.99", "EUR"]).account_id
        'A1'
        """
        mapping = self.mapping
        account_id = mapping.account_id
        if self._account >= 0:
            account_id = read_account_id(values[self._account], mapping.account or "")
        day = self._day(values[self._date])
        amount = self._signed(values)
        currency = mapping.currency_code
        if currency is None:
            currency = read_currency(values[self._currency], mapping.currency or "")
        line_id = balance = category = None
        if self._line_id >= 0 and given(stated := values[self._line_id]):
            line_id = read_identifier(stated, mapping.transaction_id or "")
        if self._balance >= 0 and given(stated := values[self._balance]):
            balance = self._number(stated, mapping.balance or "")
        if self._category >= 0 and (stated := read_text(values[self._category])):
            category = scheme_of(stated)
        texts = [text for place in self._texts if (text := read_text(values[place]))]
        other = read_text(values[self._counterparty]) if self._counterparty >= 0 else ""
        return StatementLine(
            self.file,
            row,
            account_id,
            day,
            amount,
            currency,
            line_id,
            balance,
            None,
            None,
            category,
            " ".join(texts),
            other,
        )

    def _day(self, value: object) -> date:
        if not isinstance(value, str):
            return read_day(value, self.mapping.date)
        known = self._days.get(value)
        if known is None:
            known = self._days[value] = self._new_day(value)
        return known

    def _new_day(self, value: str) -> date:
        layout = self.mapping.date_format
        if layout is None or not value:
            return read_day(value, self.mapping.date)
        try:
            day = datetime.strptime(value.strip(), layout).date()  # noqa: DTZ007 - a day has no zone
        except (ValueError, UnicodeError):
            raise UnreadableError(
                "bad_date", self.mapping.date, "is not a date", f"write it as {layout}"
            ) from None
        return within_range(day, self.mapping.date)

    def _signed(self, values: Sequence[object]) -> Decimal:
        mapping = self.mapping
        if self._amount < 0:
            return self._of_two_columns(values[self._debit], values[self._credit])
        amount = self._number(values[self._amount], mapping.amount or "")
        if self._indicator < 0:
            return -amount if mapping.outflow_positive else amount
        sign = self._signs.get(read_text(values[self._indicator]).strip().casefold())
        if sign is None:
            raise UnreadableError(
                "bad_indicator",
                mapping.indicator,
                "is neither a debit nor a credit mark",
                "name the marks in the mapping",
            )
        return sign * read_unsigned(amount, mapping.amount or "")

    def _of_two_columns(self, debit: object, credit: object) -> Decimal:
        out, into = (
            self._number(value, column or "") if given(value) else Decimal(0)
            for value, column in ((debit, self.mapping.debit), (credit, self.mapping.credit))
        )
        if not given(debit) and not given(credit):
            raise UnreadableError("empty", self.mapping.debit, "is empty", "give an amount")
        if out and into:
            raise UnreadableError(
                "two_amounts", self.mapping.debit, "stands beside a credit", "keep one of them"
            )
        return read_unsigned(into, self.mapping.credit or "") - abs(out)

    def _number(self, value: object, column: str) -> Decimal:
        """Read a number as the mapping says it is written."""
        if self.canonical or not isinstance(value, str):
            return read_amount(value, column)
        if not value:
            return read_amount(value, column)
        plain = plain_number(value, decimal_comma=self.mapping.decimal_comma)
        if plain is None:
            mark = "comma" if self.mapping.decimal_comma else "point"
            raise UnreadableError(
                "bad_amount",
                column,
                f"is not a number with a decimal {mark}",
                "say in the mapping how numbers are written",
            )
        return read_amount(plain, column)


def given(value: object) -> bool:
    """Whether a cell holds anything.

    Parameters
    ----------
    value : object
        Text or a typed value.

    Returns
    -------
    bool
        False for nothing and for empty text.

    Examples
    --------
    >>> given(""), given(0)
    (False, True)
    """
    return value is not None and value != ""


def plain_number(text: str, *, decimal_comma: bool) -> str | None:
    """Rewrite a number as people write it with digits and a point.

    Parameters
    ----------
    text : str
        Such as ``1.234,56``, ``1'234.56``, ``(12.00)`` or ``12.00-``.
    decimal_comma : bool
        Whether the comma separates the decimals.

    Returns
    -------
    str or None
        Such as ``-12.00``; None when it is no number written so.

    Examples
    --------
    >>> plain_number("1.234,56-", decimal_comma=True)
    '-1234.56'
    >>> plain_number("(1,234.56)", decimal_comma=False)
    '-1234.56'
    >>> plain_number("12,50", decimal_comma=False) is None
    True
    """
    bare = _FILLING.sub("", text).replace("\u2212", "-")
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1]
    elif bare.endswith("-"):
        negative, bare = True, bare[:-1]
    elif bare.startswith(("-", "+")):
        negative, bare = bare[0] == "-", bare[1:]
    if decimal_comma:
        if _GROUPED_COMMA.fullmatch(bare):
            bare = bare.replace(".", "")
        bare = bare.translate(_EXCHANGED)
    elif _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    if not _DIGITS.fullmatch(bare):
        return None
    return f"-{bare}" if negative else bare


def scheme_of(category: str) -> str:
    """Prefix a category with its scheme.

    Parameters
    ----------
    category : str
        A role, a category with its scheme, or a word of the file's own.

    Returns
    -------
    str
        ``role:``, the scheme given, or ``csv:``.

    Examples
    --------
    >>> scheme_of("income"), scheme_of("plaid:RENT_AND_UTILITIES_RENT"), scheme_of("Sport")
    ('role:income', 'plaid:RENT_AND_UTILITIES_RENT', 'csv:Sport')
    """
    if category in _ROLES:
        return f"role:{category}"
    return category if ":" in category else f"csv:{category}"
