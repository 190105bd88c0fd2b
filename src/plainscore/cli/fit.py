"""`plainscore fit`: a table with outcomes in, a scorecard document out."""

import math
import warnings
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pyarrow as pa
import typer
from rich.table import Table

from plainscore.cli.console import CommandError, err, out, print_problems
from plainscore.cli.large_tables import read_outcomes
from plainscore.cli.tables import column_of, read_analyst_table
from plainscore.cli.target import read_target
from plainscore.cli.weights import read_weights
from plainscore.features import CATALOGUE, GATES
from plainscore.scorecard import (
    Direction,
    FeatureNote,
    ProtectedColumnWarning,
    Scorecard,
    ScorecardClassifier,
    open_parquet,
)
from plainscore.scorecard.table import Table as ReadTable
from plainscore.scorecard.table import read_table


class Method(StrEnum):
    """How a scorecard can be fitted."""

    WOE = "woe"
    ADDITIVE = "additive"


GATE = "enough_information"
KEY = "application_id"


def fit(
    table: Annotated[Path, typer.Argument(help="CSV or Parquet, any columns.", exists=True)],
    target: Annotated[str, typer.Option(help="Column that says who turned out bad.")],
    to: Annotated[Path, typer.Option("--out", help="Scorecard document (JSON) to write.")],
    bad: Annotated[
        str | None, typer.Option(help="Value of the target that means bad; 1 or true by default.")
    ] = None,
    exclude: Annotated[
        str | None, typer.Option(help="Columns to leave out, separated by commas.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="Column of sample weights.")] = None,
    method: Annotated[
        Method,
        typer.Option(
            help="woe: weights of evidence and logistic regression; additive: all features "
            "together, usually more accurate."
        ),
    ] = Method.WOE,
    max_bins: Annotated[int, typer.Option(help="Most bins a feature may have.", min=2)] = 8,
    max_features: Annotated[
        int | None, typer.Option(help="Most features the scorecard may have.", min=1)
    ] = None,
    pairs: Annotated[
        str,
        typer.Option(
            help="additive: most pairs of features with a table of their own, where they pay on "
            "held-out rows; a number or auto."
        ),
    ] = "0",
    pdo: Annotated[float, typer.Option(help="Points to double the odds.", min=1)] = 40.0,
    name: Annotated[str | None, typer.Option(help="Name of the scorecard.")] = None,
) -> None:
    """Fit a points scorecard on a table.

    Numeric and categorical columns, missing values allowed. Protected attributes (sex, age,
    marital status, ...) and identifiers are left out by themselves and named in the document.
    Rows without an outcome, and rows with too little information, are left out and counted.

    **Example:** plainscore fit features.parquet --target bad --out card.json

    **Example:** plainscore fit features.parquet --target bad --method additive --pairs auto
    --max-features 12 --out card.json
    """
    left_out = [column.strip() for column in (exclude or "").split(",") if column.strip()]
    stated = [target] if weight is None else [target, weight]
    data = read_outcomes(table, stated, left_out) if method is Method.WOE else None
    features = None
    if data is not None:
        features = open_parquet(table, [*stated, KEY, *left_out])
    else:
        read = read_analyst_table(table)
        print_problems(read.problems)
        data = read.table
        for column in left_out:
            column_of(data, column, table)
    card = fit_card(
        data,
        target,
        path=table,
        features=features,
        bad=bad,
        exclude=left_out,
        weight=weight,
        method=method.value,
        max_bins=max_bins,
        max_features=max_features,
        pairs=pairs,
        pdo=pdo,
        name=name or table.stem,
    )
    card.save(to)
    print_card(card)
    out.print(f"Scorecard written to {to} (digest {card.digest[:12]})", markup=False)


def fit_card(
    data: pa.Table,
    target: str,
    *,
    path: Path,
    features: ReadTable | None = None,
    bad: str | None = None,
    exclude: list[str] | None = None,
    weight: str | None = None,
    method: str = "woe",
    max_bins: int = 8,
    max_features: int | None = None,
    pairs: str = "0",
    pdo: float = 40.0,
    name: str = "scorecard",
) -> Scorecard:
    """Fit a scorecard on a table in memory, as the command does.

    Parameters
    ----------
    data : pyarrow.Table
        Features and target.
    target : str
        Column that says who turned out bad.
    path : pathlib.Path
        Where the table came from, for the messages.
    features : Table, optional
        The features, where they are not read whole; `data` then needs no columns but the target
        and the weights, and every row has an outcome.
    bad, exclude, weight, method, max_bins, max_features, pairs, pdo, name
        As for ``plainscore fit``.

    Returns
    -------
    Scorecard
        The document.

    Raises
    ------
    CommandError
        If the target or the weights do not allow a fit.
    """
    if not math.isfinite(pdo):
        raise CommandError(f"the points to double the odds cannot be {pdo}")
    outcome = read_target(data, target, bad, path)
    keep = outcome.known.copy()
    gate = GATE if GATE in data.column_names else None
    if gate is not None:
        keep &= read_table(data).truth(gate)
    weights = None
    if weight is not None:
        weights = read_weights(data, weight, path)[keep]
    for count, reason in (
        (int((~outcome.known).sum()), "have no outcome"),
        (int((outcome.known & ~keep).sum()), "have too little information to score"),
    ):
        if count:
            err.print(f"{count:,} rows {reason} and are left out of the fit", markup=False)
    aside = {target, weight, KEY, *GATES, *(exclude or [])}
    if features is None:
        used = data.select([column for column in data.column_names if column not in aside])
        features = read_table(used.filter(pa.array(keep)))
    if not features.names:
        raise CommandError("no columns are left to fit on")
    model = ScorecardClassifier(
        method=method,
        max_bins=max_bins,
        max_features=max_features,
        pairs=_number_of_pairs(pairs),
        pdo=pdo,
        gate=gate,
        name=name,
        notes={key: note for key, note in catalogue_notes().items() if key in features.names},
    )
    bads = outcome.bad[keep[outcome.known]]
    with warnings.catch_warnings():
        # the columns that are left out are printed with their reasons
        warnings.simplefilter("ignore", ProtectedColumnWarning)
        try:
            model.fit(features, bads, sample_weight=weights)
        except ValueError as error:
            raise CommandError(f"no scorecard could be fitted: {error}") from error
    return model.scorecard_


def _number_of_pairs(pairs: str) -> int | Literal["auto"]:
    if pairs == "auto":
        return "auto"
    if not pairs.isdecimal():
        raise CommandError(f"--pairs takes a number or auto, not {pairs}")
    return int(pairs)


def catalogue_notes() -> dict[str, FeatureNote]:
    """Return what the catalogue says of each feature, in the scorecard's terms.

    Examples
    --------
    >>> catalogue_notes()["income_cv"].direction.trend
    'ascending'
    """
    return {
        name: FeatureNote(
            label=feature.label,
            factor=feature.factor.value,
            unit=feature.unit,
            sentence=feature.sentence,
            direction=Direction(feature.direction.value),
        )
        for name, feature in CATALOGUE.items()
    }


FEWEST_BADS_A_FEATURE = 10
"""Fewer bads than this for each feature and a fit follows chance (Peduzzi et al., 1996)."""


def print_card(card: Scorecard) -> None:
    """Print what is in a scorecard and what was left out, with reasons.

    Parameters
    ----------
    card : Scorecard
        The document.
    """
    table = Table(title=f"Scorecard {card.name}", title_justify="left")
    table.add_column("feature")
    table.add_column("bins", justify="right")
    table.add_column("IV", justify="right")
    table.add_column("points", justify="right")
    for feature in card.features:
        points = [bin_.points for bin_ in feature.bins]
        table.add_row(
            feature.name, str(len(points)), f"{feature.iv:.3f}", f"{min(points)} to {max(points)}"
        )
    out.print(table)
    for pair in card.pairs:
        out.print(
            f"Together: {pair.label}, a table of {pair.rows} by {pair.columns} groups, "
            f"0 to {pair.max_points} points; saved {pair.gain:.1f} nats on held-out rows "
            f"(standard error {pair.error:.1f})",
            markup=False,
        )
    if not card.features:
        err.print("! no column became a feature: everyone gets the same score", style="yellow")
    out.print(
        f"Base {card.base_points} points; scores from {card.lowest_score} to {card.highest_score}."
    )
    bads, features = card.fitted_on.bads, len(card.features)
    if bads < FEWEST_BADS_A_FEATURE * features:
        err.print(
            f"{bads:,} bads for {features} features are few: points may follow chance; allow at "
            f"most {max(1, bads // FEWEST_BADS_A_FEATURE)} with --max-features",
            style="yellow",
            markup=False,
        )
    by_reason: dict[str, list[str]] = {}
    for excluded in card.excluded:
        by_reason.setdefault(excluded.reason, []).append(excluded.name)
    for reason, names in by_reason.items():
        err.print(f"left out {', '.join(names)}: {reason}", style="dim", markup=False)
