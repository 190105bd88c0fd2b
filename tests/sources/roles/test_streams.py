"""Streams: who belongs together, and who does not."""

from hypothesis import given
from hypothesis import strategies as st

from plainscore.sources.roles.cadence import Cadence
from plainscore.sources.roles.streams import Movement, find_streams

START = 738_000


def series(
    key: str, size: float, gap: int, number: int, first_place: int = 0, start: int = START
) -> list[Movement]:
    return [
        Movement(start + gap * place, size, key, first_place + place) for place in range(number)
    ]


def test_two_payers_are_two_streams() -> None:
    streams = find_streams(series("one", 100, 7, 5) + series("two", 900, 30, 4, first_place=5))
    assert {stream.cadence for stream in streams} == {Cadence.WEEKLY, Cadence.MONTHLY}


def test_amounts_may_vary() -> None:
    pay = [Movement(START + 30 * i, 1000.0 + 300 * (i % 3), "job", i) for i in range(6)]
    (stream,) = find_streams(pay)
    assert stream.movements == tuple(pay)


def test_a_payer_with_two_streams_is_parted_by_amount() -> None:
    salary = series("job", 2000, 30, 6)
    expenses = [Movement(START + day, 40.0, "job", 10 + n) for n, day in enumerate((3, 9, 47, 101))]
    (stream,) = find_streams(salary + expenses)
    assert stream.movements == tuple(salary)


def test_without_the_other_side_only_equal_amounts_belong_together() -> None:
    equal = series("", 500.0, 30, 4)
    varying = [Movement(START + 30 * i + 5, 70.0 + i, "", 10 + i) for i in range(4)]
    (stream,) = find_streams(equal + varying)
    assert stream.movements == tuple(equal)


def test_two_occurrences_are_no_stream() -> None:
    assert find_streams(series("job", 2000, 30, 2)) == []


IRREGULAR = (0, 4, 9, 31, 47, 58, 66, 80)


def test_irregular_movements_of_one_other_side_are_a_stream_only_when_asked_for() -> None:
    found = [Movement(START + day, 90.0 + day, "platform", day) for day in IRREGULAR]
    assert find_streams(found) == []
    (stream,) = find_streams(found, irregular=True)
    assert stream.cadence is Cadence.EVERY_MONTH
    assert stream.movements == tuple(found)


def test_irregular_movements_of_nobody_known_are_none() -> None:
    found = [Movement(START + day, 90.0, "", day) for day in IRREGULAR]
    assert find_streams(found, irregular=True) == []


movements = st.lists(
    st.tuples(
        st.integers(START, START + 200),
        st.sampled_from([10.0, 12.0, 500.0]),
        st.sampled_from(["", "a", "b"]),
    ),
    max_size=25,
).map(lambda found: [Movement(*fields, place) for place, fields in enumerate(found)])


@given(movements, st.randoms())
def test_a_movement_stands_in_one_stream_at_most_and_order_does_not_matter(
    found: list[Movement], rng: object
) -> None:
    streams = find_streams(found)
    places = [movement.place for stream in streams for movement in stream.movements]
    assert len(places) == len(set(places))
    mixed = list(found)
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    assert {frozenset(stream.movements) for stream in find_streams(mixed)} == {
        frozenset(stream.movements) for stream in streams
    }
