"""What a person reads when a feature costs them points must be true of them."""

import pytest

from plainscore.features import CATALOGUE, Direction

TRUE_WHENEVER_POINTS_ARE_LOST = {
    *("low_balance_days", "bills_on_time_share", "rent_on_time_share", "utility_on_time_share"),
    *("bill_missed_count", "credit_payment_on_time_share", "income_months_share"),
    *("income_cadence_regularity", "shock_months", "new_debt_inflow_ratio"),
    *("short_term_credit_count", "negative_days_share", "negative_spells", "nsf_returned_count"),
    *("nsf_recency", "overdraft_fee_count_net", "limit_breach_count", "worst_dpd_24m"),
    *("months_since_30plus", "past_due_amount_ratio"),
}
"""Their best value is 0, 1 or the cap: whoever has less than the most points has had the event."""


@pytest.mark.parametrize("name", sorted(set(CATALOGUE) - TRUE_WHENEVER_POINTS_ARE_LOST))
def test_a_level_is_compared_and_never_stated_as_a_fact(name):
    """Points are lost against the average, so a rising income can cost points too."""
    feature = CATALOGUE[name]
    if feature.direction is not Direction.NEUTRAL:
        assert "other applicants" in feature.sentence


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_sentence_speaks_to_the_person_in_plain_words(name):
    sentence = CATALOGUE[name].sentence
    assert sentence.endswith(".")
    assert len(sentence) <= 120
    assert not {"score", "risk", "default", "bad", "failed"} & set(sentence.lower().split())
