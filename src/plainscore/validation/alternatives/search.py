"""The search for less discriminatory alternatives to a scorecard.

After Gillis, Meursault and Ustun (2024), "Operationalizing the Search for Less Discriminatory
Alternatives in Fair Lending", FAccT: the search is a problem of optimisation whose answer comes
with a proof of how much was ruled out, and what it proposes has to hold on rows it never saw.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from sklearn.base import clone

from plainscore.scorecard import Scorecard, ScorecardClassifier, VerdictCode
from plainscore.validation.alternatives.certification import certify
from plainscore.validation.alternatives.choosing import frontier
from plainscore.validation.alternatives.disparity import Sides, worst_off
from plainscore.validation.alternatives.found import (
    AlternativesFound,
    Certified,
    FrontierRow,
    Question,
)
from plainscore.validation.alternatives.looking import Progress, look
from plainscore.validation.alternatives.parts import Rows, Shares, part_rows
from plainscore.validation.alternatives.recipe import Workshop
from plainscore.validation.alternatives.trial import Bench, Terms
from plainscore.validation.fairness import MINIMUM_CELL, NOT_STATED, Attribute
from plainscore.validation.fairness.measures import Bools
from plainscore.validation.outcomes import Values, read_outcomes, read_weights
from plainscore.validation.tables import as_arrow_table
from plainscore.validation.tally import Floats
from plainscore.validation.training_rows import are_training_rows

TOLERANCE = 0.01
IMPROVEMENT = {"smd": 0.05, "air": 0.02}
ALPHA = 0.05
MOST_FITS = 2000


@dataclass(frozen=True, slots=True)
class Training:
    """Rows to fit on, apart from those that are searched; no protected attribute is needed.

    Parameters
    ----------
    X : pandas, polars or pyarrow table
        The rows.
    y : column, vector or sequence
        Their outcomes.
    sample_weight : column, vector or sequence, optional
        Their weights.
    """

    X: Any
    y: Values
    sample_weight: Values | None = None


@dataclass(frozen=True, slots=True)
class _Rows:
    """Measured rows of one kind."""

    table: pa.Table
    bad: Bools
    weight: Floats

    def take(self, rows: Rows) -> "_Rows":
        return _Rows(self.table.take(rows), self.bad[rows], self.weight[rows])


def search_alternatives(  # noqa: PLR0913 - what a caller states about a search is said by name
    incumbent: Scorecard | ScorecardClassifier,
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    attribute: Attribute,
    *,
    reference: str | None = None,
    group: str | None = None,
    bad: object = 1,
    sample_weight: Values | None = None,
    training: Training | None = None,
    settings: ScorecardClassifier | None = None,
    exclude: Sequence[str] = (),
    cut_off: int | None = None,
    tolerance: float = TOLERANCE,
    improvement: float | None = None,
    alpha: float = ALPHA,
    shares: Shares | None = None,
    most_fits: int = MOST_FITS,
    seed: int = 0,
    progress: Progress | None = None,
) -> AlternativesFound:
    """Search for a scorecard that serves as well and treats a group less unequally.

    Cards are fitted without any protected attribute. The attribute is looked at to choose among
    cards on rows of their own, and to certify the choice on rows that nothing was chosen on: a
    card passes when two paired one-sided tests reject that its AUC falls by more than `tolerance`
    and that its disparity does not fall by `improvement`, at `alpha` for all cards taken there
    together.

    Parameters
    ----------
    incumbent : Scorecard or ScorecardClassifier
        The card in use, measured as it is; or settings, fitted here on the rows of the fit.
    X : pandas, polars or pyarrow table
        A row a person: the columns of the incumbent and any others a card may read.
    y : column, vector or sequence, length n_rows
        Outcomes; rows without one, and rows that cannot be scored, are left out.
    attribute : Attribute
        Group of each row of `X`, from a table of its own (`join_attributes`).
    reference : str, optional
        The group to compare with; the largest one by default.
    group : str, optional
        The group that is worse off; by default the one of the lowest mean score on the rows of
        the search.
    bad : object
        The value of `y` that means bad.
    sample_weight : column, vector or sequence, length n_rows, optional
        Weights.
    training : Training, optional
        Rows to fit on; all rows of `X` are then shared between search and certification.
    settings : ScorecardClassifier, optional
        How alternatives are fitted; by default as the incumbent, with what its document keeps.
    exclude : sequence of str
        Columns that no card of the search may read; the incumbent may.
    cut_off : int, optional
        Lowest score the incumbent approves: disparity is then ``1 - AIR``, each card approving as
        many as the incumbent, else the standardised mean difference.
    tolerance : float
        Fall of the AUC that the business need allows; a card has to be proved to lose less.
    improvement : float, optional
        Least fall of the disparity; 0.05 of a standard deviation or 0.02 of AIR by default.
    alpha : float
        Greatest chance of certifying any card where no alternative exists.
    shares : Shares, optional
        Shares of the rows to fit, to search and to certify.
    most_fits : int
        Sets of features fitted before the rest is left open, and counted.
    seed : int
        Seed of the parts.
    progress : callable, optional
        Called with sets fitted and most sets.

    Returns
    -------
    AlternativesFound
        Frontier, proof of how much was searched, certified cards, and the choice with its reason.

    Raises
    ------
    ValueError
        If lengths differ, a group is not there, or a part has too few people.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> risk, woman = rng.normal(size=4000), rng.random(4000) < 0.5
    >>> twin, proxy = risk + rng.normal(0, 0.5, 4000), risk + rng.normal(0, 0.5, 4000) + woman
    >>> y = rng.random(4000) < 1 / (1 + np.exp(1.2 - 1.5 * risk))
    >>> X = pa.table({"proxy": proxy, "twin": twin})
    >>> card = ScorecardClassifier().fit(X[:2000].select(["proxy"]), y[:2000]).scorecard_
    >>> sex = Attribute("sex", ("m", "f"), woman.astype(np.int64))
    >>> found = search_alternatives(
    ...     card, X[2000:], y[2000:], sex.of(np.arange(4000) >= 2000),
    ...     training=Training(X[:2000], y[:2000]), group="f", reference="m")
    >>> found.chosen.features, found.certificate.complete
    (('twin',), True)
    """
    measure = "smd" if cut_off is None else "air"
    asked = IMPROVEMENT[measure] if improvement is None else improvement
    if not (tolerance >= 0 and asked >= 0 and 0 < alpha < 1):
        raise ValueError("tolerance and improvement are at least 0, and alpha is between 0 and 1")
    terms = Terms(tolerance, asked, cut_off is not None)
    shares = shares or Shares()
    rows, usable = _read(X, y, sample_weight, bad, incumbent)
    if attribute.group.size != usable.size:
        raise ValueError(f"there are {usable.size} rows, but {attribute.group.size} have a group")
    if training is None:
        wanted: tuple[float, ...] = (shares.fit, shares.search, shares.certify)
    else:
        both = shares.search + shares.certify
        wanted = (shares.search / both, shares.certify / both)
    strata = attribute.group * 2 + rows.bad
    parts = part_rows(strata, usable, wanted, seed)
    if training is None:
        fit_rows = rows.take(parts[0])
    else:
        read, kept = _read(training.X, training.y, training.sample_weight, bad, incumbent)
        fit_rows = read.take(np.flatnonzero(kept))
    workshop = Workshop.of(
        settings or _settings_of(incumbent),
        fit_rows.table,
        fit_rows.bad,
        fit_rows.weight,
        [attribute.name, *attribute.name.split(" and "), *_excluded(incumbent), *exclude],
    )
    card = _fitted(incumbent, workshop)
    search, held = rows.take(parts[-2]), rows.take(parts[-1])
    groups = [attribute.of(_mask(each, usable.size)) for each in parts[-2:]]
    reference = reference or _largest(groups[0])
    score = card.score(search.table).astype(np.float64)
    for each in (reference, *(() if group is None else (group,))):
        if min(found.counts().get(each, 0) for found in groups) < MINIMUM_CELL:
            raise ValueError(
                f"{attribute.name} has no group {each!r} of at least {MINIMUM_CELL} rows to search "
                "and to certify"
            )
    group = group or worst_off(score, groups[0], search.weight, reference)
    question = Question(
        attribute.name,
        group,
        reference,
        measure,
        cut_off,
        tolerance,
        asked,
        alpha,
        shares,
        (fit_rows.bad.size, search.bad.size, held.bad.size),
        seed,
    )
    bench = _bench(card, search, groups[0], question)
    looked = look(workshop, card, bench, search.table, terms, most_fits, progress)
    taken, documents = certify(
        workshop,
        looked.picked,
        bench,
        search.table,
        _bench(card, held, groups[1], question),
        held.table,
        groups[1],
        terms,
        question,
        looked.beside,
        f"{card.name}, alternative",
    )
    chosen = next((each for each in taken if each.passed), None)
    return AlternativesFound(
        question,
        card,
        _fitted_on(card, rows.take(np.flatnonzero(usable))),
        tuple(
            FrontierRow(
                each.recipe.changes(looked.beside),
                each.recipe.features,
                bench.try_score(each.score, each.cut_off, terms),
            )
            for each in frontier(looked.weighed)
        ),
        looked.certificate(documents, terms),
        taken,
        chosen,
        _reason(taken, question),
    )


def _read(
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    sample_weight: Values | None,
    bad: object,
    incumbent: Scorecard | ScorecardClassifier,
) -> tuple[_Rows, Bools]:
    table = as_arrow_table(X)
    outcomes = read_outcomes(y, bad)
    if outcomes.known.size != table.num_rows:
        raise ValueError(f"there are {table.num_rows} rows, but {outcomes.known.size} outcomes")
    weight = read_weights(sample_weight, table.num_rows)
    usable = outcomes.known & (weight > 0)
    if isinstance(incumbent, Scorecard):
        usable &= incumbent.scorable(table)
    return _Rows(table, outcomes.bad, weight), usable


def _settings_of(incumbent: Scorecard | ScorecardClassifier) -> ScorecardClassifier:
    if isinstance(incumbent, ScorecardClassifier):
        return incumbent
    return ScorecardClassifier(
        method=incumbent.fitted_on.method,
        notes={each.name: each.note for each in incumbent.features},
        pairs="auto" if incumbent.pairs else 0,
        pdo=incumbent.scaling.asked_pdo,
        base_score=incumbent.scaling.base_score,
        base_odds=incumbent.scaling.base_odds,
        gate=incumbent.gate,
    )


def _excluded(incumbent: Scorecard | ScorecardClassifier) -> list[str]:
    """Columns that the analyst has excluded from the card in use."""
    if isinstance(incumbent, ScorecardClassifier):
        return []
    return [each.name for each in incumbent.excluded if each.code is VerdictCode.EXCLUDED]


def _fitted(incumbent: Scorecard | ScorecardClassifier, workshop: Workshop) -> Scorecard:
    if isinstance(incumbent, Scorecard):
        return incumbent
    model = clone(incumbent).fit(workshop.arrow, workshop.bad, workshop.weight)
    card: Scorecard = model.scorecard_
    return card


def _mask(rows: Rows, n: int) -> Bools:
    found = np.zeros(n, dtype=np.bool_)
    found[rows] = True
    return found


def _largest(attribute: Attribute) -> str:
    stated = {label: n for label, n in attribute.counts().items() if label != NOT_STATED}
    return max(stated, key=lambda label: stated[label])


def _bench(card: Scorecard, rows: _Rows, attribute: Attribute, question: Question) -> Bench:
    return Bench(
        rows.bad,
        rows.weight,
        Sides.of(attribute, question.group, question.reference),
        card.score(rows.table).astype(np.float64),
        float("-inf") if question.cut_off is None else float(question.cut_off),
    )


def _fitted_on(card: Scorecard, rows: _Rows) -> bool:
    return are_training_rows(card, card.points(rows.table), rows.bad, rows.weight)


def _reason(taken: tuple[Certified, ...], question: Question) -> str:
    """Why this card was chosen, or none."""
    need = (
        f"its AUC falls by less than {question.tolerance:g} and its disparity by at least "
        f"{question.improvement:g}"
    )
    if not taken:
        return (
            "None: on the rows of the search no card had figures that would do "
            f"({need}), so none was taken to the untouched rows."
        )
    passed = [each for each in taken if each.passed]
    if not passed:
        return (
            f"None: {len(taken)} taken to the untouched rows, and for none is it proved that {need}"
            f", all of them together at an error rate of {question.alpha:g}."
        )
    return (
        f"Of {len(passed)} certified ({need}, at an error rate of {question.alpha:g} for the "
        f"{len(taken)} taken there together), the one of least disparity on the rows of the search."
    )
