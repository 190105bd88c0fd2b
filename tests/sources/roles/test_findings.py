"""The state that the layers pass on."""

from collections.abc import Callable

from plainscore.records import AccountKind, Role, RoleSource
from plainscore.sources.roles.findings import Findings, is_bare
from plainscore.sources.statement import StatementAccount, StatementLine

Booked = Callable[..., StatementLine]


def test_settled_lines_leave_the_open_ones(
    booked: Booked, account: Callable[..., StatementAccount]
) -> None:
    lines = [
        booked(1, 5),
        booked(2, 5, bank_code="PMNT/RCDT/SALA"),
        booked(3, 5, account_id="unknown"),
    ]
    findings = Findings(lines, [account()])
    assert findings.open == [0, 2]
    findings.settle(2, Role.REFUND, RoleSource.KEYWORD)
    findings.close()
    assert findings.open == [0]
    assert [findings.role(place) for place in range(3)] == [None, Role.INCOME, Role.REFUND]
    assert [findings.kind(place) for place in (0, 2)] == [AccountKind.CURRENT, None]
    assert findings.roles() == [
        (Role.OTHER, RoleSource.DEFAULT),
        (Role.INCOME, RoleSource.BANK_CODE),
        (Role.REFUND, RoleSource.KEYWORD),
    ]


def test_a_name_and_an_equal_text_have_keys_of_their_own(booked: Booked) -> None:
    named = booked(1, 5, counterparty="Acme 7")
    worded = booked(2, 5, text="Acme 7")
    forth = Findings([named, worded], [])
    back = Findings([worded, named], [])
    assert [forth.key(0), forth.key(1)] == ["acme7", "acme"]
    assert [back.key(1), back.key(0)] == ["acme7", "acme"]


def test_a_bare_charge(booked: Booked) -> None:
    assert is_bare(booked(1, "-4.50"))
    assert not is_bare(booked(1, "4.50"))
    assert not is_bare(booked(1, "-4.00"))
    assert not is_bare(booked(1, "-4.50", text="x"))
    assert not is_bare(booked(1, "-4.50", counterparty="x"))
