"""`plainscore validate`: a scorecard and a table with outcomes in, a report out."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import typer

from plainscore.cli.console import CommandError, out, print_problems
from plainscore.cli.samples import ceiling_of, leaks_of, read_labelled
from plainscore.cli.score import load_card
from plainscore.cli.tables import column_of, read_analyst_table
from plainscore.cli.weights import read_weights
from plainscore.scorecard import Scorecard
from plainscore.validation import Evidence, Sample, write_report
from plainscore.validation import validate as gather_evidence
from plainscore.validation.comparison import compare_cards
from plainscore.validation.completeness import find_gaps
from plainscore.validation.facts import read_facts
from plainscore.validation.fairness import Fairness, join_attributes, measure_fairness
from plainscore.validation.report.pdf import PrinterError, write_pdf
from plainscore.validation.stability import measure_stability
from plainscore.validation.weaknesses import find_weaknesses

USUAL_APPROVAL = 0.8
"""Share that both scorecards approve when they are compared and no cut-off is stated."""


def validate(
    card: Annotated[Path, typer.Argument(help="Scorecard document.", exists=True)],
    table: Annotated[Path, typer.Argument(help="CSV or Parquet with outcomes.", exists=True)],
    target: Annotated[str, typer.Option(help="Column that says who turned out bad.")],
    to: Annotated[Path, typer.Option("--out", help="Report to write: .html, or .pdf.")],
    bad: Annotated[
        str | None, typer.Option(help="Value of the target that means bad; 1 or true by default.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="Column of sample weights.")] = None,
    sample: Annotated[
        Sample, typer.Option(help="Were these rows kept away from the fit?")
    ] = "unknown",
    protected: Annotated[
        Path | None,
        typer.Option(help="CSV or Parquet with protected attributes, for fairness.", exists=True),
    ] = None,
    key: Annotated[str | None, typer.Option(help="Column that names a row in both tables.")] = None,
    attribute: Annotated[
        list[str] | None,
        typer.Option(help="Protected column to measure; repeat. All that are known by default."),
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(help="Group to compare with, as SEX=2; repeat. The largest by default."),
    ] = None,
    cut_off: Annotated[
        int | None, typer.Option(help="Lowest score approved, for fairness.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="Column of months or vintages, for stability.")
    ] = None,
    champion: Annotated[
        Path | None,
        typer.Option(help="Scorecard in use, for the gain and the swap set.", exists=True),
    ] = None,
    ceiling: Annotated[
        bool,
        typer.Option("--ceiling", help="Also fit LightGBM and EBM as a ceiling: up to minutes."),
    ] = False,
    train: Annotated[
        Path | None,
        typer.Option(
            help="Table the scorecard was fitted on: for the ceiling, and for what both share.",
            exists=True,
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Column of the day each row was scored, to look for leaks.")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option(help="PDF of the same report to write beside it.")
    ] = None,
    facts: Annotated[
        Path | None,
        typer.Option(help="TOML file of purpose, limits, data, owner; see docs.", exists=True),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if the model document is not whole.")
    ] = False,
) -> None:
    """Measure a scorecard on a table and write one self-contained HTML report.

    AUC, Gini and KS with intervals, calibration, the distribution of scores, the points table and
    what each feature is worth. With --protected and --key also fairness: impact ratios, errors
    and calibration by group, intersections, proxies. With --period also stability.
    Use a table the scorecard was not fitted on, and say so with --sample hold-out. Rows it was
    fitted on are recognised, and the report says that such figures are too good.

    Signs of leakage are looked for: values that tell the outcome and, with --train, rows and
    people (by --key) in both samples; with --as-of, later dates and samples that overlap in time.

    Slices in which the scorecard does worse are searched on one half of the rows and confirmed on
    the other. With --champion another scorecard is measured on the same people, with --ceiling
    boosted models are.

    With --facts the report is the model document, and --strict exits with 1 and names what is
    missing, once the report is written.

    **Example:** plainscore validate card.json new.parquet --target bad --out r.html
    """
    document = load_card(card)
    measured = read_labelled(document, table, target, bad)
    fitted = None if train is None else read_labelled(document, train, target, bad)
    rows, outcomes = measured.table, measured.outcomes
    weights = None if weight is None else read_weights(rows, weight, table)
    try:
        stated = None if facts is None else read_facts(facts)
        evidence = gather_evidence(
            document,
            rows,
            outcomes,
            sample_weight=weights,
            title=document.name,
            sample=sample,
            source=table.name,
            window=None if stated is None else stated.measured,
        )
        evidence = replace(
            evidence,
            facts=stated,
            weaknesses=find_weaknesses(document, rows, outcomes, sample_weight=weights),
            champion=None
            if champion is None
            else compare_cards(
                load_card(champion),
                document,
                rows,
                outcomes,
                sample_weight=weights,
                approval_rate=_approved(document, rows, outcomes, cut_off),
            ),
            ceiling=ceiling_of(
                document, measured, fitted, weights, card_seen=evidence.sample == "in-sample"
            )
            if ceiling
            else None,
            leaks=leaks_of(document, measured, fitted, key=key, as_of=as_of),
            stability=None
            if period is None
            else measure_stability(document, rows, outcomes, period=period),
            fairness=_fairness(
                document,
                rows,
                outcomes,
                weights,
                path=table,
                protected=protected,
                key=key,
                attributes=attribute,
                references=reference,
                cut_off=cut_off,
            ),
        )
    except ValueError as error:
        raise CommandError(str(error)) from error
    written = [path for path in (to, pdf) if path is not None]
    for path in written:
        _write(evidence, path)
    out.print(evidence.summary(), markup=False)
    for leak in evidence.leaks or ():
        out.print(f"Possible leak: {leak}", style="yellow", markup=False)
    _print_fairness(evidence.fairness)
    out.print(f"Report written to {' and '.join(map(str, written))}", markup=False)
    gaps = find_gaps(evidence) if strict else ()
    if gaps:
        lines = "".join(f"\n  {gap}" for gap in gaps)
        raise CommandError(
            f"the model document is not whole; {len(gaps)} parts are missing:{lines}"
        )


def _approved(
    card: Scorecard, table: pa.Table, outcomes: npt.NDArray[np.float64], cut_off: int | None
) -> float:
    """Share to approve when cards are compared: that of the cut-off, where one was stated."""
    score = card.score(table)[card.scorable(table) & ~np.isnan(outcomes)]
    share = USUAL_APPROVAL if cut_off is None or not score.size else np.mean(score >= cut_off)
    return float(share) if 0 < share < 1 else USUAL_APPROVAL


def _write(evidence: Evidence, path: Path) -> None:
    if path.suffix.lower() != ".pdf":
        write_report(evidence, path)
        return
    try:
        write_pdf(evidence, path)
    except PrinterError as error:
        raise CommandError(str(error)) from error


def _fairness(
    card: Scorecard,
    table: pa.Table,
    outcomes: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64] | None,
    *,
    path: Path,
    protected: Path | None,
    key: str | None,
    attributes: list[str] | None,
    references: list[str] | None,
    cut_off: int | None,
) -> Fairness | None:
    if protected is None:
        return None
    if key is None:
        raise CommandError("--protected needs --key: the column that names a row in both tables")
    wanted = dict(_reference(each) for each in references or ())
    theirs = read_analyst_table(protected)
    print_problems(theirs.problems)
    joined = join_attributes(column_of(table, key, path), theirs.table, key, attributes or None)
    print_problems(joined.problems)
    return measure_fairness(
        card,
        table,
        outcomes,
        joined,
        sample_weight=weights,
        cut_off=cut_off,
        references=wanted,
    )


def _reference(text: str) -> tuple[str, str]:
    name, equals, group = text.partition("=")
    if not equals:
        raise CommandError(f"--reference {text}: write it as ATTRIBUTE=GROUP, for example SEX=2")
    return name, group


def _print_fairness(fairness: Fairness | None) -> None:
    if fairness is None:
        return
    concerns = fairness.concerns()
    out.print(f"\nFairness at a cut-off of {fairness.cut_off}", markup=False)
    if not concerns:
        out.print("  No group is approved less than four fifths as often.", markup=False)
    for each in concerns:
        verdict = "beyond chance" if each.proven else "may be chance"
        out.print(
            f"  {each.attribute} {each.group}: impact ratio {each.air} ({verdict})",
            style="yellow" if each.proven else None,
            markup=False,
        )
