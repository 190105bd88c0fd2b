"""Bank files of many formats, read into records."""

from plainscore.sources.assembly import FileCount
from plainscore.sources.formats import Format
from plainscore.sources.imported import Import
from plainscore.sources.mapping import CsvMapping
from plainscore.sources.reading import read
from plainscore.sources.statement import StatementAccount, StatementLine

__all__ = [
    "CsvMapping",
    "FileCount",
    "Format",
    "Import",
    "StatementAccount",
    "StatementLine",
    "read",
]
