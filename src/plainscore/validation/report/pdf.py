"""The report as a PDF, printed from the very page that browsers show."""

from pathlib import Path

from plainscore.validation.evidence import Evidence
from plainscore.validation.report.page import render_report
from plainscore.validation.report.writing import write_bytes_whole


class PrinterError(ValueError):
    """The report cannot be printed here; the message says what is to be installed."""


def print_report(evidence: Evidence) -> bytes:
    """Print evidence as a tagged PDF.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    bytes
        A PDF/UA-1 document on A4 with bookmarks and page numbers; the same evidence gives the same
        bytes. Nothing is fetched.

    Raises
    ------
    PrinterError
        If WeasyPrint is not installed.
    """
    try:
        # loads Pango, which nothing else here needs
        from weasyprint import HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except (ImportError, OSError) as error:
        message = f"a PDF needs WeasyPrint and Pango: install plainscore[pdf] ({error})"
        raise PrinterError(message) from error
    page = HTML(
        string=render_report(evidence), url_fetcher=URLFetcher(allowed_protocols=frozenset())
    )
    identifier = evidence.provenance.sample_digest.encode()
    return bytes(page.write_pdf(pdf_identifier=identifier, pdf_variant="pdf/ua-1"))


def write_pdf(evidence: Evidence, path: str | Path) -> None:
    """Write evidence as one PDF file, whole or not at all.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    path : str or pathlib.Path
        The file; folders on the way are made.

    Raises
    ------
    PrinterError
        If WeasyPrint is not installed.
    """
    write_bytes_whole(print_report(evidence), path)
