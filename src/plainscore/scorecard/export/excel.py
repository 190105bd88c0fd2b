"""A scorecard as an Excel workbook whose formulas score one row or many."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.export.embedding import embedded_lines
from plainscore.scorecard.export.excel_about import write_about
from plainscore.scorecard.export.excel_cells import (
    mark_input,
    put,
    set_widths,
    write_heading,
    write_title,
)
from plainscore.scorecard.export.excel_formulas import (
    LINE_COLUMN,
    POINTS_COLUMN,
    SENTENCE_COLUMN,
    absolute,
    quoted,
    whole_column,
)
from plainscore.scorecard.export.excel_layout import (
    ABOUT,
    ABOUT_ROWS,
    DOCUMENT,
    FIRST_LINE,
    FIRST_ROW,
    MANY,
    ONE,
    POINTS,
    REFERENCE,
    workbook_text,
)
from plainscore.scorecard.export.excel_points import write_points
from plainscore.scorecard.export.rules import NOT_ENOUGH, CardRules, ExportError, card_rules

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def export_excel(
    card: Scorecard,
    path: str | Path,
    *,
    rows: int = 200,
    reasons: int = 4,
    reference: str | None = None,
) -> None:
    """Write a workbook that scores rows with formulas anyone can follow.

    Sheets: one to score a row, one to score many, the points table and the reference the formulas
    read, and what the scorecard is. Values are found with ``FREQUENCY`` and ``EXACT``, because
    ``=`` and ``<`` of spreadsheets take numbers that differ in the last places for equal, and
    ignore case.

    Parameters
    ----------
    card : Scorecard
        The document.
    path : str or pathlib.Path
        File to write.
    rows : int
        Rows with formulas on the sheet for many.
    reasons : int
        Most reasons.
    reference : str, optional
        Kind of the reference for the reasons; the scorecard's default without it.

    Raises
    ------
    ExportError
        If a text cannot stand in a cell, or openpyxl is not installed.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> from plainscore.scorecard.export import read_digest
    >>> X, y = np.repeat([[1.0], [2.0]], 60, axis=0), np.r_[np.tile([0, 1], 30), np.zeros(60)]
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export_excel(card, folder + "/card.xlsx")
    ...     read_digest(folder + "/card.xlsx") == card.digest
    True
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - an optional dependency
    except ImportError as error:
        raise ExportError("Excel files need openpyxl: install plainscore[export]") from error
    if rows < 1 or reasons < 0:
        raise ExportError("a workbook needs at least one row, and no negative number of reasons")
    book = Workbook()
    _Workbook(book, card, card_rules(card, reference), rows, reasons).fill()
    book.save(path)


