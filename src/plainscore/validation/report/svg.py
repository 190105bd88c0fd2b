"""From an Altair chart to inline SVG that fits its page, for screen and screen reader."""

import html
import re
from typing import Any

import altair as alt
import vl_convert

from plainscore.validation.report.style import chart_config

_ROOT = re.compile(r"^<svg[^>]*?viewBox=\"([^\"]*)\"[^>]*>")
_NEEDLESS = re.compile(
    r' (?:font-family|aria-hidden|aria-roledescription|role|pointer-events)="[^"]*"'
)
_IDENTIFIER = re.compile(r'(id="|url\(#)([\w-]+)')


def to_svg(chart: Any, *, name: str, label: str, css_class: str) -> str:
    """Draw a chart as inline SVG.

    Parameters
    ----------
    chart : altair chart
        The chart, without configuration of its own.
    name : str
        Makes the identifiers inside unique on the page.
    label : str
        What a reader who cannot see the chart is told.
    css_class : str
        Further class of the ``svg`` element.

    Returns
    -------
    str
        An ``svg`` element without fixed size, fonts or external references.

    Examples
    --------
    >>> points = alt.Chart(alt.Data(values=[{"x": 1}])).mark_point().encode(x="x:Q")
    >>> to_svg(points, name="one", label="One point", css_class="wide")[:62]
    '<svg class="chart wide" role="img" aria-label="One point" view'
    """
    specification = chart.configure(**chart_config()).to_dict()
    version = "v" + ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    drawn = vl_convert.vegalite_to_svg(specification, vl_version=version)
    drawn = _IDENTIFIER.sub(rf"\g<1>{name}-\g<2>", _NEEDLESS.sub("", drawn))
    root = (
        f'<svg class="chart {css_class}" role="img" aria-label="{html.escape(label)}" '
        r'viewBox="\1">'
    )
    return _ROOT.sub(root, drawn)
