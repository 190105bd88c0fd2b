"""camt: direction, reversals, batches, versions, and files meant to do harm."""

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from plainscore.records import AccountKind
from plainscore.sources import read
from plainscore.sources.camt053 import read_camt
from plainscore.sources.unreadable import UnreadableError

Write = Callable[..., Path]
IBAN = "DE02120300000000202051"


def entry(amount: str = "12.50", indicator: str = "DBIT", more: str = "", **fields: str) -> str:
    day = fields.get("day", "2024-05-06")
    status = fields.get("status", "<Sts><Cd>BOOK</Cd></Sts>")
    return (
        f'<Ntry><Amt Ccy="{fields.get("currency", "EUR")}">{amount}</Amt>'
        f"<CdtDbtInd>{indicator}</CdtDbtInd>{status}"
        f"<BookgDt><Dt>{day}</Dt></BookgDt>{more}</Ntry>"
    )


def balance(kind: str, amount: str, indicator: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{indicator}</CdtDbtInd></Bal>'
    )


def statement(*inside: str, account: str = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>") -> str:
    return f"<Stmt>{account}{''.join(inside)}</Stmt>"


def document(*statements: str, version: str = "053.001.08", prolog: str = "") -> str:
    return (
        f'{prolog}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}">'
        f"<BkToCstmrStmt><GrpHdr/>{''.join(statements)}</BkToCstmrStmt></Document>"
    )


@pytest.mark.parametrize("version", [f"053.001.{number:02}" for number in range(2, 15)])
def test_every_version_of_the_namespace(version: str, write: Write) -> None:
    parsed = read_camt(write(document(statement(entry()), version=version)), "f")
    assert [line.amount for line in parsed.lines] == [Decimal("-12.50")]


def test_reports_and_notifications_too(write: Write) -> None:
    for tag in ("Rpt", "Ntfctn"):
        content = document(statement(entry())).replace("Stmt>", f"{tag}>")
        assert len(read_camt(write(content), "f").lines) == 1


def test_prefixed_names(write: Write) -> None:
    content = document(statement(entry())).replace("</", "</c:").replace("<", "<c:")
    content = content.replace("<c:/c:", "</c:").replace("xmlns=", "xmlns:c=")
    assert len(read_camt(write(content), "f").lines) == 1


def test_a_reversal_keeps_the_direction_it_states(write: Write) -> None:
    returned = entry("59.90", "CRDT", "<RvslInd>true</RvslInd>")
    (line,) = read_camt(write(document(statement(returned))), "f").lines
    assert line.amount == Decimal("59.90")
    imported = read(write(document(statement(returned))))
    assert imported.records.transactions["role"].to_pylist() == ["returned_payment"]


def test_statuses_of_both_layouts(write: Write) -> None:
    entries = [
        entry(status="<Sts>BOOK</Sts>"),
        entry(status="<Sts>PDNG</Sts>"),
        entry(status="<Sts><Cd>INFO</Cd></Sts>"),
    ]
    parsed = read_camt(write(document(statement(*entries))), "f")
    assert (len(parsed.lines), parsed.rows_in, parsed.accounted_for) == (1, 3, True)
    assert [problem.code for problem in parsed.problems] == ["pending", "not_booked"]


def part(amount: str, *, currency: str = "EUR", more: str = "") -> str:
    return f'<TxDtls>{more}<Amt Ccy="{currency}">{amount}</Amt></TxDtls>'


def batch(*parts: str, amount: str = "30.00") -> str:
    details = f"<AcctSvcrRef>R</AcctSvcrRef><NtryDtls>{''.join(parts)}</NtryDtls>"
    return entry(amount, "DBIT", details)


def test_a_batch_that_adds_up_is_its_transactions(write: Write) -> None:
    own = "<Refs><AcctSvcrRef>OWN</AcctSvcrRef></Refs>"
    parsed = read_camt(
        write(document(statement(batch(part("10.00"), part("20.00", more=own)), entry("1")))), "f"
    )
    assert [line.amount for line in parsed.lines] == [Decimal(-10), Decimal(-20), Decimal(-1)]
    assert [line.line_id for line in parsed.lines] == ["R#1", "OWN", None]
    assert [line.row for line in parsed.lines] == [1, 2, 3]
    assert parsed.rows_in == 3


@pytest.mark.parametrize(
    "parts",
    [
        (part("10.00"), part("19.99")),
        (part("10.00"), part("20.00", currency="USD")),
        (part("10.00"), part("much")),
        (part("30.00"),),
    ],
)
def test_a_batch_that_does_not_add_up_stays_one_line(parts: tuple[str, ...], write: Write) -> None:
    (line,) = read_camt(write(document(statement(batch(*parts)))), "f").lines
    assert (line.amount, line.line_id) == (Decimal(-30), "R")


def test_balances_are_rebuilt_when_the_chain_closes(write: Write) -> None:
    lines = (
        balance("OPBD", "10.00"),
        balance("CLBD", "2.50", "DBIT"),
        entry("20.00", "CRDT"),
        entry("32.50"),
    )
    parsed = read_camt(write(document(statement(*lines))), "f")
    assert [line.balance_after for line in parsed.lines] == [Decimal(30), Decimal("-2.50")]
    assert parsed.problems == ()


def test_balances_that_do_not_close_are_not_made_up(write: Write) -> None:
    lines = (balance("OPBD", "10.00"), balance("CLBD", "99.00"), entry("20.00", "CRDT"))
    parsed = read_camt(write(document(statement(*lines))), "f")
    assert parsed.lines[0].balance_after is None
    assert [problem.code for problem in parsed.problems] == ["balances_do_not_close"]


def test_an_opening_balance_alone_proves_nothing(write: Write) -> None:
    parsed = read_camt(write(document(statement(balance("OPBD", "10.00"), entry()))), "f")
    assert parsed.lines[0].balance_after is None
    assert parsed.problems == ()


def test_a_cut_file_gives_what_stands_before_the_cut(write: Write) -> None:
    content = document(statement(entry("1"), entry("2"), entry("3")))
    parsed = read_camt(write(content[: content.rindex("<Ntry>") + 30]), "f")
    assert [line.amount for line in parsed.lines] == [Decimal(-1), Decimal(-2)]
    assert parsed.accounted_for
    assert parsed.problems[0].code == "truncated"


def test_a_statement_within_a_statement_loses_nothing(write: Write) -> None:
    content = document(f"<Stmt>{statement(entry('1'))[6:-7]}{statement(entry('2'))}</Stmt>")
    parsed = read_camt(write(content), "f")
    assert parsed.rows_in == 2
    assert parsed.accounted_for


def test_entries_of_no_account_are_quarantined(write: Write) -> None:
    parsed = read_camt(write(document(statement(entry(), account=""))), "f")
    assert [problem.code for problem in parsed.problems] == ["no_account"]
    assert parsed.accounted_for


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (entry("-1"), "Amt"),
        (entry("1,5"), "Amt"),
        (entry("0.12345"), "Amt"),
        (entry("1", "BOTH"), "CdtDbtInd"),
        (entry(day="2024-02-30"), "BookgDt"),
        (entry(day="0001-01-01"), "BookgDt"),
        (entry(currency="EURO"), "Ccy"),
    ],
)
def test_a_bad_field_quarantines_its_entry(bad: str, column: str, write: Write) -> None:
    parsed = read_camt(write(document(statement(entry(), bad, entry()))), "f")
    assert len(parsed.lines) == 2
    assert parsed.accounted_for
    assert (parsed.problems[0].row, parsed.problems[0].column) == (2, column)


