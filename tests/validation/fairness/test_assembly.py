"""From a scorecard, a table and a protected file to all figures at once."""

import numpy as np
import pyarrow as pa
import pytest

from plainscore.validation.fairness import FOUR_FIFTHS, join_attributes, measure_fairness


@pytest.fixture(scope="module")
def joined(fitted):
    n = len(fitted.unseen)
    rng = np.random.default_rng(2)
    people = pa.table(
        {"id": range(n), "gender": fitted.unseen["gender"], "age": rng.integers(19, 80, n)}
    )
    return join_attributes(range(n), people, "id")


def test_rows_without_outcome_or_score_are_left_out(fitted, joined):
    outcome = fitted.unseen_bad.astype(float)
    outcome[:100] = np.nan
    found = measure_fairness(fitted.card, fitted.unseen, outcome, joined)
    counted = sum(group.n for group in found.attributes[0].groups)
    scorable = fitted.card.scorable(fitted.unseen)
    assert counted == int(scorable[100:].sum())


def test_every_cut_off_is_measured_and_the_stated_one_is_in_use(fitted, joined):
    found = measure_fairness(fitted.card, fitted.unseen, fitted.unseen_bad, joined, cut_off=613)
    assert found.cut_off == 613
    assert 613 in found.cut_offs
    for attribute in (*found.attributes, *found.intersections):
        for group in attribute.groups:
            assert [each.cut_off for each in group.at] == list(found.cut_offs)


def test_without_a_cut_off_about_eighty_percent_are_approved(fitted, joined):
    found = measure_fairness(fitted.card, fitted.unseen, fitted.unseen_bad, joined)
    rates = [
        (group.n, group.at_cut_off(found.cut_off).approval_rate.value)
        for group in found.attributes[0].groups
    ]
    approved = sum(n * rate for n, rate in rates) / sum(n for n, _ in rates)
    assert 0.65 < approved < 0.95


def test_concerns_are_the_groups_below_four_fifths(fitted, joined):
    found = measure_fairness(fitted.card, fitted.unseen, fitted.unseen_bad, joined, cut_off=700)
    below = {
        (each.name, group.label)
        for each in (*found.attributes, *found.intersections)
        for group in each.groups
        if group.label != each.reference and group.at_cut_off(700).air.value < FOUR_FIFTHS
    }
    assert {(each.attribute, each.group) for each in found.concerns()} == below


def test_a_reference_group_can_be_stated(fitted, joined):
    found = measure_fairness(
        fitted.card, fitted.unseen, fitted.unseen_bad, joined, references={"gender": "f"}
    )
    assert found.attributes[0].reference == "f"
    with pytest.raises(ValueError, match="no protected attribute is called race"):
        measure_fairness(
            fitted.card, fitted.unseen, fitted.unseen_bad, joined, references={"race": "a"}
        )


def test_attributes_of_other_rows_are_refused(fitted, joined):
    with pytest.raises(ValueError, match="columns of"):
        measure_fairness(fitted.card, fitted.unseen[:50], fitted.unseen_bad[:50], joined)


def test_weights_of_two_count_as_two_rows(fitted, joined):
    doubled = measure_fairness(
        fitted.card,
        fitted.unseen,
        fitted.unseen_bad,
        joined,
        sample_weight=np.full(len(fitted.unseen), 2.0),
    )
    once = measure_fairness(fitted.card, fitted.unseen, fitted.unseen_bad, joined)
    assert doubled.attributes[0].groups[1].smd == once.attributes[0].groups[1].smd
    assert doubled.attributes[0].groups[1].n == once.attributes[0].groups[1].n
