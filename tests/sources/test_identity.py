"""Nothing is doubled and nothing is hidden, whatever the files, their order and their overlap."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.sources import Format, StatementLine
from plainscore.sources.identity import Batch, Distinct, distinct

Line = Callable[..., StatementLine]


def of(*files: tuple[Format, list[StatementLine]]) -> Distinct:
    return distinct([Batch(name, lines) for name, lines in files])


def amounts(found: Distinct) -> list[Decimal]:
    return sorted(each.line.amount for each in found.transactions)


def test_a_shared_id_is_one_transaction(line: Line) -> None:
    found = of((Format.OFX, [line(line_id="X")]), (Format.CAMT053, [line(line_id="X")]))
    assert len(found.transactions) == 1
    assert sum(found.duplicates) == 1


def test_equal_lines_of_one_file_are_several_and_of_two_files_the_same(line: Line) -> None:
    two = [line(text="coffee", row=1), line(text="Coffee ", row=2)]
    found = of((Format.CSV, two), (Format.CSV, two))
    assert len(found.transactions) == 2
    assert len({each.transaction_id for each in found.transactions}) == 2
    assert found.duplicates == (0, 2)


def test_the_fuller_of_two_overlapping_files_counts(line: Line) -> None:
    one = [line(text="coffee", balance=90)]
    both = [line(text="coffee", balance=95, row=1), line(text="coffee", balance=90, row=2)]
    for order in ([one, both], [both, one]):
        found = of(*((Format.CSV, lines) for lines in order))
        assert sorted(each.line.balance_after or 0 for each in found.transactions) == [90, 95]


def test_a_repeated_id_in_one_file_is_a_duplicate_unless_it_is_a_mere_reference(
    line: Line,
) -> None:
    twice = [line(line_id="X", row=1), line(line_id="X", row=2)]
    assert len(of((Format.OFX, twice)).transactions) == 1
    assert len(of((Format.MT940, twice)).transactions) == 2
    assert len(of((Format.MT940, twice), (Format.MT940, twice)).transactions) == 2


def test_part_of_a_file_again_does_not_change_which_view_is_kept(line: Line) -> None:
    views = [line(line_id="X", balance=balance, row=balance) for balance in (10, 11)]
    whole = of((Format.OFX, views))
    for part in views:
        again = of((Format.OFX, views), (Format.OFX, [part]))
        assert again.transactions[0].line == whole.transactions[0].line


def test_versions_that_differ_in_amount_alone_are_ranked_too(line: Line) -> None:
    views = [line(line_id="X", amount=amount, balance=10) for amount in ("-1", "-2")]
    kept = {of((Format.PLAID, order)).transactions[0].line.amount for order in (views, views[::-1])}
    assert len(kept) == 1


def test_an_id_that_a_bank_uses_again_hides_nothing(line: Line) -> None:
    january, february = line(1, "-5", line_id="0"), line(28, "-7", line_id="0")
    found = of((Format.OFX, [january]), (Format.OFX, [february]))
    assert amounts(found) == [-7, -5]
    assert [notice.code for notice in found.notices] == ["reused_id"]


@pytest.mark.parametrize("name", [Format.PLAID, Format.OBIE])
def test_a_permanent_id_is_one_transaction_whatever_changes(name: Format, line: Line) -> None:
    early, late = line(1, "-5", line_id="X"), line(2, "-6", line_id="X")
    for order in ([early, late], [late, early]):
        found = of(*((name, [each]) for each in order))
        assert amounts(found) == [-6]
        assert [notice.code for notice in found.notices] == ["conflicting_versions"]


def test_a_marked_revision_replaces_without_a_notice(line: Line) -> None:
    added, modified = line(3, "-5", line_id="X"), line(2, "-6", line_id="X", revision=1)
    found = of((Format.PLAID, [added]), (Format.PLAID, [modified]))
    assert (amounts(found), found.notices) == ([-6], ())


def test_two_formats_without_shared_ids_are_two_views_of_one_account(line: Line) -> None:
    ofx = [line(1, "-5", line_id="F1"), line(1, "-5", line_id="F2", row=2), line(2, "-7", row=3)]
    csv = [line(1, "-5", text="coffee"), line(2, "-7", text="tea", row=2), line(3, "-9", row=3)]
    found = of((Format.OFX, ofx), (Format.CSV, csv))
    assert amounts(found) == [-9, -7, -5, -5]
    assert sum(found.duplicates) == 2


def test_formats_that_share_an_id_are_compared_by_ids_alone(line: Line) -> None:
    ofx = [line(1, "-5", line_id="A"), line(1, "-5", line_id="B", row=2)]
    camt = [line(1, "-5", line_id="A"), line(1, "-5", line_id="C", row=2)]
    assert len(of((Format.OFX, ofx), (Format.CAMT053, camt)).transactions) == 3


def test_accounts_are_never_compared(line: Line) -> None:
    found = of((Format.CSV, [line(account_id="A"), line(account_id="B", row=2)]))
    assert len({each.transaction_id for each in found.transactions}) == 2


def test_ids_do_not_change_with_the_company_a_line_keeps(line: Line) -> None:
    alone = of((Format.OFX, [line(line_id="X")]))
    among = of((Format.OFX, [line(line_id="X"), line(2, line_id="Y", row=2), line(3, row=3)]))
    ids = {each.transaction_id for each in among.transactions}
    assert alone.transactions[0].transaction_id in ids


def test_the_scale_of_an_amount_is_no_part_of_its_identity(line: Line) -> None:
    found = of((Format.CSV, [line(1, "-5.5")]), (Format.CSV, [line(1, "-5.5000")]))
    assert len(found.transactions) == 1


rows = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(["-1", "-2", "3"]),
        st.sampled_from([None, "A", "B", "C"]),
        st.sampled_from(["", "tea"]),
        st.sampled_from([None, "10", "11"]),
    ),
    max_size=6,
)
files = st.lists(st.tuples(st.sampled_from(list(Format)), rows), min_size=1, max_size=4)
Files = list[tuple[Format, list[tuple[int, str, str | None, str, str | None]]]]


def batches_of(drawn: Files) -> list[Batch]:
    return [
        Batch(
            name,
            [
                StatementLine(
                    f"f{number}",
                    row,
                    "A",
                    date(2024, 5, day),
                    Decimal(amount),
                    "EUR",
                    line_id,
                    None if balance is None else Decimal(balance),
                    text=text,
                )
                for row, (day, amount, line_id, text, balance) in enumerate(lines, start=1)
            ],
        )
        for number, (name, lines) in enumerate(drawn)
    ]


def seen(found: Distinct) -> Counter[tuple[str, date, Decimal, str]]:
    return Counter(
        (each.transaction_id, each.line.booked_on, each.line.amount, str(each.line.balance_after))
        for each in found.transactions
    )


@given(files)
def test_rows_add_up_and_ids_are_unique(drawn: Files) -> None:
    batches = batches_of(drawn)
    found = distinct(batches)
    kept = Counter(each.batch for each in found.transactions)
    for number, batch in enumerate(batches):
        assert kept[number] + found.duplicates[number] == len(batch.lines)
        assert found.duplicates[number] >= 0
    assert max(seen(found).values(), default=1) == 1
    ids = [each.transaction_id for each in found.transactions]
    assert len(ids) == len(set(ids))


@given(files, st.randoms(use_true_random=False))
def test_the_order_of_files_and_of_rows_changes_nothing(drawn: Files, rng: object) -> None:
    batches = batches_of(drawn)
    shuffled = [Batch(each.format, list(each.lines)) for each in batches]
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    for batch in shuffled:
        rng.shuffle(batch.lines)  # type: ignore[attr-defined]
    assert seen(distinct(shuffled)) == seen(distinct(batches))


@given(files, st.data())
def test_a_file_or_a_part_of_it_again_changes_nothing(drawn: Files, data: st.DataObject) -> None:
    batches = batches_of(drawn)
    again = data.draw(st.sampled_from(batches))
    part = Batch(again.format, data.draw(st.permutations(again.lines))[: len(again.lines) // 2])
    before = seen(distinct(batches))
    assert seen(distinct([*batches, again])) == before
    assert set(seen(distinct([*batches, part]))) == set(before)


@given(rows, st.integers(0, 6))
def test_splitting_a_file_between_days_changes_nothing(
    drawn: list[tuple[int, str, str | None, str, str | None]], at: int
) -> None:
    (whole,) = batches_of([(Format.CSV, sorted(drawn, key=lambda row: row[0]))])
    early = Batch(Format.CSV, [line for line in whole.lines if line.booked_on.day <= at])
    late = Batch(Format.CSV, [line for line in whole.lines if line.booked_on.day > at])
    assert set(seen(distinct([early, late]))) == set(seen(distinct([whole])))
