from dataclasses import fields, is_dataclass
from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from plainscore.validation import Figure, Refused, validate


def figures_within(value):
    """Every `Figure` anywhere within a value."""
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from figures_within(each)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name != "card":
                yield from figures_within(getattr(value, field.name))


def test_figures_are_those_of_the_scores(fitted, evidence):
    used = fitted.unseen["enough"].to_numpy()
    score = fitted.card.score(fitted.unseen)[used]
    chance = fitted.card.probability(fitted.unseen)[used]
    bad = fitted.unseen_bad[used]
    assert evidence.discrimination.auc.value == pytest.approx(roc_auc_score(bad, -score))
    assert evidence.calibration.brier.value == pytest.approx(brier_score_loss(bad, chance))
    assert evidence.bad_rate.value == pytest.approx(bad.mean())
    assert evidence.scores.mean == pytest.approx(score.mean())
    assert evidence.scores.deviation == pytest.approx(score.std())
    assert (evidence.scores.lowest, evidence.scores.highest) == (score.min(), score.max())
    quantiles = np.quantile(score, [0.05, 0.25, 0.5, 0.75, 0.95], method="inverted_cdf")
    assert [place for _, place in evidence.scores.percentiles] == quantiles.tolist()
    assert sum(band.n for band in evidence.bands) == used.sum()


def test_every_figure_carries_its_interval_and_what_it_rests_on(evidence):
    found = list(figures_within(evidence))
    assert len(found) > 80
    for figure in found:
        assert figure.low - 1e-12 <= figure.value <= figure.high + 1e-12, figure
        assert 0 < figure.n <= evidence.rows.measured
        assert 0 <= figure.bads <= figure.n
        assert figure.level == 0.95
        assert figure.name
        assert figure.method


@pytest.mark.parametrize(
    "table",
    [lambda frame: frame, pl.from_pandas, pa.Table.from_pandas],
    ids=["pandas", "polars", "pyarrow"],
)
def test_every_kind_of_table_gives_the_same_evidence(fitted, evidence, table):
    frame = fitted.unseen.reset_index(drop=True)
    again = validate(
        fitted.card, table(frame), fitted.unseen_bad, sample="hold-out", source="people.csv"
    )
    assert again == evidence


def test_the_order_of_rows_changes_nothing(fitted, evidence):
    order = np.random.default_rng(0).permutation(len(fitted.unseen))
    again = validate(fitted.card, fitted.unseen.iloc[order], fitted.unseen_bad[order])
    assert again.provenance.sample_digest == evidence.provenance.sample_digest
    assert again.discrimination == evidence.discrimination


def test_another_outcome_is_another_sample(fitted, evidence):
    changed = fitted.unseen_bad.copy()
    place = int(np.flatnonzero(fitted.unseen["enough"].to_numpy())[0])
    changed[place] = 1 - changed[place]
    again = validate(fitted.card, fitted.unseen, changed)
    assert again.provenance.sample_digest != evidence.provenance.sample_digest


def test_every_row_is_accounted_for(fitted):
    outcome = fitted.unseen_bad.astype(float)
    outcome[:40] = np.nan
    weight = np.ones(len(outcome))
    weight[30:100] = 0.0
    found = validate(fitted.card, fitted.unseen, outcome, sample_weight=weight)
    gate = fitted.unseen["enough"].to_numpy()
    rows = found.rows
    assert rows.given == 1500
    assert rows.without_outcome == 40
    assert rows.not_scorable == (~gate[40:]).sum()
    assert rows.without_weight == gate[40:100].sum()
    assert rows.measured == gate[100:].sum()
    left_out = rows.without_outcome + rows.not_scorable + rows.without_weight
    assert left_out + rows.measured == rows.given
    assert rows.goods + rows.bads == rows.measured
    assert [problem.code for problem in found.problems] == [
        "no_outcome",
        "not_scorable",
        "no_weight",
    ]
    assert all(problem.quarantined for problem in found.problems)
    assert "40 rows have no outcome" in str(found.problems[0])


def test_rows_of_the_fit_are_recognised_whatever_is_said(fitted):
    for said in ("unknown", "hold-out", "in-sample"):
        found = validate(fitted.card, fitted.seen, fitted.seen_bad, sample=said)
        assert (found.sample, found.sample_found) == ("in-sample", True)
        codes = [problem.code for problem in found.problems]
        assert ("not_a_hold_out" in codes) == (said == "hold-out")
    order = np.random.default_rng(1).permutation(3000)
    shuffled = validate(fitted.card, fitted.seen.iloc[order], fitted.seen_bad[order])
    assert shuffled.sample == "in-sample"


def test_other_rows_are_what_they_are_said_to_be(fitted, evidence):
    assert (evidence.sample, evidence.sample_found) == ("hold-out", False)
    changed = fitted.seen_bad.copy()
    first_bad, first_good = np.argmax(changed == 1), np.argmax(changed == 0)
    changed[[first_bad, first_good]] = changed[[first_good, first_bad]]
    assert validate(fitted.card, fitted.seen, changed).sample == "unknown"
    assert validate(fitted.card, fitted.seen[:-1], fitted.seen_bad[:-1]).sample == "unknown"


def test_weights_are_used(fitted):
    weight = np.random.default_rng(2).uniform(0.5, 2, 1500)
    found = validate(fitted.card, fitted.unseen, fitted.unseen_bad, sample_weight=weight)
    used = fitted.unseen["enough"].to_numpy()
    score = fitted.card.score(fitted.unseen)[used]
    expected = roc_auc_score(fitted.unseen_bad[used], -score, sample_weight=weight[used])
    assert found.weighted
    assert found.discrimination.auc.value == pytest.approx(expected)
    assert isinstance(found.calibration.hosmer_lemeshow, Refused)


def test_words_as_outcomes_and_what_the_caller_states(fitted, evidence):
    words = pd.Series(np.where(fitted.unseen_bad == 1, "defaulted", "paid"))
    found = validate(
        fitted.card,
        fitted.unseen,
        words,
        bad="defaulted",
        title="Autumn",
        window=(date(2025, 9, 1), date(2025, 11, 30)),
        made_on=date(2026, 12, 1),
        seed=5,
    )
    assert found.rows == evidence.rows
    assert (found.title, found.window[0].year, found.made_on.month) == ("Autumn", 2025, 12)
    assert found.provenance.seed == 5
    assert found.provenance.scorecard_digest == fitted.card.digest
    assert evidence.title == "Household card"


def test_several_good_outcomes_are_pointed_out(fitted):
    outcome = fitted.unseen_bad.copy()
    outcome[:5] = 2
    found = validate(fitted.card, fitted.unseen, outcome)
    problem = next(each for each in found.problems if each.code == "several_goods")
    assert "0, 2" in problem.message
    assert not problem.quarantined


def test_few_bads_and_no_rows_give_refusals_not_errors(fitted):
    few = validate(fitted.card, fitted.unseen[:40], np.arange(40) < 3)
    assert isinstance(few.discrimination.auc, Refused)
    assert few.bad_rate.bads == few.rows.bads == 3
    none = validate(fitted.card, fitted.unseen[:0], [])
    assert isinstance(none.calibration.slope, Refused)
    assert (none.bad_rate, none.scores, none.rows.measured) == (None, None, 0)
    unknown = validate(fitted.card, fitted.unseen, [None] * 1500)
    assert unknown.rows.without_outcome == 1500


def test_misuse_is_an_error_that_says_what_is_wrong(fitted):
    with pytest.raises(ValueError, match="must be in-sample, hold-out or unknown"):
        validate(fitted.card, fitted.unseen, fitted.unseen_bad, sample="holdout")
    with pytest.raises(ValueError, match="1499 outcomes for 1500 rows"):
        validate(fitted.card, fitted.unseen, fitted.unseen_bad[1:])
    with pytest.raises(ValueError, match="balance"):
        validate(fitted.card, fitted.unseen.drop(columns="balance"), fitted.unseen_bad)
    with pytest.raises(ValueError, match="say which one means bad"):
        validate(fitted.card, fitted.unseen, np.where(fitted.unseen_bad == 1, "b", "g"))
