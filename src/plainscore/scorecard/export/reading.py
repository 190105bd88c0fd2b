"""Reading the scorecard document back from an exported file."""

import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.encoding import ScorecardFileError
from plainscore.scorecard.export.embedding import card_of_lines
from plainscore.scorecard.export.excel_layout import DOCUMENT, workbook_text
from plainscore.scorecard.export.pmml import xml_body
from plainscore.scorecard.export.pmml_elements import EXTENDER, NAMESPACE
from plainscore.scorecard.export.rules import ExportError
from plainscore.scorecard.protected import ProtectedFeatureError

_MARKS = ("-- ", "# ")
_DAMAGED = (KeyError, TypeError, ValueError, SyntaxError, zipfile.BadZipFile, zlib.error)
"""What reading a workbook fails with; errors of XML are errors of syntax."""


def read_card(path: str | Path) -> Scorecard:
    """Return the scorecard an exported file was made from.

    Parameters
    ----------
    path : str or pathlib.Path
        SQL, PMML, Python, Excel or JSON, as written by the exports.

    Returns
    -------
    Scorecard
        The document, checked against the digest the file states. The rules beside it are checked
        too: a file edited by hand is refused. In a workbook the cells for values may hold
        anything; all other cells must be as they were written, to the last digit.

    Raises
    ------
    ExportError
        If the file holds no document, or was changed.
    ScorecardFileError, ProtectedFeatureError
        As for `Scorecard.from_json`.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> from plainscore.scorecard.export import export_sql
    >>> X, y = np.repeat([[1.0], [2.0]], 60, axis=0), np.r_[np.tile([0, 1], 30), np.zeros(60)]
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "score.sql"
    ...     _ = file.write_text(export_sql(card), encoding="utf-8")
    ...     read_card(file) == card
    True
    """
    path = Path(path)
    with path.open("rb") as file:
        start = file.read(64).lstrip()
    if start.startswith(b"PK"):
        return _of_workbook(path)
    if start.startswith(b"<"):
        return _of_pmml(path.read_bytes())
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ExportError(f"not a text file: {error}") from error
    return Scorecard.from_json(text) if start.startswith(b"{") else _of_text(text)


def read_digest(path: str | Path) -> str:
    """Return the digest of the scorecard an exported file was made from.

    Parameters
    ----------
    path : str or pathlib.Path
        As for `read_card`.

    Returns
    -------
    str
        SHA-256 in hexadecimal, recomputed from the document in the file.

    Raises
    ------
    ExportError, ScorecardFileError, ProtectedFeatureError, OSError
        As for `read_card`.

    Examples
    --------
    >>> read_digest("absent.sql")
    Traceback (most recent call last):
    FileNotFoundError: ...
    """
    return read_card(path).digest


def _of_text(text: str) -> Scorecard:
    lines = text.rstrip().rstrip(";").rstrip().split("\n")
    end = len(lines)
    while end and lines[end - 1].startswith(tuple(f"{mark}plainscore " for mark in _MARKS)):
        end -= 1
    stated = [line.split(" ", 1)[1] for line in lines[end:]]
    return card_of_lines(stated, "\n".join(lines[:end]))


def _of_pmml(content: bytes) -> Scorecard:
    # without entities, network and external documents, a file cannot make the reader open others
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ExportError(f"not a PMML file: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise ExportError("a PMML file with a document type of its own is not read")
    held = root.find(f"{{{NAMESPACE}}}Extension[@extender='{EXTENDER}']")
    if held is None:
        raise ExportError("the file holds no scorecard document")
    return card_of_lines((held.text or "").split("\n"), xml_body(root))


def _of_workbook(path: Path) -> Scorecard:
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an optional dependency
    except ImportError as error:
        raise ExportError("Excel files need openpyxl: install plainscore[export]") from error
    try:
        # the library goes by the name of a file, and refuses those it does not know
        return _of_sheets(load_workbook(BytesIO(path.read_bytes()), read_only=True))
    except (ExportError, ScorecardFileError, ProtectedFeatureError):
        raise
    except _DAMAGED as error:
        raise ExportError(f"not an Excel workbook, or a damaged one: {error}") from error


def _of_sheets(book: Any) -> Scorecard:
    if DOCUMENT not in book.sheetnames:
        raise ExportError("the workbook holds no scorecard document")
    rows = book[DOCUMENT].iter_rows(max_col=1, values_only=True)
    lines = [str(row[0]) for row in rows if row and row[0] is not None]
    return card_of_lines(lines, workbook_text(book, card_of_lines(lines)))