def test_references_that_say_there_is_none(write: Write) -> None:
    content = entry(more="<AcctSvcrRef>NOTPROVIDED</AcctSvcrRef>")
    assert read_camt(write(document(statement(content))), "f").lines[0].line_id is None


def test_kinds_of_accounts(write: Write) -> None:
    account = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Tp><Cd>SVGS</Cd></Tp><Ccy>EUR</Ccy></Acct>"
    parsed = read_camt(write(document(statement(account=account))), "f")
    assert parsed.accounts[0].kind is AccountKind.SAVINGS


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("prolog", [BOMB, EXTERNAL, '<!DOCTYPE x SYSTEM "http://192.0.2.1/x">'])
def test_a_document_type_is_refused_before_anything_is_expanded(prolog: str, write: Write) -> None:
    entity = "&m;" if prolog == BOMB else "&file;" if prolog == EXTERNAL else ""
    content = document(
        statement(entry(more=f"<AddtlNtryInf>{entity}</AddtlNtryInf>")), prolog=prolog
    )
    with pytest.raises(UnreadableError) as refused:
        read_camt(write(content), "f")
    assert refused.value.code == "doctype"
    imported = read(write(content))
    assert imported.rows_in == 0
    assert "passwd" not in str(imported)


@pytest.mark.parametrize(
    "content", ["<a>", "<Document/>", document(), "\x00", "<Document><x></Document>"]
)
def test_what_holds_no_statement_is_refused(content: str, write: Write) -> None:
    with pytest.raises(UnreadableError):
        read_camt(write(content), "f")


PEAK = """
import resource, sys
from pathlib import Path
from plainscore.sources.camt053 import read_camt
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
parsed = read_camt(Path(sys.argv[1]), "f")
print(parsed.rows_in, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read as Linux reports it")
def test_memory_does_not_grow_with_the_file(write: Write) -> None:
    """The tree is freed entry by entry: 80 MB of file take a fraction of that."""
    filler = f"<AddtlNtryInf>{'x' * 40_000}</AddtlNtryInf>"
    path = write(document(statement(*[entry(status="<Sts>PDNG</Sts>", more=filler)] * 2_000)))
    assert path.stat().st_size > 80_000_000
    ran = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True
    )
    rows, kilobytes = map(int, ran.stdout.split())
    assert rows == 2_000
    assert kilobytes < 30_000
