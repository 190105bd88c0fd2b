"""camt.053.001.08, the ISO 20022 account statement of banks in Europe."""

from collections.abc import Sequence

from plainscore.simulation.bank_files.codes import iso_of
from plainscore.simulation.bank_files.statement import Entry, Statement, spelled
from plainscore.simulation.streams import Stream

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\n'
)
_TAIL = "</BkToCstmrStmt></Document>\n"


def camt053(statements: Sequence[Statement], detail: int) -> str:
    """Write statements as one camt.053 document.

    Parameters
    ----------
    statements : sequence of Statement
        One or more accounts of a period.
    detail : int
        How little the bank's codes say: 0 for the most telling ones.

    Returns
    -------
    str
        XML.
    """
    created = f"{max(statement.last for statement in statements)}T23:00:00+00:00"
    parts = [
        _HEAD,
        f"<GrpHdr><MsgId>M{statements[0].account.account_id[-10:]}{statements[0].number:04d}</MsgId>",
        f"<CreDtTm>{created}</CreDtTm></GrpHdr>\n",
    ]
    for statement in statements:
        parts.append(_statement_head(statement, created))
        currency = statement.account.currency
        parts += [_entry(entry, currency, detail) for entry in statement.entries]
        parts.append("</Stmt>\n")
    parts.append(_TAIL)
    return "".join(parts)


def _statement_head(statement: Statement, created: str) -> str:
    account = statement.account
    return (
        f"<Stmt><Id>{account.account_id}-{statement.number}</Id>"
        f"<ElctrncSeqNb>{statement.number}</ElctrncSeqNb><CreDtTm>{created}</CreDtTm>"
        f"<FrToDt><FrDtTm>{statement.first}T00:00:00+00:00</FrDtTm>"
        f"<ToDtTm>{statement.last}T23:59:59+00:00</ToDtTm></FrToDt>"
        f"<Acct><Id><IBAN>{account.account_id}</IBAN></Id>"
        f"<Tp><Cd>{'SVGS' if account.savings else 'CACC'}</Cd></Tp>"
        f"<Ccy>{account.currency}</Ccy></Acct>\n"
        + _balance("OPBD", statement.opening, account.currency, statement.first)
        + _balance("CLBD", statement.closing, account.currency, statement.last)
    )


def _balance(kind: str, cents: int, currency: str, day: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{spelled(cents)}</Amt>'
        f"<CdtDbtInd>{'DBIT' if cents < 0 else 'CRDT'}</CdtDbtInd>"
        f"<Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _entry(entry: Entry, currency: str, detail: int) -> str:
    comes_in = entry.cents > 0
    code = iso_of(entry.stream, comes_in=comes_in, detail=detail)
    side = "Dbtr" if comes_in else "Cdtr"
    account = (
        f"<{side}Acct><Id><IBAN>{entry.other_account}</IBAN></Id></{side}Acct>"
        if entry.other_account
        else ""
    )
    purpose = f"<Purp><Cd>{code.purpose}</Cd></Purp>" if code.purpose else ""
    reversal = "<RvslInd>true</RvslInd>" if entry.stream is Stream.RETURNED and not detail else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{entry.amount}</Amt>'
        f"<CdtDbtInd>{'CRDT' if comes_in else 'DBIT'}</CdtDbtInd>{reversal}"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{entry.day}</Dt></BookgDt>"
        f"<ValDt><Dt>{entry.day}</Dt></ValDt><AcctSvcrRef>{entry.transaction_id}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>{code.domain}</Cd><Fmly><Cd>{code.family}</Cd>"
        f"<SubFmlyCd>{code.subfamily}</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"<RltdPties><{side}><Pty><Nm>{entry.counterparty}</Nm></Pty></{side}>{account}</RltdPties>"
        f"{purpose}<RmtInf><Ustrd>{entry.text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )
