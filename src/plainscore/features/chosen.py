"""Which features are asked for, and of whom: arguments held to their contract."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainscore.features.catalogue import CATALOGUE
from plainscore.features.folded import APPLICATION
from plainscore.records import SCHEMAS


def chosen_features(features: Iterable[str] | None) -> tuple[str, ...]:
    """Return names of features in the order of the catalogue; all of them for None.

    Examples
    --------
    >>> chosen_features(["shock_months", "income_cv"])
    ('income_cv', 'shock_months')
    """
    if features is None:
        return tuple(CATALOGUE)
    wanted = set(features)
    unknown = sorted(wanted - set(CATALOGUE))
    if unknown:
        raise KeyError(f"not in the catalogue: {', '.join(unknown)}")
    return tuple(name for name in CATALOGUE if name in wanted)


def held_applications(applications: pa.Table | Path | str) -> pa.Table:
    """Return a table of applications, or its file, with its contract's columns."""
    table = applications if isinstance(applications, pa.Table) else pq.read_table(applications)
    schema = SCHEMAS["applications"]
    absent = [name for name in schema.names if name not in table.column_names]
    if absent:
        raise ValueError(f"the table of applications lacks {', '.join(absent)}")
    try:
        return table.select(schema.names).cast(schema)
    except (pa.ArrowException, ValueError) as error:
        raise ValueError(f"the table of applications breaks its contract: {error}") from error


def numbered(applications: pa.Table) -> pa.Table:
    """Add the position of each application and the day of its moment, in UTC."""
    position = pa.array(range(applications.num_rows), pa.int32())
    return applications.append_column(APPLICATION, position).append_column(
        "as_of_date", pc.cast(applications["as_of"], pa.date32())
    )
