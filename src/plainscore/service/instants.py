"""Instants as text: UTC, microseconds, one way to write each."""

from datetime import UTC, datetime

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def instant_text(instant: datetime) -> str:
    """Write an instant as RFC 3339 text in UTC with microseconds.

    Parameters
    ----------
    instant : datetime.datetime
        An instant with a time zone.

    Returns
    -------
    str
        The only text that `instant_of` reads back as this instant.

    Raises
    ------
    ValueError
        If it has no time zone.

    Examples
    --------
    >>> instant_text(datetime(2026, 3, 1, 12, tzinfo=UTC))
    '2026-03-01T12:00:00.000000Z'
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    moment = instant.astimezone(UTC)
    return f"{moment.year:04d}{moment.strftime(_FORM)[-23:]}"


def instant_of(text: str) -> datetime:
    """Read an instant that `instant_text` wrote.

    Raises
    ------
    ValueError
        If the text is written in any other way.

    Examples
    --------
    >>> instant_of("2026-03-01T12:00:00.000000Z")
    datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
    """
    instant = datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    if instant_text(instant) != text:
        raise ValueError(f"{text!r} is not an instant as written here")
    return instant
