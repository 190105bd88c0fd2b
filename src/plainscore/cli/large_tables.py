"""Tables that a fit reads column by column and part by part, instead of whole."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainscore.features import GATES
from plainscore.scorecard.binning.prebins import sample_stride


def read_outcomes(path: Path, stated: Sequence[str], named: Sequence[str]) -> pa.Table | None:
    """Read the outcomes and weights of a large Parquet file, and nothing else of it.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    stated : sequence of str
        The column of outcomes, and that of weights if there is one.
    named : sequence of str
        Further columns that the file must have.

    Returns
    -------
    pyarrow.Table or None
        The stated columns; None where the table is to be read whole: it is not large, rows of it
        are to be left out, or something about it has to be said.

    Examples
    --------
    >>> read_outcomes(Path("few.csv"), ["bad"], []) is None
    True
    """
    if path.suffix.lower() not in {".parquet", ".pq"} or not path.is_file():
        return None
    try:
        with pq.ParquetFile(path) as file:
            rows, names = file.metadata.num_rows, file.schema_arrow.names
        plain = len(set(names)) == len(names) and not set(GATES) & set(names)
        if sample_stride(rows) == 1 or not plain or not {*stated, *named} <= set(names):
            return None
        columns = pq.read_table(path, columns=list(stated))
    except (pa.ArrowException, OSError):
        return None
    outcomes = columns.column(stated[0])
    if pa.types.is_floating(outcomes.type):
        outcomes = pc.if_else(pc.is_nan(outcomes), None, outcomes)
    return None if outcomes.null_count else columns
