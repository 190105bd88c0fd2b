"""The statements of an OFX file, as plain names and values.

Version 1 leaves most end tags out, version 2 closes every one; otherwise they are the same, so one
small reader takes both: a tag with text after it is a value, a tag without is an aggregate.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_TOKEN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]{0,31})\s*(/?)>([^<]*)")
_STATEMENTS = frozenset({"STMTRS", "CCSTMTRS"})
_AGGREGATES = frozenset(
    {
        *_STATEMENTS,
        *("OFX", "STMTTRNRS", "CCSTMTTRNRS", "BANKMSGSRSV1", "CREDITCARDMSGSRSV1"),
        *("BANKACCTFROM", "CCACCTFROM", "BANKACCTTO", "CCACCTTO", "BANKTRANLIST", "STMTTRN"),
        *("LEDGERBAL", "AVAILBAL", "PAYEE", "CURRENCY", "ORIGCURRENCY"),
    }
)
"""The aggregates that are looked into, or that end a value left open."""


@dataclass(slots=True)
class OfxStatement:
    """One statement.

    Parameters
    ----------
    card : bool
        Whether it is of a card.
    values : dict of str to str
        Values outside the list of transactions, by aggregate and name: ``LEDGERBAL.BALAMT``.
    entries : list of dict of str to str
        The values of each transaction.
    cut : bool
        Whether the file ends within the statement.
    cut_entry : bool
        Whether it ends within the last transaction.
    """

    card: bool
    values: dict[str, str] = field(default_factory=dict)
    entries: list[dict[str, str]] = field(default_factory=list)
    cut: bool = False
    cut_entry: bool = False


def ofx_statements(text: str) -> Iterator[OfxStatement]:
    """Yield the statements of an OFX file.

    Parameters
    ----------
    text : str
        The file.

    Yields
    ------
    OfxStatement
        One statement, in the order of the file.

    Examples
    --------
    >>> text = "<STMTRS><CURDEF>EUR<BANKTRANLIST><STMTTRN><FITID>1<NAME>A &amp; B</STMTTRN>"
    >>> next(ofx_statements(text)).entries
    [{'FITID': '1', 'NAME': 'A & B'}]
    """
    place = _Place()
    for match in _TOKEN.finditer(text):
        closing, name, empty, value = match.groups()
        name = name.upper()
        if name in _STATEMENTS:
            if place.statement is not None:
                yield place.statement
            place = _Place(None if closing else OfxStatement(card=name == "CCSTMTRS"))
        elif place.statement is None or empty:
            continue
        elif name in _AGGREGATES:
            place.move(name, closing=bool(closing))
        elif not closing and (value := value.strip()):
            place.take(name, value)
    if place.statement is not None:
        place.statement.cut = True
        place.statement.cut_entry = place.entry is not None
        yield place.statement


@dataclass(slots=True)
class _Place:
    """Where in a statement the reading stands."""

    statement: OfxStatement | None = None
    entry: dict[str, str] | None = None
    open_tags: list[str] = field(default_factory=list)

    def move(self, name: str, *, closing: bool) -> None:
        """Enter or leave an aggregate; a transaction also ends where the next one begins."""
        if name == "STMTTRN":
            self.open_tags.clear()
            self.entry = None if closing else {}
            if self.entry is not None and self.statement is not None:
                self.statement.entries.append(self.entry)
        elif not closing:
            self.open_tags.append(name)
        elif name in self.open_tags:
            del self.open_tags[self.open_tags.index(name) :]
        elif name == "BANKTRANLIST":
            self.entry = None

    def take(self, name: str, value: str) -> None:
        """Keep a value under its name, or under its aggregate and its name."""
        key = f"{self.open_tags[-1]}.{name}" if self.open_tags else name
        target = self.entry
        if target is None and self.statement is not None:
            target = self.statement.values
        if target is not None:
            target.setdefault(key, unescape(value) if "&" in value else value)
