"""What shapes pay for."""

import numpy as np
import pytest

from plainscore.scorecard.additive import CodedFeature
from plainscore.scorecard.additive.penalties import joint_penalty, penalties_of, prior_traces

KINDS = [
    CodedFeature(6, 6),
    CodedFeature(6, 8),
    CodedFeature(2, 4),
    CodedFeature(1, 2),
    CodedFeature(0, 2),
    CodedFeature(4, 4, categorical=True),
    CodedFeature(4, 6, categorical=True),
]


@pytest.mark.parametrize("feature", KINDS)
def test_no_penalty_looks_at_the_level(feature):
    # were it otherwise, centring the shapes between steps would change what they pay, and a step
    # that makes the fit worse could look like a gain
    rng = np.random.default_rng(0)
    weight = rng.integers(1, 9, feature.size).astype(float)
    penalties = penalties_of([feature], weight)
    joint = joint_penalty(penalties, np.full(len(penalties), 3.0), feature.size)
    shape = rng.normal(size=feature.size)
    assert (shape + 5.0) @ joint @ (shape + 5.0) == pytest.approx(shape @ joint @ shape)


@pytest.mark.parametrize("feature", KINDS)
def test_traces_are_those_of_the_joint_penalty(feature):
    weight = np.arange(1.0, feature.size + 1.0)
    if feature.ordered == 0:
        weight[0] = 0.0
    penalties = penalties_of([feature], weight)
    strengths = np.linspace(1.0, 3.0, len(penalties))
    inverse = np.linalg.pinv(joint_penalty(penalties, strengths, feature.size))
    expected = [
        strength * np.sum(inverse[each.codes, each.codes] * each.matrix)
        for each, strength in zip(penalties, strengths, strict=True)
    ]
    assert prior_traces(penalties, strengths) == pytest.approx(np.array(expected), abs=1e-8)


def test_what_stands_outside_the_order_is_drawn_to_the_average():
    feature = CodedFeature(2, 3)
    outside = penalties_of([feature], np.array([1.0, 3.0, 0.0]))[-1]
    average = np.array([0.0, 4.0, 3.0])
    assert average @ outside.matrix @ average == pytest.approx(0.0)