class _Workbook:
    """Fills the sheets of one workbook."""

    def __init__(
        self, book: "Workbook", card: Scorecard, rules: CardRules, rows: int, reasons: int
    ) -> None:
        self.book = book
        self.card = card
        self.rules = rules
        self.rows = rows
        self.width = len(rules.parts)
        self.ranks = range(1, min(reasons, self.width) + 1)

    def fill(self) -> None:
        one = self.book.active
        one.title = ONE
        many, points, reference, about, document = map(
            self.book.create_sheet, (MANY, POINTS, REFERENCE, ABOUT, DOCUMENT)
        )
        self.finders, self.starts = write_points(points, self.rules)
        self._reference(reference)
        self._one(one)
        self._many(many)
        write_about(about, self.card, self.rules)
        text = workbook_text(self.book, self.card)
        for row, line in enumerate(embedded_lines(self.card, text), 1):
            put(document.cell(row, 1), line)
        document.sheet_state = "hidden"
        for sheet in (one, points, reference, about):
            sheet.page_setup.orientation = "landscape"
            sheet.page_setup.fitToHeight = 0
            sheet.sheet_properties.pageSetUpPr.fitToPage = True
        for sheet in (points, reference, about, document):
            # formulas point at rows of these sheets; there is no password
            sheet.protection.sheet = True

    def _rows_found(self, values: Sequence[str], found: Sequence[str]) -> list[str]:
        """Return the formulas for the row of the points table that each part calls for.

        Parameters
        ----------
        values : sequence of str
            Cells with the values of the features.
        found : sequence of str
            Cells these formulas are written into.
        """
        formulas = [finder.row(cell) for finder, cell in zip(self.finders, values, strict=True)]
        for number, (pair, start) in enumerate(zip(self.rules.pairs, self.starts, strict=True)):
            lines = whole_column(POINTS, LINE_COLUMN + number)
            row, column = (f"INDEX({lines},{found[place]})" for place, _ in pair.sides)
            formulas.append(f"{start}+{pair.columns}*{row}+{column}")
        return formulas

    def _reference(self, sheet: "Worksheet") -> None:
        write_heading(
            sheet, 1, ("Feature", "Points of the reference, in hundredths", "Most points")
        )
        for row, (scored, target) in enumerate(
            zip(self.card.parts, self.rules.reference, strict=True), 2
        ):
            put(sheet.cell(row, 1), scored.name)
            put(sheet.cell(row, 2), target)
            put(sheet.cell(row, 3), scored.max_points)
        set_widths(sheet, (28, 40, 14))

    def _points(self, row_cell: str) -> str:
        return f"INDEX({quoted(POINTS)}!${POINTS_COLUMN}:${POINTS_COLUMN},{row_cell})"

    def _key(self, place: int, points: str) -> str:
        lost = f"({absolute(REFERENCE, 'B', place + 2)}-100*{points})"
        # hundredths of points lost, then the place, so that no two are equal
        return f"IF({lost}>0,{lost}*{self.width}+{self.width - 1 - place},0)"

    def _reason(self, rank: int, keys: str, found_rows: str) -> str:
        sentences = f"{quoted(POINTS)}!${SENTENCE_COLUMN}:${SENTENCE_COLUMN}"
        top = f"LARGE({keys},{rank})"
        return f'IF({top}=0,"",INDEX({sentences},INDEX({found_rows},MATCH({top},{keys},0))))'

    def _probability(self, score: str) -> str:
        parts = [absolute(ABOUT, "B", ABOUT_ROWS[name]) for name in ("intercept", "slope")]
        lines = self.rules.lines
        if len(lines) > 1:
            size = len(lines)
            place = f"MATCH(MAX({score},{lines[0].lowest}),{_lines('B', size)},1)"
            parts = [f"INDEX({_lines(column, size)},{place})" for column in "CD"]
        return f"1/(1+EXP(-({parts[0]}+{parts[1]}*{score})))"

    def _one(self, sheet: "Worksheet") -> None:
        write_title(sheet, self.card.name, "Type the values of one person into the yellow cells.")
        write_heading(
            sheet,
            FIRST_ROW - 1,
            ("Feature", "What it is", "Value", "Group", "Points", "Most", "Points lost"),
        )
        last = FIRST_ROW + self.width - 1
        places = range(FIRST_ROW, last + 1)
        rows_found = self._rows_found(
            [f"C{row}" for row in places[: len(self.rules.features)]], [f"H{row}" for row in places]
        )
        for place, part in enumerate(self.rules.parts):
            row = FIRST_ROW + place
            put(sheet.cell(row, 1), part.name)
            put(sheet.cell(row, 2), part.label)
            if place < len(self.rules.features):
                mark_input(sheet.cell(row, 3))
            formulas = (
                f"INDEX({quoted(POINTS)}!$B:$B,H{row})",
                self._points(f"H{row}"),
                absolute(REFERENCE, "C", place + 2),
                f"({absolute(REFERENCE, 'B', place + 2)}-100*E{row})/100",
                rows_found[place],
                self._key(place, f"E{row}"),
            )
            for column, formula in enumerate(formulas, 4):
                sheet.cell(row, column).value = f"={formula}"
        for letter in "HI":
            sheet.column_dimensions[letter].hidden = True
        row = last + 2
        able = None
        if self.rules.gate is not None:
            put(sheet.cell(row, 1), self.rules.gate)
            put(sheet.cell(row, 2), "must be true for a score")
            mark_input(sheet.cell(row, 3))
            able = _truth(f"C{row}")
            row += 2
        keys, found = (f"${column}${FIRST_ROW}:${column}${last}" for column in "IH")
        results = {
            "score": _where(able, self._total(f"E{FIRST_ROW}:E{last}")),
            "probability_bad": _where(able, self._probability(f"C{row}")),
            **{
                f"reason_{rank}": _where(
                    able, self._reason(rank, keys, found), NOT_ENOUGH if rank == 1 else ""
                )
                for rank in self.ranks
            },
        }
        for below, (name, formula) in enumerate(results.items()):
            put(sheet.cell(row + below, 1), name)
            sheet.cell(row + below, 3).value = f"={formula}"
        set_widths(sheet, (28, 36, 18, 30, 10, 10, 12))

    def _total(self, points: str) -> str:
        return f"{absolute(ABOUT, 'B', ABOUT_ROWS['base'])}+SUM({points})"

    def _many(self, sheet: "Worksheet") -> None:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - an optional dependency

        write_title(
            sheet,
            self.card.name,
            "Paste rows under the yellow headings; a row is scored when its first cell is filled.",
        )
        names = [part.name for part in self.rules.parts]
        values = names[: len(self.rules.features)]
        gate = [] if self.rules.gate is None else [self.rules.gate]
        results = ["score", "probability_bad", *(f"reason_{rank}" for rank in self.ranks)]
        blocks = (
            ["row", *values, *gate],
            results,
            [f"points: {name}" for name in names],
            [f"group: {name}" for name in names],
            [f"rank: {name}" for name in names],
        )
        write_heading(sheet, FIRST_ROW - 1, [name for block in blocks for name in block])
        starts = [1 + sum(map(len, blocks[:place])) for place in range(len(blocks) + 1)]
        inputs, scored, points, found, keys, end = starts
        letters = [get_column_letter(column) for column in range(1, end)]
        for column in range(inputs, scored):
            mark_input(sheet.cell(FIRST_ROW - 1, column))

        def cells(start: int, row: int) -> list[str]:
            return [f"{letter}{row}" for letter in letters[start - 1 : start - 1 + self.width]]

        def span(start: int, row: int) -> str:
            return f"{letters[start - 1]}{row}:{letters[start + self.width - 2]}{row}"

        for row in range(FIRST_ROW, FIRST_ROW + self.rows):
            able = _truth(f"{letters[scored - 2]}{row}") if gate else None
            formulas = [
                _where(able, self._total(span(points, row))),
                _where(able, self._probability(f"{letters[scored - 1]}{row}")),
                *(
                    _where(
                        able,
                        self._reason(rank, span(keys, row), span(found, row)),
                        NOT_ENOUGH if rank == 1 else "",
                    )
                    for rank in self.ranks
                ),
                *map(self._points, cells(found, row)),
                *self._rows_found(cells(inputs + 1, row)[: len(values)], cells(found, row)),
                *(self._key(place, cell) for place, cell in enumerate(cells(points, row))),
            ]
            for column, formula in enumerate(formulas, scored):
                sheet.cell(row, column).value = f'=IF($A{row}="","",{formula})'
        for letter in letters[found - 1 :]:
            sheet.column_dimensions[letter].hidden = True
        sheet.freeze_panes = f"B{FIRST_ROW}"


def _lines(column: str, size: int) -> str:
    return absolute(ABOUT, column, FIRST_LINE, FIRST_LINE + size - 1)


def _where(able: str | None, formula: str, unable: str = "") -> str:
    return formula if able is None else f'IF({able},{formula},"{unable}")'


def _truth(cell: str) -> str:
    word = f'OR(LOWER({cell})="true",LOWER({cell})="1",LOWER({cell})="yes")'
    return f"IF(ISLOGICAL({cell}),{cell},IF(ISNUMBER({cell}),{cell}<>0,{word}))"
