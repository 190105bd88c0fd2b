"""`ScorecardClassifier`: fitting a scorecard as a scikit-learn estimator."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import issparse
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

from plainscore.scorecard.assembly import Heading
from plainscore.scorecard.binning.constraints import Constraints, Objective, Trend
from plainscore.scorecard.fitting import Fitted, Plan, fit_woe
from plainscore.scorecard.notes import FeatureNote, note_for
from plainscore.scorecard.protected import ProtectedColumnWarning
from plainscore.scorecard.screening import Sample, Wishes
from plainscore.scorecard.table import Table, TableLike, read_table
from plainscore.scorecard.verdict import Verdict, VerdictCode

if TYPE_CHECKING:
    from plainscore.scorecard.document import Scorecard
    from plainscore.scorecard.selection import Coefficient


class ScorecardClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Fit a points scorecard.

    Exact binning of every column, weights of evidence, a logistic regression whose weights never
    run against a feature's direction, integer points within 350 to 950. Protected attributes and
    identifiers are left out by themselves, with a verdict in the document.

    Parameters
    ----------
    method : str
        ``"woe"``: weights of evidence and logistic regression.
    name : str
        Name of the scorecard.
    bad : label, optional
        The label of `y` that is the event; the larger one by default.
    max_bins : int
        Most bins of a feature, beside missing, special and other.
    min_bin_size : float
        Least share of the weight in a bin.
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
    min_iv : float
        Least information value of a feature.
    max_features : int, optional
        Most features.
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
    gate : str, optional
        Boolean column: rows where it is not true are neither fitted on nor scorable.
    created_on : str, optional
        ISO date for the document; left out by default, so that equal fits have equal digests.
    random_state : int, optional
        Has no effect: the fit is exact and uses no random numbers.

    Attributes
    ----------
    scorecard_ : Scorecard
        The document.
    verdicts_ : tuple of Verdict
        What became of every column, and why.
    coefficients_ : tuple of Coefficient
        Coefficient, standard error, p-value, variance inflation and cluster of every feature.
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
        min_bin_size: float = 0.05,
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
        min_iv: float = 0.02,
        max_features: int | None = None,
        selection: str = "all",
        entry_p_value: float = 0.05,
        max_correlation: float | None = None,
        penalty: float = 1.0,
        pdo: float = 40.0,
        base_score: int = 650,
        base_odds: float = 10.0,
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
        self.selection = selection
        self.entry_p_value = entry_p_value
        self.max_correlation = max_correlation
        self.penalty = penalty
        self.pdo = pdo
        self.base_score = base_score
        self.base_odds = base_odds
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
        if self.method != "woe":
            raise ValueError(f"method must be 'woe', got {self.method!r}")
        if self.selection not in {"all", "forward"}:
            raise ValueError(f"selection must be 'all' or 'forward', got {self.selection!r}")
        table = self._open(X, reset=True)
        if y is None:
            raise ValueError("requires y to be passed, but the target y is None")
        labels = column_or_1d(np.asarray(y), warn=True)
        check_classification_targets(labels)
        if table.rows < 2:
            raise ValueError(f"a scorecard needs at least 2 rows, got n_samples = {table.rows}")
        if table.rows != labels.shape[0]:
            check_consistent_length(np.empty(table.rows), labels)
        self.classes_ = np.unique(labels)
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
        sample = self._sample(table, (labels == event).astype(np.uint8), weight)
        fitted = fit_woe(table, sample, self._plan(table), progress)
        self._keep(fitted)
        return self

    def _sample(self, table: Table, bad: NDArray[np.uint8], weight: NDArray[np.float64]) -> Sample:
        keep = weight > 0
        if self.gate is not None and self.gate in table.names:
            keep &= table.truth(self.gate)
        if not keep.all():
            bad, weight = bad[keep], weight[keep]
        if bad.size == 0 or bad.min() == bad.max():
            raise ValueError(
                "y must have two classes, goods and bads, among the rows that count; "
                f"got {np.unique(bad).size} class(es)"
            )
        if self.max_psi is not None and self.period is None:
            raise ValueError("max_psi needs period, the column that says when a row was observed")
        periods = None
        if self.period is not None and self.period in table.names:
            positions = table.categories(self.period).positions[keep]
            if bool(np.any(positions < 0)):
                raise ValueError(f"column {self.period}, the period, has missing values")
            periods = np.unique(positions, return_inverse=True)[1].astype(np.int32)
        return Sample(None if keep.all() else keep, bad, weight, periods)

    def _plan(self, table: Table) -> Plan:
        asked = {**(self.notes or {})}
        notes = {name: asked.get(name) or note_for(name) for name in table.names}
        trends = self.trends or {}
        named: tuple[tuple[str, Any], ...] = (
            ("trends", trends),
            ("special", self.special or {}),
            ("categorical", self.categorical or ()),
            ("splits", self.splits or {}),
            ("locked", self.locked or {}),
            ("missing_as", self.missing_as or {}),
            ("period", [] if self.period is None else [self.period]),
        )
        for parameter, names in named:
            absent = [name for name in names if name not in table.names]
            if absent:
                raise ValueError(f"{parameter} names columns X does not have: {', '.join(absent)}")
        constraints = {
            name: Constraints(
                max_bins=self.max_bins,
                min_size=self.min_bin_size,
                min_events=self.min_events,
                min_nonevents=self.min_nonevents,
                min_difference=self.min_difference,
                max_p_value=self.max_p_value,
                max_prebins=self.max_prebins,
                objective=cast("Objective", self.objective),
                max_psi=self.max_psi,
                trend=cast("Trend", trends.get(name, notes[name].direction.trend)),
            )
            for name in table.names
        }
        heading = Heading(
            name=self.name,
            pdo=self.pdo,
            base_score=self.base_score,
            base_odds=self.base_odds,
            gate=self.gate,
            created_on=self.created_on,
        )
        return Plan(
            heading=heading,
            notes=notes,
            constraints=constraints,
            wishes={name: self._wishes(name) for name in table.names},
            exclude=frozenset(self.exclude or ()),
            period=self.period,
            min_iv=self.min_iv,
            max_features=self.max_features,
            penalty=self.penalty,
            selection=self.selection,
            entry_p_value=self.entry_p_value,
            max_correlation=self.max_correlation,
        )

    def _wishes(self, name: str) -> Wishes:
        splits, special = (self.splits or {}).get(name), (self.special or {}).get(name, {})
        return Wishes(
            categorical=name in (self.categorical or ()),
            special={label: _codes(codes) for label, codes in special.items()},
            splits=None if splits is None else tuple(splits),
            locked=tuple((self.locked or {}).get(name, ())),
            missing_as=(self.missing_as or {}).get(name),
        )

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
        if (isinstance(X, Mapping) and not issparse(X)) or (
            isinstance(X, list) and X and all(isinstance(row, Mapping) for row in X)
        ):
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
        log_odds = card.calibration.intercept + card.calibration.slope * score
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
        second = 1.0 / (1.0 + np.exp(-self.decision_function(X)))
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


def _codes(codes: Any) -> tuple[str | float, ...]:
    return tuple(codes) if isinstance(codes, list | tuple | set | frozenset) else (codes,)
