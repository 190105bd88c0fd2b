"""Places of names among many, found without a table of them all."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainscore.features.kernel.compiled import Whole, compiled

_Texts = tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]


class Names:
    """Names that are looked up a few at a time, chunk after chunk.

    Parameters
    ----------
    names : pyarrow.Array of string
        Distinct names, none null.

    Examples
    --------
    >>> Names(pa.array(["b", "a"])).places(pa.array(["a", None, "c", "b"])).tolist()
    [1, -1, -1, 0]
    """

    def __init__(self, names: pa.Array) -> None:
        order = pc.array_sort_indices(names)
        self._places = order.to_numpy().astype(np.int32)
        self._sorted = _texts(names.take(order))

    def places(self, wanted: pa.Array) -> npt.NDArray[np.int32]:
        """Return the place of each name, or -1."""
        found = _places_of(*_texts(pc.fill_null(wanted, "")), *self._sorted, self._places)
        return np.where(wanted.is_valid().to_numpy(zero_copy_only=False), found, np.int32(-1))


def _texts(names: pa.Array) -> _Texts:
    """Return where each name begins (and the last ends), and the bytes of all."""
    if len(names) == 0:
        return np.zeros(1, np.int32), np.zeros(0, np.uint8)
    _, begins, letters = names.buffers()
    offsets = np.frombuffer(begins, np.int32)[names.offset : names.offset + len(names) + 1]
    held = np.frombuffer(letters or b"", np.uint8)
    return offsets.copy(), held.copy()


@compiled
def _is_before(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> bool:
    for i in range(min(len(one), len(other))):
        if one[i] != other[i]:
            return bool(one[i] < other[i])
    return len(one) < len(other)


@compiled
def _places_of(
    begins: npt.NDArray[np.int32],
    letters: npt.NDArray[np.uint8],
    sorted_begins: npt.NDArray[np.int32],
    sorted_letters: npt.NDArray[np.uint8],
    places: npt.NDArray[np.int32],
) -> npt.NDArray[np.int32]:
    """Return the place of each name among sorted ones, by halves; -1 where it is not."""
    found = np.full(len(begins) - 1, -1, np.int32)
    for name in range(len(found)):
        wanted = letters[begins[name] : begins[name + 1]]
        low: Whole = 0
        high: Whole = len(places)
        while low < high:
            middle = (low + high) // 2
            if _is_before(
                sorted_letters[sorted_begins[middle] : sorted_begins[middle + 1]], wanted
            ):
                low = middle + 1
            else:
                high = middle
        if low < len(places) and not _is_before(
            wanted, sorted_letters[sorted_begins[low] : sorted_begins[low + 1]]
        ):
            found[name] = places[low]
    return found
