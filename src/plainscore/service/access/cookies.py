"""Names of cookies: with the prefix that binds them to this host when there is TLS."""

SESSION = "plainscore"
FORM = "plainscore-form"
CEREMONY = "plainscore-ceremony"


def cookie_name(name: str, *, secure: bool) -> str:
    """Return a cookie's name; ``__Host-`` forbids other hosts and plain connections to set it.

    Examples
    --------
    >>> cookie_name(SESSION, secure=True)
    '__Host-plainscore'
    """
    return f"__Host-{name}" if secure else name
