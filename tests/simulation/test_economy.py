from dataclasses import FrozenInstanceError, fields

import pytest

from plainscore.simulation import Economy


def test_it_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Economy().shock = 0.5


@pytest.mark.parametrize("name", [f.name for f in fields(Economy) if f.name.endswith("_share")])
@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_shares_lie_between_0_and_1(name, value):
    with pytest.raises(ValueError, match=name):
        Economy(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("job_loss", 2.0),
        ("strain", -1.0),
        ("application_days", 0),
        ("outcome_months", 0),
        ("wage_median", -5.0),
        ("warm_up_months", -1),
        ("thrift_spread", -0.1),
    ],
)
def test_rates_and_lengths_are_checked(name, value):
    with pytest.raises(ValueError, match=name):
        Economy(**{name: value})
