"""The sheet of a workbook that holds the points."""

from typing import TYPE_CHECKING

from plainscore.scorecard.export.excel_cells import put, set_widths, write_heading
from plainscore.scorecard.export.excel_formulas import RowFinder
from plainscore.scorecard.export.excel_layout import POINTS
from plainscore.scorecard.export.rules import CardRules, CategoryRules, Outcome

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def write_points(sheet: "Worksheet", rules: CardRules) -> tuple[list[RowFinder], list[int]]:
    """Write the points of every group of every feature, and of every cell of every pair.

    Parameters
    ----------
    sheet : openpyxl worksheet
        The sheet.
    rules : CardRules
        What decides.

    Returns
    -------
    finders : list of RowFinder
        How each feature finds its row.
    starts : list of int
        The row of each pair's first cell.
    """
    pairs = rules.pairs
    write_heading(
        sheet,
        1,
        (
            *("Feature", "Group", "Kind", "Value, or from", "To below", "Points", "Reason"),
            *(f"Line of {pair.name}" for pair in pairs),
        ),
    )
    row = 1

    def write(*values: str | float | None) -> int:
        nonlocal row
        row += 1
        for column, value in enumerate(values, 1):
            put(sheet.cell(row, column), value)
        return row

    def line(
        place: int,
        got: Outcome,
        kind: str,
        value: str | float | None = None,
        bound: float | None = None,
    ) -> int:
        name = rules.features[place].name
        lines = [
            next((own[got.bin] for side, own in pair.sides if side == place), None)
            for pair in pairs
        ]
        return write(name, got.label, kind, value, bound, got.points, got.sentence, *lines)

    finders = []
    for place, feature in enumerate(rules.features):
        missing = line(place, feature.missing, "missing")
        if isinstance(feature, CategoryRules):
            listed = [
                line(place, got, "category", text)
                for texts, got in feature.groups
                for text in texts
            ]
            other = line(place, feature.other, "any other")
            finders.append(RowFinder.of_categories(POINTS, missing, listed, other))
        else:
            specials = [
                line(place, got, "special code", code)
                for codes, got in feature.specials
                for code in codes
            ]
            lowers = [None, *(bound for bound, _ in feature.intervals)]
            intervals = [
                line(place, got, "interval", lower, bound)
                for lower, (bound, got) in zip(lowers, feature.intervals, strict=False)
            ]
            finders.append(RowFinder.of_numbers(POINTS, missing, specials, intervals))
    starts = []
    for pair in pairs:
        starts.append(row + 1)
        for labels, points in zip(pair.labels, pair.points, strict=True):
            for label, got in zip(labels, points, strict=True):
                write(pair.name, label, "pair", None, None, got, pair.sentence)
    set_widths(sheet, (28, 36, 14, 18, 14, 10, 90))
    sheet.freeze_panes = "A2"
    return finders, starts
