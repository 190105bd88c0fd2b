"""A person's score as a card for the terminal: the score, the sum and the reasons."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from plainscore.scorecard import Explanation, Scorecard

WIDTH = 88
GAUGE = 60
LOWEST, HIGHEST = 350, 950


def person_card(card: Scorecard, row: pa.Table) -> Panel:
    """Lay out one person's score so that it can be read without help.

    Parameters
    ----------
    card : Scorecard
        The document.
    row : pyarrow.Table
        One row, with enough information to score.

    Returns
    -------
    rich.panel.Panel
        The score on its scale, the sum feature by feature, and what cost most points.
    """
    found = card.explain(row)
    parts: list[RenderableType] = [
        _headline(found),
        _gauge(found),
        Text(),
        _sum(found),
        Text(),
        Text("What cost the most points, against the average applicant", style="bold"),
        _reasons(found) if found.reasons else Text("Nothing: no feature is below the average."),
        Text(),
        Text(
            f"Scorecard {found.scorecard} ({found.digest[:12]}). Looking at a score never "
            "changes it.",
            style="dim",
        ),
    ]
    return Panel(Group(*parts), title="Plainscore", title_align="left", width=WIDTH, padding=(1, 2))


def typical_row(card: Scorecard, table: pa.Table) -> pa.Table:
    """Choose the person whose card shows most: at the lower quartile, with no value missing.

    Parameters
    ----------
    card : Scorecard
        The document.
    table : pyarrow.Table
        People, at least one of them with enough information to score.

    Returns
    -------
    pyarrow.Table
        One row.
    """
    able = table.filter(pa.array(card.scorable(table)))
    complete = pa.array(np.ones(able.num_rows, dtype=bool))
    for name in card.feature_names:
        complete = pc.and_(complete, pc.is_valid(able[name]))
    seen = able.filter(complete)
    shown = seen if seen.num_rows else able
    scores = card.score(shown)
    return shown.slice(int(np.argmin(np.abs(scores - np.quantile(scores, 0.25)))), 1)


def _headline(found: Explanation) -> Text:
    return Text.assemble(
        (f"{found.score}", "bold"),
        f" of {LOWEST} to {HIGHEST}; higher is safer.  ",
        f"Of 100 people with this score about {_in_100(found.probability)} "
        "go bad within the outcome window.",
    )


def _in_100(probability: float) -> str:
    count = 100 * probability
    return f"{count:.0f}" if count >= 1.5 else f"{count:.1f}"


def _gauge(found: Explanation) -> Text:
    place = round((found.score - LOWEST) / (HIGHEST - LOWEST) * GAUGE)
    return Text.assemble(
        f"{LOWEST} ", ("━" * place, "cyan"), ("●", "bold"), ("─" * (GAUGE - place), "dim"),
        f" {HIGHEST}",
    )  # fmt: skip


def _sum(found: Explanation) -> Table:
    table = Table(box=None, padding=(0, 1), show_edge=False, header_style="dim")
    table.add_column("what counts", no_wrap=True)
    table.add_column("your value", justify="right")
    table.add_column("points", justify="right")
    table.add_column("of", justify="right", style="dim")
    table.add_column("average", justify="right", style="dim")
    table.add_row("everyone starts with", "", str(found.base_points), "", "")
    for each in found.features:
        table.add_row(
            each.label,
            each.value,
            f"+ {each.points}",
            str(each.max_points),
            f"{each.reference_points:.0f}",
        )
    table.add_row(Text("score", style="bold"), "", Text(f"= {found.score}", style="bold"), "", "")
    return table


def _reasons(found: Explanation) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False, show_edge=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for reason in found.reasons:
        table.add_row(f"- {reason.points_lost:.0f}", reason.sentence)
    return table
