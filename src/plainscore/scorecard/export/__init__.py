"""A scorecard wherever it is needed: SQL, PMML, Python, Excel, and the way back."""

from plainscore.scorecard.export.excel import export_excel
from plainscore.scorecard.export.pmml import export_pmml
from plainscore.scorecard.export.python_function import export_python
from plainscore.scorecard.export.reading import read_card, read_digest
from plainscore.scorecard.export.rules import ExportError
from plainscore.scorecard.export.sql import export_sql
from plainscore.scorecard.export.sql_dialects import DIALECTS

__all__ = [
    "DIALECTS",
    "ExportError",
    "export_excel",
    "export_pmml",
    "export_python",
    "export_sql",
    "read_card",
    "read_digest",
]
