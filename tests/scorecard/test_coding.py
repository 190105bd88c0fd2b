import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard.binning.coding import BoundGrid, code_numbers

GREATEST, LEAST = np.finfo(np.float64).max, 5e-324
numbers = st.one_of(
    st.floats(allow_nan=False),
    st.integers(-3, 3).map(float),
    st.floats(1.0, 1.0 + 1e-12),
    st.sampled_from([np.inf, -np.inf, GREATEST, -GREATEST, LEAST, -LEAST, 0.0, -0.0]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(numbers, max_size=40), st.lists(numbers, max_size=10))
def test_every_value_finds_its_place_among_the_bounds(some, others):
    bounds = np.unique([each for each in some if each > -np.inf])
    with np.errstate(all="ignore"):
        beside = [np.nextafter(bounds, np.inf), np.nextafter(bounds, -np.inf)]
    values = np.concatenate([bounds, *beside, others, [np.nan]])
    grid, size, missing = BoundGrid.of(bounds), bounds.size + 2, bounds.size + 1
    codes, count = np.empty(values.size, np.uint16), np.zeros((size, 2))
    least, greatest = np.full(size, np.inf), np.full(size, -np.inf)
    code_numbers(
        values, grid.bounds, grid.lowest, grid.scale, grid.first, grid.step,
        np.zeros(0), np.zeros(0, np.int64), missing, np.zeros(values.size, np.uint8), np.zeros(0),
        codes, count, np.zeros((size, 2)), least, greatest,
    )  # fmt: skip
    found = np.searchsorted(bounds, values, side="right")
    assert np.array_equal(codes, np.where(np.isnan(values), missing, found))
    assert np.array_equal(count[:, 0], np.bincount(codes, minlength=size))
    for code in set(found[~np.isnan(values)].tolist()):
        own = values[codes == code]
        assert (least[code], greatest[code]) == (own.min(), own.max())
