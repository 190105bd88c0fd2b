"""The stratified bootstrap of a tally."""

from collections.abc import Iterator

import numpy as np

from plainscore.validation.tally import Floats, Tally

_CELLS_AT_ONCE = 4_000_000
_MOST_CELLS = 10_000
"""Cells of weighted samples beyond this are merged in the bootstrap: drawing the many tiny ones
takes minutes and moves the ends of an interval by less than another seed does."""


def draws(counted: Tally, replicates: int, seed: int) -> Iterator[tuple[Floats, Floats]]:
    """Draw rows anew within the bads and within the goods, some replicates at a time.

    Parameters
    ----------
    counted : Tally
        The sample.
    replicates : int
        Replicates in all.
    seed : int
        The same seed gives the same draws.

    Yields
    ------
    tuple of ndarray of float64, each of shape (some, n_scores)
        Weight of bads and of goods at each distinct score, a row a replicate.

    Examples
    --------
    >>> from plainscore.validation.tally import tally
    >>> (bads, goods), = draws(tally([1, 1, 2, 2], [1, 1, 0, 0]), 3, seed=0)
    >>> bads.tolist(), goods.tolist()
    ([[2.0, 0.0], [2.0, 0.0], [2.0, 0.0]], [[0.0, 2.0], [0.0, 2.0], [0.0, 2.0]])
    """
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(2)]
    classes = [cells.coarse(_MOST_CELLS) for cells in (counted.bads, counted.goods)]
    widest = max(counted.score.size, *(cells.count.size for cells in classes))
    at_once = max(1, _CELLS_AT_ONCE // widest)
    for start in range(0, replicates, at_once):
        size = min(at_once, replicates - start)
        drawn = [
            cells.by_score(
                stream.multinomial(cells.count.sum(), cells.count / cells.count.sum(), size),
                counted.score.size,
            )
            for stream, cells in zip(streams, classes, strict=True)
        ]
        yield drawn[0], drawn[1]
