"""Free text reduced to plain words."""

import re
import unicodedata

_WITHOUT_ACCENT = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d"})
_WORD = re.compile(r"[a-z0-9]+")


def plain_words(text: str) -> list[str]:
    """Split a text into lower-case words without accents.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Runs of letters and digits.

    Examples
    --------
    >>> plain_words("Dauerauftrag: MIETE für Mai")
    ['dauerauftrag', 'miete', 'fur', 'mai']
    >>> plain_words("Czynsz za Łódź")
    ['czynsz', 'za', 'lodz']
    """
    lowered = text.lower()
    if not lowered.isascii():
        folded = unicodedata.normalize("NFKD", lowered.translate(_WITHOUT_ACCENT))
        lowered = folded.encode("ascii", "ignore").decode()
    return _WORD.findall(lowered)


def counterparty_key(counterparty: str, text: str) -> str:
    """Reduce the other side of a line to a key that stays the same from month to month.

    Parameters
    ----------
    counterparty : str
        Account number or name, possibly empty.
    text : str
        Free text, which stands in when there is no counterparty: its words without digits, since
        those are dates, invoice numbers and references.

    Returns
    -------
    str
        The key, or an empty string when nothing tells the other side. It is never kept.

    Examples
    --------
    >>> counterparty_key("DE12 3456", "") == counterparty_key("de123456", "Mai 2024")
    True
    >>> counterparty_key("", "WAGES ACME 05/2024") == counterparty_key("", "Wages Acme 06/2024")
    True
    """
    key = "".join(counterparty.split()).lower()
    if key or not text:
        return key
    return " ".join(word for word in plain_words(text) if word.isalpha())
