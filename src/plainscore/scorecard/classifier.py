"""`ScorecardClassifier`: fitting a scorecard as a scikit-learn estimator."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import issparse
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    check_array,
    check_consistent_length,
    check_is_fitted,
    column_or_1d,
    validate_data,
)

from plainscore.scorecard.fitting import Fitted, Plan, fit_woe
from plainscore.scorecard.held_out import measure_held_out
from plainscore.scorecard.joint_fitting import fit_joint
from plainscore.scorecard.labels import two_whole_labels
from plainscore.scorecard.notes import FeatureNote
from plainscore.scorecard.planning import check_method, fold_count, pair_limit, plan_of, sample_of
from plainscore.scorecard.protected import ProtectedColumnWarning
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.table import Table, TableLike, read_table
from plainscore.scorecard.verdict import Verdict, VerdictCode

if TYPE_CHECKING:
    from plainscore.scorecard.document import Scorecard
    from plainscore.scorecard.selection import Coefficient


class ScorecardClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Fit a points scorecard.

    Exact binning of every column, weights of evidence, a logistic regression whose weights never
    run against a feature's direction, integer points within 350 to 950; or all features fitted
    together, few steps each. Protected attributes and identifiers are left out by themselves, with
    a verdict in the document.

    Parameters
    ----------
    method : str
        ``"woe"``: weights of evidence and logistic regression. ``"additive"``: all features
        together on the logistic loss, which is more accurate where features overlap.
    name : str
        Name of the scorecard.
    bad : label, optional
        The label of `y` that is the event; the larger one by default.
    max_bins : int
        Most bins of a feature: with ``"woe"`` beside missing, special and other, with
        ``"additive"`` these counted in where they have rows (two are always left for values).
    min_bin_size : float, optional
        Least share of the weight in a bin; by default 0.05 with ``"woe"`` and 0.01 with
        ``"additive"``, where shapes are smoothed before they are cut.
    min_events, min_nonevents : float
        Least weight of bads and of goods in a bin.
    min_difference : float
        Least difference of event rates of neighbouring bins.
    max_p_value : float, optional
        Greatest p-value of that difference.
    max_prebins : int
        Pre-bins the exact search starts from.
    objective : str
        What binning maximises: ``"iv"``, ``"js"`` or ``"hellinger"``.
    trends : mapping of str to str, optional
        Course of the event rate by column: ``"ascending"``, ``"descending"``, ``"peak"``,
        ``"valley"``, ``"none"`` or ``"auto"``; by default the one a note's direction implies, and
        ``"auto"`` without a note.
    notes : mapping of str to FeatureNote, optional
        What a person reads about a column.
    special : mapping of str to mapping, optional
        Special codes by column and name: ``{"months": {"never": -1}}``; a name may have several.
    categorical : sequence of str, optional
        Numeric columns to read as categories.
    splits : mapping of str to sequence, optional
        The only bounds the search may choose from, by numeric column; for a categorical one,
        groups of categories that stay together: ``{"housing": [["rent", "hostel"]]}``.
    locked : mapping of str to sequence, optional
        Bounds that the bins must have, by numeric column; for a categorical one, groups that stay
        together and apart from all others. Only the trend is asked of them.
    missing_as : mapping of str to float or str, optional
        The value whose bin takes missing ones, by column; elsewhere they have their own bin.
    period : str, optional
        Column that says when a row was observed (text or number, such as ``"2026-03"``): the
        order of event rates of neighbouring bins must hold in every period.
    max_psi : float, optional
        Greatest population stability index of a feature's bins between any period and all of
        them; needs `period`. The search then starts from at most 25 pre-bins.
    exclude : sequence of str, optional
        Columns to leave out.
    min_iv : float, optional
        Least information value of a feature; 0.02 by default. Not with ``"additive"``, which drops
        what saves no loss on held-out folds.
    max_features : int, optional
        Most features.
    pairs : int or "auto"
        With ``"additive"``: most pairs of features that get a small table of points of their own,
        each only where it pays on held-out folds; ``"auto"`` for at most five.
    selection : str
        ``"all"`` keeps every feature with a positive weight; ``"forward"`` takes them up one at a
        time, the most significant first.
    entry_p_value : float
        Greatest p-value of a feature that forward selection takes up.
    max_correlation : float, optional
        Of features whose weights of evidence correlate more than this, only the one of greatest
        information value is kept.
    penalty : float
        Ridge penalty of the logistic regression, in rows.
    pdo : float
        Points to double the odds; smaller in the document where scores would leave 350 to 950.
    base_score, base_odds
        The score that stands for `base_odds` goods to one bad.
    calibration_folds : int, optional
        Folds on which the calibration is measured: each is left out of a fit of its own, and
        scored by it. 5 with ``"woe"`` and 3 with ``"additive"`` by default; 0 calibrates on the
        training sample alone, as does a sample of more than 10,000 bads and goods each.
    gate : str, optional
        Boolean column: rows where it is not true are neither fitted on nor scorable.
    created_on : str, optional
        ISO date for the document; left out by default, so that equal fits have equal digests.
    random_state : int, optional
        With ``"additive"``, the seed of the folds on which features and pairs have to pay; 0 by
        default. Without effect with ``"woe"``, which uses no random numbers.

    Attributes
    ----------
    scorecard_ : Scorecard
        The document.
    verdicts_ : tuple of Verdict
        What became of every column, and why.
    coefficients_ : tuple of Coefficient
        Coefficient, standard error, p-value, variance inflation and cluster of every feature;
        empty with ``"additive"``, whose shapes have no single coefficient.
    classes_ : ndarray, shape (2,)
        The labels.
    n_features_in_ : int
        Columns seen in `fit`.
    feature_names_in_ : ndarray of str
        Their names, where `X` had names.

    Examples
    --------
    >>> X = [{"late": late, "income": income} for late in (0, 1, 2) for income in range(40)]
    >>> y = [int(row["late"] * 15 + row["income"] % 7 > 20) for row in X]
    >>> model = ScorecardClassifier(name="example").fit(X, y)
    >>> [feature.name for feature in model.scorecard_.features]
    ['late']
    >>> model.predict_proba(X).shape
    (120, 2)
    """

    def __init__(  # noqa: PLR0913 - scikit-learn reads the parameters from this signature
        self,
        method: str = "woe",
        *,
        name: str = "scorecard",
        bad: Any = None,
        max_bins: int = 8,
        min_bin_size: float | None = None,
        min_events: float = 0.0,
        min_nonevents: float = 0.0,
        min_difference: float = 0.0,
        max_p_value: float | None = None,
        max_prebins: int = 100,
        objective: str = "iv",
        trends: Mapping[str, str] | None = None,
        notes: Mapping[str, FeatureNote] | None = None,
        special: Mapping[str, Mapping[str, Any]] | None = None,
        categorical: Sequence[str] | None = None,
        splits: Mapping[str, Sequence[Any]] | None = None,
        locked: Mapping[str, Sequence[Any]] | None = None,
        missing_as: Mapping[str, float | str] | None = None,
        period: str | None = None,
        max_psi: float | None = None,
        exclude: Sequence[str] | None = None,
        min_iv: float | None = None,
        max_features: int | None = None,
        pairs: int | Literal["auto"] = 0,
        selection: str = "all",
        entry_p_value: float = 0.05,
        max_correlation: float | None = None,
        penalty: float = 1.0,
        pdo: float = 40.0,
        base_score: int = 650,
        base_odds: float = 10.0,
        calibration_folds: int | None = None,
        gate: str | None = None,
        created_on: str | None = None,
        random_state: int | None = None,
    ) -> None:
        self.method = method
        self.name = name
        self.bad = bad
        self.max_bins = max_bins
        self.min_bin_size = min_bin_size
        self.min_events = min_events
        self.min_nonevents = min_nonevents
        self.min_difference = min_difference
        self.max_p_value = max_p_value
        self.max_prebins = max_prebins
        self.objective = objective
        self.trends = trends
        self.notes = notes
        self.special = special
        self.categorical = categorical
        self.splits = splits
        self.locked = locked
        self.missing_as = missing_as
        self.period = period
        self.max_psi = max_psi
        self.exclude = exclude
        self.min_iv = min_iv
        self.max_features = max_features
        self.pairs = pairs
        self.selection = selection
        self.entry_p_value = entry_p_value
        self.max_correlation = max_correlation
        self.penalty = penalty
        self.pdo = pdo
        self.base_score = base_score
        self.base_odds = base_odds
        self.calibration_folds = calibration_folds
        self.gate = gate
        self.created_on = created_on
        self.random_state = random_state

    def fit(
        self,
        X: TableLike,  # noqa: N803 - scikit-learn's name
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Fit the scorecard.

        Parameters
        ----------
        X : pandas, polars or pyarrow table, 2-D array, or list of mappings
            Rows of the training sample.
        y : array-like, shape (n_rows,)
            Two labels.
        sample_weight : array-like, shape (n_rows,), optional
            Weights, not negative; a row of weight k counts like k rows.
        progress : callable, optional
            Called with columns done and columns in all.

        Returns
        -------
        ScorecardClassifier
            Itself.

        Raises
        ------
        ValueError
            If `y` has not two labels, or a parameter makes no sense.
        """
        check_method(self)
        table = self._open(X, reset=True)
        if y is None:
            raise ValueError("requires y to be passed, but the target y is None")
        labels = column_or_1d(np.asarray(y), warn=True)
        classes = two_whole_labels(labels)
        if classes is None:
            check_classification_targets(labels)
            classes = np.unique(labels)
        if table.rows < 2:
            raise ValueError(f"a scorecard needs at least 2 rows, got n_samples = {table.rows}")
        if table.rows != labels.shape[0]:
            check_consistent_length(np.empty(table.rows), labels)
        self.classes_ = classes
        if self.classes_.size != 2:
            kind = "Only binary classification is supported. " if self.classes_.size > 2 else ""
            raise ValueError(
                f"{kind}y must have two classes, goods and bads; got {self.classes_.size} class(es)"
            )
        event = self.classes_[1] if self.bad is None else self.bad
        if event not in self.classes_:
            raise ValueError(f"bad={event!r} is not a label of y: {self.classes_.tolist()}")
        self._event = int(np.flatnonzero(self.classes_ == event)[0])
        weight = _check_sample_weight(
            sample_weight, np.empty((table.rows, 1)), dtype=np.float64, ensure_non_negative=True
        )
        sample = sample_of(self, table, (labels == event).astype(np.uint8), weight)
        plan = plan_of(self, table)

        def card_of(part: Table, rows: Sample) -> "Scorecard":
            return self._fit(part, rows, plan, None).scorecard

        held_out = measure_held_out(table, sample, card_of, folds=fold_count(self))
        plan = replace(plan, heading=replace(plan.heading, held_out=held_out))
        self._keep(self._fit(table, sample, plan, progress))
        return self

    def _fit(
        self,
        table: Table,
        sample: Sample,
        plan: Plan,
        progress: Callable[[int, int], None] | None,
    ) -> Fitted:
        if self.method == "additive":
            seed = 0 if self.random_state is None else self.random_state
            return fit_joint(table, sample, plan, pair_limit(self), seed, progress)
        return fit_woe(table, sample, plan, progress)

    def _keep(self, fitted: Fitted) -> None:
        self.scorecard_: Scorecard = fitted.scorecard
        self.verdicts_: tuple[Verdict, ...] = fitted.verdicts
        self.coefficients_: tuple[Coefficient, ...] = fitted.coefficients
        protected = [each.name for each in fitted.verdicts if each.code is VerdictCode.PROTECTED]
        if protected:
            warnings.warn(
                f"protected attributes were left out of the scorecard: {', '.join(protected)}",
                ProtectedColumnWarning,
                stacklevel=3,
            )

    def _open(self, X: TableLike, *, reset: bool) -> Table:  # noqa: N803 - scikit-learn's name
        rows = isinstance(X, list) and X and all(isinstance(row, Mapping) for row in X)
        if rows or isinstance(X, Table) or (isinstance(X, Mapping) and not issparse(X)):
            table = read_table(X, None if reset else list(self.feature_names_in_))
            if reset:
                self.feature_names_in_: NDArray[np.object_] = np.array(table.names, dtype=object)
                self.n_features_in_ = len(table.names)
            return table
        if not hasattr(X, "columns") and not hasattr(X, "column_names"):
            X = check_array(  # noqa: N806 - scikit-learn's name
                X, dtype=None, ensure_all_finite=False, estimator=self, input_name="X"
            )
        validate_data(self, X, reset=reset, skip_check_array=True)
        return read_table(X)

    def decision_function(self, X: TableLike) -> NDArray[np.float64]:  # noqa: N803
        """Return the log-odds of the second class.

        Parameters
        ----------
        X : table
            As for `fit`.

        Returns
        -------
        ndarray of float64, shape (n_rows,)
            Above zero where `predict` gives ``classes_[1]``.
        """
        check_is_fitted(self)
        card = self.scorecard_
        score = card.score(self._open(X, reset=False))
        log_odds = card.calibration.log_odds(score)
        return np.asarray(log_odds if self._event == 1 else -log_odds, dtype=np.float64)

    def predict_proba(self, X: TableLike) -> NDArray[np.float64]:  # noqa: N803
        """Return the probability of both classes.

        Parameters
        ----------
        X : table
            As for `fit`.

        Returns
        -------
        ndarray of float64, shape (n_rows, 2)
            In the order of `classes_`; the document's calibration.
        """
        second = expit(self.decision_function(X))
        return np.column_stack([1.0 - second, second])

    def predict(self, X: TableLike) -> NDArray[Any]:  # noqa: N803
        """Return the likelier class.

        Parameters
        ----------
        X : table
            As for `fit`.

        Returns
        -------
        ndarray, shape (n_rows,)
            Labels of `classes_`.
        """
        likely = self.decision_function(X) > 0
        return self.classes_[likely.astype(np.intp)]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        return tags
