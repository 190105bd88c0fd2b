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
    seen = set(_keys(name, held))
    new: list[bool] = []
    for key in _keys(name, added):
        new.append(key not in seen)
        seen.add(key)
    return pa.concat_tables([held, added.filter(pa.array(new, pa.bool_()))])


def _keys(name: str, table: pa.Table) -> list[tuple[object, ...]]:
    return list(zip(*(table[column].to_pylist() for column in KEYS[name]), strict=True))
