"""The main figures as a short text and as a small HTML table."""

import html
from typing import TYPE_CHECKING

from plainscore.validation.discrimination import KolmogorovSmirnov
from plainscore.validation.figure import Figure, Refused
from plainscore.validation.precision import accuracy_statement

if TYPE_CHECKING:
    from plainscore.validation.evidence import Evidence, Sample

SAMPLE_WORDS: dict["Sample", str] = {
    "in-sample": "IN-SAMPLE: measured on the rows the scorecard was fitted on, so the figures are "
    "too good",
    "hold-out": "hold-out: measured on rows the scorecard has not seen",
    "unknown": "unknown: nobody stated whether the scorecard was fitted on these rows",
}


def headline_figures(evidence: "Evidence") -> list[tuple[str, Figure | Refused, str]]:
    """Give the main figures with a remark each.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    list of (str, Figure or Refused, str)
        Name, figure and remark (empty when there is none).
    """
    ranking, probabilities = evidence.discrimination, evidence.calibration
    if isinstance(ranking.ks, KolmogorovSmirnov):
        ks: Figure | Refused = ranking.ks.figure
        at = f"at score {ranking.ks.score:g}"
    else:
        ks, at = ranking.ks, ""
    return [
        ("AUC", ranking.auc, ""),
        ("Gini", ranking.gini, ""),
        ("KS", ks, at),
        ("Observed / expected bads", probabilities.observed_over_expected, "1 is right"),
        ("Calibration slope", probabilities.slope, "1 is right"),
        ("Brier score", probabilities.brier, "0 is perfect"),
    ]


def summary_text(evidence: "Evidence") -> str:
    """Give the main figures as aligned lines.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    str
        The lines, without a newline at the end.
    """
    lines = [
        evidence.title,
        f"Sample    {SAMPLE_WORDS[evidence.sample]}",
        f"Rows      {_rows_text(evidence)}",
        *(f"          {problem}" for problem in evidence.problems),
        "",
        f"{'':24}  {'value':>7}  {f'{100 * evidence.level:g} % interval':>18}",
    ]
    if evidence.bad_rate is not None:
        lines.append(_line("Bad rate", evidence.bad_rate, ""))
    lines += [_line(*figure) for figure in headline_figures(evidence)]
    return "\n".join([*lines, "", _accuracy(evidence)])


def summary_html(evidence: "Evidence") -> str:
    """Give the main figures as a small table for a notebook.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    str
        HTML without styles of its own.
    """
    figures = headline_figures(evidence)
    if evidence.bad_rate is not None:
        figures.insert(0, ("Bad rate", evidence.bad_rate, ""))
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(*figure)) + "</tr>"
        for figure in figures
    )
    return (
        f"<p><strong>{html.escape(evidence.title)}</strong><br>"
        f"{html.escape(SAMPLE_WORDS[evidence.sample])}<br>"
        f"Rows: {_rows_text(evidence)}</p>"
        f"<table><thead><tr><th></th><th>value</th><th>{100 * evidence.level:g} % interval</th>"
        f"<th></th></tr></thead><tbody>{body}</tbody></table>"
        f"<p>{html.escape(_accuracy(evidence))}</p>"
    )


def _accuracy(evidence: "Evidence") -> str:
    return accuracy_statement(evidence.discrimination.auc, in_sample=evidence.sample == "in-sample")


def _rows_text(evidence: "Evidence") -> str:
    rows = evidence.rows
    return f"{rows.measured:,} measured of {rows.given:,}: {rows.goods:,} good, {rows.bads:,} bad"


def _cells(name: str, figure: Figure | Refused, remark: str) -> tuple[str, str, str, str]:
    if isinstance(figure, Refused):
        return name, "", "", str(figure)
    return name, f"{figure.value:.3f}", f"{figure.low:.3f} to {figure.high:.3f}", remark


def _line(name: str, figure: Figure | Refused, remark: str) -> str:
    label, value, interval, rest = _cells(name, figure, remark)
    if isinstance(figure, Refused):
        return f"{label:<24}  {rest}"
    return f"{label:<24}  {value:>7}  {interval:>18}  {rest}".rstrip()
