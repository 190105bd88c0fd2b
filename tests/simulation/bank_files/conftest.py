"""One account with every kind of movement, for the writers of all formats."""

import pytest

from plainscore.simulation.bank_files.statement import Account, Entry, spelled
from plainscore.simulation.streams import STREAM_ROLES, Stream

INFLOWS = {"income", "debt_disbursement", "refund", "returned_payment"}


def amounts_of_every_stream() -> list[tuple[Stream, int]]:
    """Signed cents of one movement of each stream, and of transfers in both directions."""
    movements = []
    for place, stream in enumerate(Stream):
        size = 101 + 997 * place
        if stream in {Stream.SAVINGS, Stream.OWN}:
            movements.append((stream, size))
        inflow = STREAM_ROLES[stream].value in INFLOWS or stream is Stream.HELP
        movements.append((stream, size if inflow else -size))
    return movements


@pytest.fixture
def account() -> Account:
    entries, balance = [], 120_000
    for place, (stream, cents) in enumerate(amounts_of_every_stream()):
        balance += cents
        entries.append(
            Entry(
                transaction_id=f"T{place:015d}",
                day=f"2024-{1 + place // 28:02d}-{1 + place % 28:02d}",
                amount=spelled(cents),
                cents=cents,
                balance=balance,
                stream=stream,
                text=f"Überweisung größer {place} and some more words to fill the line up",
                counterparty=f"Geschäft {place}",
                other_account="ZZ6600000000000002" if stream is Stream.SAVINGS else "",
            )
        )
    return Account("ZZ6600000000000000", "EUR", False, 50_000, "2019-03-04", tuple(entries))
