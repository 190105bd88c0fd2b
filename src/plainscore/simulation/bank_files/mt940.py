"""SWIFT MT940, with the structured ``:86:`` of the German banks."""

from collections.abc import Sequence

from plainscore.simulation.bank_files.codes import (
    GERMAN_CODES,
    GERMAN_DEBIT,
    GERMAN_IN,
    GERMAN_OUT,
    iso_of,
)
from plainscore.simulation.bank_files.statement import Entry, Statement, spelled

_PLAIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
"""The SWIFT character set has no umlauts."""

_SEGMENT = 27
_LINE = 65


def mt940(statements: Sequence[Statement]) -> str:
    """Write statements one after the other."""
    return "".join(_statement(statement) for statement in statements)


def _statement(statement: Statement) -> str:
    account = statement.account
    parts = [
        f":20:S{account.account_id[-8:]}{statement.number:04d}\r\n",
        f":25:{account.account_id}\r\n",
        f":28C:{statement.number:05d}/001\r\n",
        _balance("60F", statement.opening, account.currency, statement.first),
    ]
    parts += [_entry(entry) for entry in statement.entries]
    parts.append(_balance("62F", statement.closing, account.currency, statement.last))
    parts.append("-\r\n")
    return "".join(parts)


def _balance(tag: str, cents: int, currency: str, day: str) -> str:
    mark = "D" if cents < 0 else "C"
    return f":{tag}:{mark}{_short(day)}{currency}{spelled(cents).replace('.', ',')}\r\n"


def _short(day: str) -> str:
    return day[2:4] + day[5:7] + day[8:10]


def _entry(entry: Entry) -> str:
    comes_in = entry.cents > 0
    mark = "C" if comes_in else "D"
    drawn = iso_of(entry.stream, comes_in=comes_in, detail=9).family == "RDDT"
    plain = GERMAN_IN if comes_in else GERMAN_DEBIT if drawn else GERMAN_OUT
    code = GERMAN_CODES.get(entry.stream, plain)
    short = _short(entry.day)
    return (
        f":61:{short}{short[2:]}{mark}{entry.amount.replace('.', ',')}NTRFNONREF"
        f"//{entry.transaction_id}\r\n" + _details(code, entry)
    )


def _details(code: str, entry: Entry) -> str:
    purpose = f"SVWZ+{entry.text}".translate(_PLAIN)
    segments = [purpose[start : start + _SEGMENT] for start in range(0, len(purpose), _SEGMENT)]
    told = "".join(f"?{20 + place}{segment}" for place, segment in enumerate(segments))
    number = f"?31{entry.other_account}" if entry.other_account else ""
    content = (
        f":86:{code}?00BUCHUNG{told}{number}?32{entry.counterparty.translate(_PLAIN)[:_SEGMENT]}"
    )
    lines = [content[start : start + _LINE] for start in range(0, len(content), _LINE)]
    return "\r\n".join(lines) + "\r\n"
