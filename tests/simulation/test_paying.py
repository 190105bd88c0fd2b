import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from plainscore.simulation.paying import by_turn

PAIRS = st.sets(st.tuples(st.integers(0, 12), st.integers(0, 8)), max_size=60)


@given(PAIRS)
def test_everybody_has_their_turn_once_a_slot_and_in_the_order_of_the_slots(pairs):
    slots, people = (np.array([pair[side] for pair in sorted(pairs)], np.int64) for side in (0, 1))
    seen = []
    for slot, who in by_turn(slots, people):
        assert len(set(who.tolist())) == len(who)
        seen += zip(slot.tolist(), who.tolist(), strict=True)
    assert sorted(seen) == sorted(pairs)
    for person in range(9):
        mine = [slot for slot, who in seen if who == person]
        assert mine == sorted(mine)
