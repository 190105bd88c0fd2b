"""What every target must decide, taken from the document."""

from dataclasses import replace

import pytest

from plainscore.scorecard import Calibration, Scorecard
from plainscore.scorecard.export import ExportError
from plainscore.scorecard.export.rules import CategoryRules, NumericRules, card_rules


def test_missing_goes_where_the_document_says(card):
    income, late, *_, home, asked = card_rules(card).features
    assert isinstance(income, NumericRules)
    assert income.missing.points == 5
    assert isinstance(late, NumericRules)
    assert late.missing == late.intervals[3][1]
    assert isinstance(home, CategoryRules)
    assert home.missing.sentence.startswith("There is no information")
    assert isinstance(asked, CategoryRules)
    assert asked.missing == asked.other


def test_special_codes_and_bounds_are_kept_as_they_are(card):
    income = card_rules(card).features[0]
    assert [codes for codes, _ in income.specials] == [(-9999.0, -9998.0), (-1.5,)]
    assert [bound for bound, _ in income.intervals] == [*card.features[0].binning.edges, None]


def test_first_sentence_is_that_of_ordinary_values(card):
    for feature, rules in zip(card.features, card_rules(card).features, strict=True):
        assert next(iter(rules.sentences)) == feature.note.sentence


def test_reference_in_hundredths(card):
    assert card_rules(card).reference == (2150, 2150, 700, 1200, 3000, 1437, 987, 600, 700)
    best = card_rules(card, "best_bin")
    assert best.reference == tuple(100 * part.max_points for part in card.parts)
    with pytest.raises(ValueError, match="no reference 'unknown'"):
        card_rules(card, "unknown")


def test_calibration_out_of_range(card):
    with pytest.raises(ExportError, match="so steep"):
        card_rules(replace(card, calibration=Calibration("logistic", 0.0, -2.0)))


def test_points_that_are_not_of_a_feature_are_not_lost_silently(card):
    class WithMore(Scorecard):
        @property
        def highest_score(self):
            return super().highest_score + 10

    more = WithMore(**{name: getattr(card, name) for name in card.__dataclass_fields__})
    with pytest.raises(ExportError, match="no other system can be given"):
        card_rules(more)
