"""Texts of a scorecard inside comments of code."""


def one_line(text: str, longest: int = 80) -> str:
    """Return a text that is safe within a comment of SQL, of one line and not too long.

    Examples
    --------
    >>> one_line("below 4 */ DROP")
    'below 4 * / DROP'
    """
    joined = " ".join(text.split()).replace("*/", "* /").replace("/*", "/ *")
    return joined if len(joined) <= longest else joined[: longest - 1] + "…"
