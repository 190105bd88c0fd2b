"""Roles by UK Open Banking codes: the long names of v3 and the ISO 20022 codes of v4."""

import re

from plainscore.sources.roles.bank_codes import verdicts_of_bank_code
from plainscore.sources.roles.verdict import BySign

NAMES: dict[str, str] = {
    "receivedcredittransfer": "RCDT",
    "issuedcredittransfer": "ICDT",
    "receivedrealtimecredittransfer": "RRCT",
    "issuedrealtimecredittransfer": "IRCT",
    "receiveddirectdebit": "RDDT",
    "issueddirectdebit": "IDDT",
    "customercardtransaction": "CCRD",
    "merchantcardtransaction": "MCRD",
    "countertransaction": "CNTR",
    "issuedcheque": "ICHQ",
    "receivedcheque": "RCHQ",
    "consumerloan": "CSLN",
    "mortgageloan": "MGLN",
    "fixedtermloan": "FTLN",
    "noticeloan": "NTLN",
    "fixedtermdeposit": "FTDP",
    "noticedeposit": "NTDP",
    "cashwithdrawal": "CWDL",
    "crossbordercashwithdrawal": "XBCW",
    "cashdeposit": "CDPT",
    "branchdeposit": "BCDP",
    "branchwithdrawal": "BCWD",
    "payrollsalarypayment": "SALA",
    "salary": "SALA",
    "crossborderpayrollsalarypayment": "XBSA",
    "standingorder": "STDO",
    "crossborderstandingorder": "XBST",
    "interest": "INTR",
    "fee": "FEES",
    "charge": "CHRG",
    "commission": "COMM",
    "taxe": "TAXE",
    "cashdividend": "DVCA",
    "reimbursement": "RIMB",
    "unpaidcheque": "UPCQ",
    "reversalduetoreturnunpaiddirectdebit": "UPDD",
    "reversalduetopaymentreversal": "PRDD",
    "reversalduetopaymentreturn": "RRTN",
    "reversalduetopaymentcancellationrequest": "RPCR",
    "drawdown": "DDWN",
    "principalpayment": "PPAY",
    "repayment": "RPMT",
}
"""Names of families and subfamilies in lower-case letters, without the s of the plural."""

_CODE = re.compile(r"[A-Z]{4}")
_NOT_LETTERS = re.compile(r"[^a-z]+")


def verdicts_of_obie(value: str) -> BySign:
    """Say what a UK Open Banking ``Code/SubCode`` means.

    Parameters
    ----------
    value : str
        Names (``ReceivedCreditTransfer/Salary``) or ISO codes (``RCDT/SALA``), joined by ``/``.

    Returns
    -------
    BySign
        Verdicts on an inflow and on an outflow.

    Examples
    --------
    >>> verdicts_of_obie("IssuedDirectDebits/Interest") == verdicts_of_obie("IDDT/INTR")
    True
    >>> verdicts_of_obie("CounterTransactions/CashWithdrawal").outflow.role.value
    'cash'
    """
    return verdicts_of_bank_code("/".join(_code(part.strip()) for part in value.split("/")))


def _code(part: str) -> str:
    if _CODE.fullmatch(part):
        return part
    return NAMES.get(_NOT_LETTERS.sub("", part.lower()).removesuffix("s"), "")
