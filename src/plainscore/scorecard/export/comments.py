"""Texts of a scorecard inside comments of code."""


def one_line(text: str, longest: int = 80) -> str:
    """Return a text that is safe within a comment of SQL, of one line and not too long.

    Examples
    --------
    >>> one_line("below 4 */ DROP")
    'below 4 * / DROP'
    >>> one_line("it's").isascii()
    False
    """
    joined = " ".join(text.split()).replace("*/", "* /").replace("/*", "/ *")
    # DuckDB takes straight quotes in comments for those of a text and changes what follows
    joined = joined.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    joined = joined.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}")
    return joined if len(joined) <= longest else joined[: longest - 1] + "…"
