"""A planted proxy is found, an innocent feature is not, and neutralising is told truly."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.metrics import roc_auc_score

from plainscore.scorecard import ScorecardClassifier
from plainscore.validation.fairness import join_attributes, measure_fairness


@pytest.fixture(scope="module")
def planted():
    """4,000 people: `proxy` follows sex and hardly the outcome, `honest` the outcome alone."""
    rng = np.random.default_rng(8)
    n = 4000
    sex = rng.integers(0, 2, n)
    table = pd.DataFrame(
        {
            "proxy": rng.normal(1.6 * sex, 1.0),
            "honest": rng.normal(size=n),
            "noise": rng.normal(size=n),
        }
    )
    risk = -1.2 + 1.2 * table["honest"] + 0.35 * table["proxy"]
    bad = (rng.random(n) < 1 / (1 + np.exp(-risk))).astype(int)
    card = ScorecardClassifier().fit(table, bad).scorecard_
    people = pa.table({"id": range(n), "sex": np.where(sex == 1, "m", "f")})
    joined = join_attributes(range(n), people, "id")
    return card, table, bad, joined, measure_fairness(card, table, bad, joined)


def test_the_planted_proxy_is_named_first(planted):
    *_, found = planted
    assert found.proxies.proxies[0].source == "proxy"
    assert found.proxies.proxies[0].strong
    assert not any(each.strong for each in found.proxies.proxies if each.source == "honest")


def test_its_strength_is_that_of_the_points_by_scikit_learn(planted):
    card, table, _, joined, found = planted
    points = card.points(table)[:, card.part_names.index("proxy")]
    member = joined.attributes[0].group == joined.attributes[0].labels.index("m")
    share = pd.Series(member).groupby(points).transform("mean")
    ours = next(
        each for each in found.proxies.proxies if (each.source, each.group) == ("proxy", "m")
    )
    assert ours.auc.value == pytest.approx(roc_auc_score(member, share))


def test_neutralising_the_proxy_costs_little_and_helps_the_group(planted):
    *_, found = planted
    dropped = {each.feature: each for each in found.proxies.dropped}
    assert dropped["honest"].auc_change < dropped["proxy"].auc_change < 0
    assert dropped["proxy"].auc_change > -0.05
    (change,) = dropped["proxy"].air_changes
    assert change[:2] == ("sex", found.attributes[0].groups[1].label)
    group = found.group("sex", change[1]).at_cut_off(found.cut_off)
    assert (change[2] > 0.05) == (group.air.value < 1)


def test_the_change_of_auc_is_that_by_hand(planted):
    card, table, bad, _, found = planted
    at = card.part_names.index("honest")
    score = card.score(table)
    without = score - card.points(table)[:, at] + card.points(table)[:, at].mean()
    change = roc_auc_score(1 - bad, without) - roc_auc_score(1 - bad, score)
    dropped = {each.feature: each for each in found.proxies.dropped}
    assert dropped["honest"].auc_change == pytest.approx(change)
