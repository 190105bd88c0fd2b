"""Formats are recognised by content; what is not understood says what would be."""

import pytest

from plainscore.sources.formats import UNDERSTOOD, Format, berka_table, recognise
from plainscore.sources.unreadable import UnreadableError


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"PAR1\x15\x04", Format.PARQUET),
        (b'{"accounts": [], "transactions": []}', Format.PLAID),
        (b'  [{"transaction_id": "T"}]', Format.PLAID),
        (b'{"Data": {"Transaction": []}}', Format.OBIE),
        (b'\xef\xbb\xbf{"Links": {}, "Data": {"Account": []}}', Format.OBIE),
        (b'<?xml version="1.0"?><Document xmlns="urn:camt.053.001.02"/>', Format.CAMT053),
        (b"<a:Document><a:BkToCstmrAcctRpt>", Format.CAMT053),
        ('<?xml version="1.0"?><BkToCstmrStmt>'.encode("utf-16"), Format.CAMT053),
        (b"OFXHEADER:100\r\nDATA:OFXSGML", Format.OFX),
        (b'<?xml version="1.0"?><?OFX OFXHEADER="200"?><OFX>', Format.OFX),
        (b":20:STARTUMS\r\n:25:1/2", Format.MT940),
        (b"{1:F01ABNA}{2:O940}{4:\n:20:X", Format.MT940),
        (b"date,amount,account_id,currency,description\n", Format.CSV),
        (b'"Account_ID";"Date";"Amount";"Currency"\n', Format.CSV),
        (b"disp_id,client_id,account_id,type\n", Format.BERKA),
    ],
)
def test_content_tells_the_format(head: bytes, expected: Format) -> None:
    assert recognise(head) is expected


@pytest.mark.parametrize(
    "head", [b"hello", b"a,b,c\n1,2,3", b"<html></html>", b"{}", b"\x00\x01\x02", b"%PDF-1.7"]
)
def test_what_is_not_understood_lists_what_is(head: bytes) -> None:
    with pytest.raises(UnreadableError) as refused:
        recognise(head)
    assert refused.value.code == "unknown_format"
    for name in UNDERSTOOD.values():
        assert name in refused.value.remedy


def test_an_unknown_table_asks_for_a_mapping() -> None:
    with pytest.raises(UnreadableError) as refused:
        recognise(b"Buchungstag;Betrag;Text\n")
    assert "mapping" in refused.value.remedy.split(";")[0]
    assert recognise(b"Buchungstag;Betrag;Text\n", mapped=True) is Format.CSV


@pytest.mark.parametrize("head", [b"", b" \r\n\t", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(head: bytes) -> None:
    with pytest.raises(UnreadableError) as refused:
        recognise(head)
    assert refused.value.code == "empty"


def test_every_format_has_a_name_for_people() -> None:
    assert set(UNDERSTOOD) == set(Format)


def test_berka_tables_are_told_apart() -> None:
    assert berka_table("loan_id,account_id,date,amount,duration,payments,status,bad") == "loans"
    assert berka_table("account_id,district_id,frequency,date") == "accounts"
    assert berka_table("account_id,date") is None
