"""Addresses of databases, as people write them."""

from sqlalchemy import URL, make_url


def driver_url(address: str) -> URL:
    """Return the address with the driver this program uses.

    Parameters
    ----------
    address : str
        Such as ``postgresql://user@host/name``.

    Returns
    -------
    sqlalchemy.URL
        The same database through psycopg.

    Raises
    ------
    ValueError
        If it is not an address of a PostgreSQL database.

    Examples
    --------
    >>> driver_url("postgres://ann@db.example/scores").drivername
    'postgresql+psycopg'
    """
    try:
        url = make_url(address)
    except Exception as error:
        raise ValueError("is not an address of a database") from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise ValueError("is not an address of a PostgreSQL database")
    return url.set(drivername="postgresql+psycopg")
