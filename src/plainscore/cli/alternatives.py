"""`plainscore alternatives`: a card that serves as well and treats groups less unequally."""

from pathlib import Path
from typing import Annotated

import numpy as np
import pyarrow as pa
import typer
from rich.progress import Progress

from plainscore.cli.console import CommandError, err, out, print_problems
from plainscore.cli.fit import KEY
from plainscore.cli.score import load_card, read_for_card
from plainscore.cli.tables import column_of, read_analyst_table
from plainscore.cli.target import read_target
from plainscore.cli.weights import read_weights
from plainscore.features import GATES
from plainscore.scorecard import Scorecard
from plainscore.validation.alternatives import (
    AlternativesFound,
    Training,
    search_alternatives,
)
from plainscore.validation.alternatives.search import ALPHA, MOST_FITS, TOLERANCE
from plainscore.validation.fairness import Attribute, join_attributes
from plainscore.validation.report.alternatives_page import write_alternatives


def alternatives(
    card: Annotated[Path, typer.Argument(help="Scorecard in use.", exists=True)],
    table: Annotated[
        Path,
        typer.Argument(help="CSV or Parquet with outcomes, not fitted on so far.", exists=True),
    ],
    target: Annotated[str, typer.Option(help="Column that says who turned out bad.")],
    protected: Annotated[
        Path, typer.Option(help="CSV or Parquet with protected attributes.", exists=True)
    ],
    key: Annotated[str, typer.Option(help="Column that names a row in both tables.")],
    attribute: Annotated[str, typer.Option(help="Protected column, for example SEX.")],
    to: Annotated[Path, typer.Option("--out", help="HTML page to write.")],
    reference: Annotated[
        str | None, typer.Option(help="Group to compare with; the largest by default.")
    ] = None,
    group: Annotated[
        str | None, typer.Option(help="Group that is worse off; found by default.")
    ] = None,
    cut_off: Annotated[
        int | None,
        typer.Option(
            help="Lowest score approved: the disparity is then 1 less the adverse impact ratio; "
            "without it, the standardised mean difference."
        ),
    ] = None,
    train: Annotated[
        Path | None,
        typer.Option(help="Table to fit on; by default 40 % of TABLE are.", exists=True),
    ] = None,
    bad: Annotated[
        str | None, typer.Option(help="Value of the target that means bad; 1 or true by default.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="Column of sample weights.")] = None,
    exclude: Annotated[
        str | None, typer.Option(help="Columns no card may read, separated by commas.")
    ] = None,
    tolerance: Annotated[
        float, typer.Option(help="Fall of the AUC that the business need allows.", min=0)
    ] = TOLERANCE,
    improvement: Annotated[
        float | None,
        typer.Option(help="Least fall of the disparity; 0.05, or 0.02 with --cut-off.", min=0),
    ] = None,
    alpha: Annotated[
        float, typer.Option(help="Chance of certifying any card where no alternative exists.")
    ] = ALPHA,
    most_fits: Annotated[
        int, typer.Option(help="Most sets of features fitted.", min=1)
    ] = MOST_FITS,
    seed: Annotated[int, typer.Option(help="Seed of the parts.", min=0)] = 0,
    card_out: Annotated[
        Path | None, typer.Option(help="Scorecard document of the choice to write, if any.")
    ] = None,
    record_out: Annotated[Path | None, typer.Option(help="JSON record to write.")] = None,
) -> None:
    """Search for a less discriminatory alternative to a scorecard, and prove how much was searched.

    Cards are fitted without protected attributes; the attribute is looked at to choose among
    them, on rows of their own, and to certify the choice on rows that nothing was chosen on. A
    card passes when it is proved that its AUC falls by less than --tolerance and the disparity by
    at least --improvement.

    Exit code 0 whether or not one is found.

    **Example:** plainscore alternatives card.json new.parquet --target bad --protected people.csv
    --key id --attribute sex --out alternatives.html --card-out better.json
    """
    document = load_card(card)
    left_out = [name.strip() for name in (exclude or "").split(",") if name.strip()]
    columns, outcomes, weights = _sample(document, table, target, bad, weight, key)
    people = _attribute(table, document, protected, key, attribute)
    training = None
    if train is not None:
        training = Training(*_sample(document, train, target, bad, weight, key))
    try:
        with Progress(console=err, transient=True) as bar:
            task = bar.add_task("sets of features", total=most_fits)
            found = search_alternatives(
                document,
                columns,
                outcomes,
                people,
                reference=reference,
                group=group,
                sample_weight=weights,
                training=training,
                exclude=left_out,
                cut_off=cut_off,
                tolerance=tolerance,
                improvement=improvement,
                alpha=alpha,
                most_fits=most_fits,
                seed=seed,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    except ValueError as error:
        raise CommandError(str(error)) from error
    write_alternatives(found, to)
    _show(found)
    out.print(f"Page written to {to}", markup=False)
    if record_out is not None:
        record_out.write_text(found.to_json() + "\n", encoding="utf-8")
        out.print(f"Record written to {record_out}", markup=False)
    if card_out is not None and found.chosen is not None:
        found.chosen.card.save(card_out)
        digest = found.chosen.card.digest[:12]
        out.print(f"Scorecard written to {card_out} (digest {digest})", markup=False)


def _sample(
    card: Scorecard,
    path: Path,
    target: str,
    bad: str | None,
    weight: str | None,
    key: str,
) -> tuple[pa.Table, np.ndarray, np.ndarray | None]:
    """Read the columns a card may read, outcomes and weights of a table."""
    read = read_for_card(card, path)
    print_problems(read.problems)
    outcome = read_target(read.table, target, bad, path)
    outcomes = np.full(read.table.num_rows, np.nan)
    outcomes[outcome.known] = outcome.bad
    weights = None if weight is None else read_weights(read.table, weight, path)
    hidden = {target, weight, KEY, *GATES, key} - {*card.feature_names, card.gate}
    names = [name for name in read.table.column_names if name not in hidden]
    return read.table.select(names), outcomes, weights


def _attribute(
    table: Path, card: Scorecard, protected: Path, key: str, attribute: str
) -> Attribute:
    """Join the protected attribute to the rows of a table."""
    theirs = read_analyst_table(protected)
    print_problems(theirs.problems)
    keys = column_of(read_for_card(card, table).table, key, table)
    try:
        joined = join_attributes(keys, theirs.table, key, [attribute])
    except ValueError as error:
        raise CommandError(str(error)) from error
    print_problems(joined.problems)
    return joined.attributes[0]


def _show(found: AlternativesFound) -> None:
    question = found.question
    if found.seen:
        err.print(
            "! the incumbent was fitted on these rows, which flatters it: fewer alternatives pass",
            style="yellow",
        )
    out.print(
        f"{question.attribute} {question.group} beside {question.reference}, "
        f"{question.rows[0]:,} rows to fit, {question.rows[1]:,} to search, "
        f"{question.rows[2]:,} to certify",
        markup=False,
    )
    for sentence in found.certificate.sentences():
        out.print(f"  {sentence}", markup=False)
    for each in found.taken:
        verdict = "certified" if each.passed else "not certified"
        out.print(
            f"  {', '.join(each.changes) or 'as it is'}: disparity {each.trial.before.value:.3f} "
            f"-> {each.trial.after.value:.3f}, change of the AUC {each.trial.gain}, "
            f"p {each.adjusted:.2g}, {verdict}",
            markup=False,
        )
    out.print(found.reason, markup=False)
