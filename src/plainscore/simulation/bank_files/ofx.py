"""OFX 2.1.1, as money-management programs download it."""

from collections.abc import Sequence

from plainscore.simulation.bank_files.codes import OFX_TYPES, iso_of
from plainscore.simulation.bank_files.statement import Entry, Statement, signed

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
    "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>"
)
_NAME_LENGTH = 32


def ofx(statements: Sequence[Statement]) -> str:
    """Write statements as one download."""
    asked = max(statement.last for statement in statements).replace("-", "")
    parts = [
        _HEAD,
        f"<DTSERVER>{asked}230000</DTSERVER><LANGUAGE>ENG</LANGUAGE></SONRS></SIGNONMSGSRSV1>\n",
        "<BANKMSGSRSV1>\n",
    ]
    for place, statement in enumerate(statements, start=1):
        parts.append(_statement_head(statement, place))
        parts += [_entry(entry) for entry in statement.entries]
        end = statement.last.replace("-", "")
        parts.append(
            f"</BANKTRANLIST><LEDGERBAL><BALAMT>{signed(statement.closing)}</BALAMT>"
            f"<DTASOF>{end}</DTASOF></LEDGERBAL></STMTRS></STMTTRNRS>\n"
        )
    parts.append("</BANKMSGSRSV1></OFX>\n")
    return "".join(parts)


def _statement_head(statement: Statement, place: int) -> str:
    account = statement.account
    return (
        f"<STMTTRNRS><TRNUID>{place}</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY>"
        f"</STATUS><STMTRS><CURDEF>{account.currency}</CURDEF><BANKACCTFROM>"
        f"<BANKID>0000</BANKID><ACCTID>{account.account_id}</ACCTID>"
        f"<ACCTTYPE>{'SAVINGS' if account.savings else 'CHECKING'}</ACCTTYPE></BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>{statement.first.replace('-', '')}</DTSTART>"
        f"<DTEND>{statement.last.replace('-', '')}</DTEND>\n"
    )


def _entry(entry: Entry) -> str:
    comes_in = entry.cents > 0
    drawn = iso_of(entry.stream, comes_in=comes_in, detail=9).family == "RDDT"
    plain = "CREDIT" if comes_in else "DIRECTDEBIT" if drawn else "DEBIT"
    kind = OFX_TYPES.get(entry.stream, plain)
    other = (
        f"<BANKACCTTO><BANKID>0000</BANKID><ACCTID>{entry.other_account}</ACCTID>"
        "<ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTTO>"
        if entry.other_account
        else ""
    )
    return (
        f"<STMTTRN><TRNTYPE>{kind}</TRNTYPE><DTPOSTED>{entry.day.replace('-', '')}</DTPOSTED>"
        f"<TRNAMT>{'' if comes_in else '-'}{entry.amount}</TRNAMT>"
        f"<FITID>{entry.transaction_id}</FITID><NAME>{entry.counterparty[:_NAME_LENGTH]}</NAME>{other}"
        f"<MEMO>{entry.text}</MEMO></STMTTRN>\n"
    )
