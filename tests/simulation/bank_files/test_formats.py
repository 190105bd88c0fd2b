"""Each format as an independent parser sees it; the readers of the project are tried elsewhere."""

import csv
import io
import json
import re
from decimal import Decimal

import mt940 as mt940_library
import pytest
from lxml import etree

from plainscore.simulation.bank_files.camt053 import camt053
from plainscore.simulation.bank_files.mt940 import mt940
from plainscore.simulation.bank_files.obie import obie_accounts, obie_balances, obie_transactions
from plainscore.simulation.bank_files.ofx import ofx
from plainscore.simulation.bank_files.plaid import plaid
from plainscore.simulation.bank_files.statement import signed, whole_period
from plainscore.simulation.bank_files.table import table

CAMT = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}"
DETAILS = pytest.mark.parametrize("detail", [0, 1, 2])


def amounts(account):
    return [Decimal(signed(entry.cents)) for entry in account.entries]


@DETAILS
def test_camt(account, detail):
    text = camt053(whole_period(account), detail)
    root = etree.fromstring(text.encode())
    entries = root.findall(f".//{CAMT}Ntry")
    signs = {"CRDT": 1, "DBIT": -1}
    assert [
        signs[entry.findtext(f"{CAMT}CdtDbtInd")] * Decimal(entry.findtext(f"{CAMT}Amt"))
        for entry in entries
    ] == amounts(account)
    balances = {
        balance.findtext(f".//{CAMT}Cd"): signs[balance.findtext(f"{CAMT}CdtDbtInd")]
        * Decimal(balance.findtext(f"{CAMT}Amt"))
        for balance in root.iter(f"{CAMT}Bal")
    }
    assert balances["OPBD"] + sum(amounts(account)) == balances["CLBD"]
    codes = [entry.findtext(f"{CAMT}BkTxCd/{CAMT}Domn/{CAMT}Fmly/{CAMT}Cd") for entry in entries]
    assert all(re.fullmatch("[A-Z]{4}", code) for code in codes)


def test_camt_elements_stand_in_the_order_of_the_schema(account):
    order = ["Amt", "CdtDbtInd", "RvslInd", "Sts", "BookgDt", "ValDt", "AcctSvcrRef", "BkTxCd"]
    order += ["NtryDtls"]
    inner = ["Refs", "RltdPties", "Purp", "RmtInf"]
    root = etree.fromstring(camt053(whole_period(account), 0).encode())
    for entry in root.iter(f"{CAMT}Ntry"):
        names = [etree.QName(child).localname for child in entry]
        assert names == [name for name in order if name in names]
    for details in root.iter(f"{CAMT}TxDtls"):
        names = [etree.QName(child).localname for child in details]
        assert names == [name for name in inner if name in names]


@DETAILS
def test_obie(account, detail):
    rows = json.loads(obie_transactions(whole_period(account), detail))["Data"]["Transaction"]
    signs = {"Credit": 1, "Debit": -1}
    found = [signs[row["CreditDebitIndicator"]] * Decimal(row["Amount"]["Amount"]) for row in rows]
    assert found[::-1] == amounts(account)
    assert {row["Status"] for row in rows} == {"BOOK"}
    for row, entry in zip(reversed(rows), account.entries, strict=True):
        balance = signs[row["Balance"]["CreditDebitIndicator"]]
        assert balance * Decimal(row["Balance"]["Amount"]["Amount"]) == Decimal(
            signed(entry.balance)
        )


def test_obie_accounts_and_balances(account):
    (row,) = json.loads(obie_accounts([account]))["Data"]["Account"]
    assert (row["AccountTypeCode"], row["OpeningDate"]) == ("CACC", "2019-03-04")
    (row,) = json.loads(obie_balances([account]))["Data"]["Balance"]
    assert Decimal(row["CreditLine"][0]["Amount"]["Amount"]) == 500


def test_plaid_turns_the_signs_round(account):
    answer = json.loads(plaid(whole_period(account)), parse_float=Decimal)
    rows = answer["transactions"]
    assert [-row["amount"] for row in reversed(rows)] == amounts(account)
    assert answer["total_transactions"] == len(rows)
    assert answer["accounts"][0]["balances"]["limit"] == 500
    for row in rows:
        category = row["personal_finance_category"]
        assert category["detailed"].startswith(category["primary"])
    assert [row["date"] for row in rows] == sorted((row["date"] for row in rows), reverse=True)


def test_csv(account):
    rows = list(csv.DictReader(io.StringIO(table(whole_period(account)))))
    assert [Decimal(row["amount"]) for row in rows] == amounts(account)
    assert [row["balance"] for row in rows] == [signed(e.balance) for e in account.entries]
    assert {row["category"] for row in rows} == {""}
    assert list(rows[0]) == [
        *("account_id", "date", "amount", "currency", "balance"),
        *("transaction_id", "description", "category"),
    ]


def test_mt940_as_the_library_reads_it(account):
    text = mt940(whole_period(account))
    found = mt940_library.models.Transactions(processors=None)
    found.parse(text)
    assert [row.data["amount"].amount for row in found] == amounts(account)
    assert [row.data["bank_reference"] for row in found] == [
        entry.transaction_id for entry in account.entries
    ]
    assert found.data["final_closing_balance"].amount.amount == Decimal(
        signed(account.entries[-1].balance)
    )


def test_mt940_keeps_to_the_swift_letters_and_lengths(account):
    for line in mt940(whole_period(account)).split("\r\n"):
        assert len(line) <= 65
        assert re.fullmatch(r"[A-Za-z0-9/\-?:().,'+ ]*", line), line


def test_ofx(account):
    root = etree.fromstring(ofx(whole_period(account)).encode())
    rows = root.findall(".//STMTTRN")
    assert [Decimal(row.findtext("TRNAMT")) for row in rows] == amounts(account)
    assert root.findtext(".//LEDGERBAL/BALAMT") == signed(account.entries[-1].balance)
    assert len({row.findtext("FITID") for row in rows}) == len(rows)
    assert all(len(row.findtext("NAME")) <= 32 for row in rows)
    order = ["TRNTYPE", "DTPOSTED", "TRNAMT", "FITID", "NAME", "BANKACCTTO", "MEMO"]
    for row in rows:
        names = [child.tag for child in row]
        assert names == [name for name in order if name in names]
