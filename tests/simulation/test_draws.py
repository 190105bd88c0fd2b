import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from plainscore.simulation.draws import Draws, Topic

SEEDS = st.integers(0, 2**70)


@given(SEEDS, st.lists(st.integers(0, 10**9 - 1), min_size=1, max_size=20), st.integers(0, 10**6))
def test_a_draw_depends_on_seed_person_topic_and_step_alone(seed, people, step):
    together = Draws(seed, np.array(people))
    for place, person in enumerate(people):
        alone = Draws(seed, np.array([person]))
        assert alone.uniform(Topic.JOB, step)[0] == together.uniform(Topic.JOB, step)[place]
        assert alone.normal(Topic.JOB, step)[0] == together.normal(Topic.JOB, step)[place]
        who = np.array([place])
        assert together.each(Topic.JOB, np.array([step]), who) == alone.each(
            Topic.JOB, np.array([step]), np.array([0])
        )


def test_uniform_draws_are_uniform_and_unrelated():
    draws = Draws(3, np.arange(50_000))
    first, second = draws.uniform(Topic.JOB, 1), draws.uniform(Topic.JOB, 2)
    other = draws.uniform(Topic.INCOME, 1)
    neighbours = first[:-1], first[1:]
    assert stats.kstest(first, "uniform").pvalue > 1e-4
    for one, two in ((first, second), (first, other), neighbours):
        assert abs(np.corrcoef(one, two)[0, 1]) < 0.02


def test_normal_draws_are_normal():
    values = Draws(4, np.arange(50_000)).normal(Topic.JOB)
    assert abs(values.mean()) < 0.02
    assert values.std() == pytest.approx(1, abs=0.02)
    assert stats.kstest(values, "norm").pvalue > 1e-4


def test_another_seed_gives_other_draws():
    people = np.arange(100)
    assert not np.array_equal(
        Draws(1, people).uniform(Topic.JOB), Draws(2, people).uniform(Topic.JOB)
    )


def test_choose_follows_the_shares():
    chosen = Draws(5, np.arange(20_000)).choose(np.array([0.2, 0.5, 1.0]), Topic.JOB)
    shares = np.bincount(chosen) / len(chosen)
    assert shares == pytest.approx([0.2, 0.3, 0.5], abs=0.015)


def test_happens_at_its_chance():
    happened = Draws(6, np.arange(20_000)).happens(0.3, Topic.JOB)
    assert happened.mean() == pytest.approx(0.3, abs=0.015)
