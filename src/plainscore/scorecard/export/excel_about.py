"""The sheet of a workbook that says what the scorecard is."""

from typing import TYPE_CHECKING

from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.export.excel_cells import put, set_widths
from plainscore.scorecard.export.excel_layout import FIRST_LINE
from plainscore.scorecard.export.rules import CardRules

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LIMITS = (
    "Blank cells and cells of white space are missing values.",
    "A number in a category's cell is read as its text; letters must match exactly.",
    "A text where a number belongs gives #N/A. Excel holds neither infinite numbers nor NaN.",
)


def write_about(sheet: "Worksheet", card: Scorecard, rules: CardRules) -> None:
    """Write the facts of a scorecard, and the numbers its formulas read.

    Parameters
    ----------
    sheet : openpyxl worksheet
        The sheet.
    card : Scorecard
        The document.
    rules : CardRules
        Its rules.
    """
    sample = card.fitted_on
    # the rows of the base points and the calibration are those of `ABOUT_ROWS`
    facts: list[tuple[str, str | float]] = [
        ("Scorecard", card.name),
        ("Digest", card.digest),
        ("Scores", f"{card.lowest_score} to {card.highest_score}, higher is safer"),
        ("Reasons compare with", rules.reference_version),
        ("Base points", rules.base_points),
        ("Log-odds of going bad: intercept", card.calibration.intercept),
        ("Log-odds of going bad: a point", card.calibration.slope),
        ("Gate", rules.gate or "none"),
        ("Fitted on", f"{sample.rows} rows, {sample.bads} bad, method {sample.method}"),
        ("Created on", card.created_on or "not stated"),
        ("Probability", str(card.calibration)),
        *(("Limit", text) for text in _LIMITS),
    ]
    for row, fact in enumerate(facts, 1):
        for column, value in enumerate(fact, 1):
            put(sheet.cell(row, column), value)
    if len(rules.lines) > 1:
        for row, line in enumerate(rules.lines, FIRST_LINE):
            put(sheet.cell(row, 1), "Log-odds from a score on: score, intercept, a point")
            for column, stated in enumerate((line.lowest, line.intercept, line.slope), 2):
                put(sheet.cell(row, column), stated)
    set_widths(sheet, (34, 90))
