"""Rows of the fit are recognised, by features and by pairs."""

from dataclasses import replace

import numpy as np

from plainscore.validation.training_rows import are_training_rows


def found(card, fitted, bad=None):
    weight = 0.5 + np.arange(fitted.seen_bad.size) % 5 / 3
    bad = fitted.seen_bad == 1 if bad is None else bad
    return are_training_rows(card, card.points(fitted.seen), bad, weight)


def test_rows_of_the_fit_are_recognised(paired):
    assert found(paired.card, paired)


def test_other_outcomes_are_not(paired):
    assert not found(paired.card, paired, np.roll(paired.seen_bad == 1, 1))


def test_cells_of_a_pair_count_too(paired):
    pair = paired.card.pairs[0]
    row, column = np.unravel_index(np.argmax(pair.bad), np.shape(pair.bad))
    for table in ("weight", "bad"):
        changed = np.array(getattr(pair, table))
        changed[row, column] -= 1.0
        other = replace(pair, **{table: tuple(map(tuple, changed.tolist()))})
        assert not found(replace(paired.card, pairs=(other,)), paired)
