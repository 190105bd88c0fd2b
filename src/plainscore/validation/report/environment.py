"""How templates of reports write numbers."""

import jinja2

from plainscore.scorecard.pair_table import pair_tables
from plainscore.validation.figure import Refused
from plainscore.validation.report import words


def environment() -> jinja2.Environment:
    """Build the environment in which every page of the report is rendered.

    Returns
    -------
    jinja2.Environment
        Autoescaping, strict about names, with the filters of `words` and the pairs of a scorecard.
    """
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("plainscore.validation.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(
        number=words.number,
        percent=words.percent,
        whole=words.whole,
        odds=words.odds,
        tied=words.tied,
        place=words.place,
        band_label=words.band_label,
        pair_tables=pair_tables,
    )
    made.tests["refused"] = lambda value: isinstance(value, Refused)
    return made
