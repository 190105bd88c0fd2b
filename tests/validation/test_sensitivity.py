"""What a feature is worth, beside scikit-learn on scores without it."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from plainscore.validation.sensitivity import measure_sensitivity


def test_the_fall_of_the_area_is_that_of_scikit_learn(fitted):
    card, table, bad = fitted.card, fitted.unseen, fitted.unseen_bad
    used = card.scorable(table)
    points, score = card.points(table)[used], card.score(table)[used].astype(float)
    found = measure_sensitivity(card, points, bad[used])
    assert {each.name for each in found} == set(card.part_names)
    for each in found:
        part = points[:, card.part_names.index(each.name)]
        without = score - part + part.mean()
        wanted = roc_auc_score(1 - bad[used], score) - roc_auc_score(1 - bad[used], without)
        assert each.loss.value == pytest.approx(wanted)
        assert each.mean_move == pytest.approx(np.abs(part - part.mean()).mean())


def test_the_most_worth_comes_first(fitted):
    card, table, bad = fitted.card, fitted.unseen, fitted.unseen_bad
    losses = [each.loss.value for each in measure_sensitivity(card, card.points(table), bad)]
    assert losses == sorted(losses, reverse=True)
