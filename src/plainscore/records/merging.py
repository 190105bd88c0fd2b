"""Adding rows to a table that is already held: what is held stays as it is."""

import pyarrow as pa

from plainscore.records.tables import KEYS


def merge_tables(name: str, held: pa.Table, added: pa.Table) -> pa.Table:
    """Add the rows of a table whose key is not held yet.

    Parameters
    ----------
    name : str
        Name of the contract: a key of `plainscore.records.tables.KEYS`.
    held : pyarrow.Table
        Rows that are held; none of them changes, so their `known_at` stays true.
    added : pyarrow.Table
        Rows to add, with the same schema.

    Returns
    -------
    pyarrow.Table
        The held rows, then the new ones, each key once.

    Examples
    --------
    >>> held = pa.table({"application_id": ["a"], "bad": [True]})
    >>> more = pa.table({"application_id": ["a", "b", "b"], "bad": [False, False, True]})
    >>> merge_tables("outcomes", held, more).to_pydict()
    {'application_id': ['a', 'b'], 'bad': [True, False]}
    """
    seen: set[tuple[object, ...]] = set()
    new_rows(name, held, seen)
    return pa.concat_tables([held, new_rows(name, added, seen)])


def new_rows(name: str, table: pa.Table, seen: set[tuple[object, ...]]) -> pa.Table:
    """Return the rows whose key was not seen yet, and remember their keys.

    Parameters
    ----------
    name : str
        Name of the contract: a key of `plainscore.records.tables.KEYS`.
    table : pyarrow.Table
        Rows of the contract.
    seen : set of tuple
        Keys of earlier rows; those of `table` are added.

    Returns
    -------
    pyarrow.Table
        The new rows, each key once.

    Examples
    --------
    >>> seen = set()
    >>> rows = pa.table({"application_id": ["a", "a"], "bad": [True, False]})
    >>> new_rows("outcomes", rows, seen).num_rows, new_rows("outcomes", rows, seen).num_rows
    (1, 0)
    """
    new: list[bool] = []
    for key in zip(*(table[column].to_pylist() for column in KEYS[name]), strict=True):
        new.append(key not in seen)
        seen.add(key)
    return table.filter(pa.array(new, pa.bool_()))
