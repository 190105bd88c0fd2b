"""What all charts of the report share: sizes, axes and the way to inline SVG."""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from plainscore.validation.report.style import chart_config

Rows = Sequence[Mapping[str, float | str]]

PERCENT = "format(100 * datum.value, '.3~g') + '\\u00a0%'"
QUARTERS = [0.0, 0.25, 0.5, 0.75, 1.0]

_ROOT = re.compile(r"^<svg[^>]*?viewBox=\"([^\"]*)\"[^>]*>")
_NEEDLESS = re.compile(
    r' (?:font-family|aria-hidden|aria-roledescription|role|pointer-events)="[^"]*"'
)
_IDENTIFIER = re.compile(r'(?<=id=")[^"]+|(?<=url\(#)[^)]+')


@dataclass(frozen=True, slots=True)
class Size:
    """Size of a chart, axes included.

    Parameters
    ----------
    name : str
        CSS class that shows the chart where it fits.
    width, height : int
        Pixels.
    """

    name: str
    width: int
    height: int


WIDE = Size("wide", 640, 320)
NARROW = Size("narrow", 340, 280)

ACROSS = (WIDE, NARROW)
"""A chart across the page needs a narrow form for narrow pages."""

HALF = (NARROW,)
"""One of two charts side by side is narrow on every page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as it stands in the page.

    Parameters
    ----------
    svg : str
        Inline SVG, in each size.
    label : str
        The chart in words.
    """

    svg: str
    label: str


def draw(
    name: str,
    label: str,
    sizes: Iterable[Size],
    data: Mapping[str, Rows],
    chart: Callable[[Size], Any],
) -> Picture:
    """Draw a chart in each size.

    Parameters
    ----------
    name : str
        Short name, unique on the page.
    label : str
        What a reader who cannot see the chart is told.
    sizes : iterable of Size
        Sizes to draw.
    data : mapping of str to rows
        The chart's data by name. They are set beside the specification, for Altair copies and
        checks what is inside it cell by cell.
    chart : callable
        Makes the chart for a size, on data named as in `data`.

    Returns
    -------
    Picture
        SVG without fixed size, fonts or external references.

    Examples
    --------
    >>> points = alt.Chart(named("one")).mark_point().encode(x="x:Q")
    >>> picture = draw("dot", "One point", HALF, {"one": [{"x": 1.0}]}, lambda size: points)
    >>> picture.svg[:64]
    '<svg class="chart narrow" role="img" aria-label="One point" view'
    """
    drawn = []
    for size in sizes:
        sized = chart(size).properties(
            width=size.width,
            height=size.height,
            autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        )
        specification = sized.to_dict()
        specification["datasets"] = dict(data)
        drawn.append(_inline(specification, f"{name}-{size.name}", label, size.name))
    return Picture("".join(drawn), label)


def named(name: str) -> Any:
    """Refer to data by name.

    Examples
    --------
    >>> named("cut_offs").to_dict()
    {'name': 'cut_offs'}
    """
    return alt.NamedData(name=name)


def score_axis(
    domain: tuple[int, int], size: Size, field: str = "score", title: str = "Score"
) -> Any:
    """Make the horizontal axis of scores, the same one under every chart.

    Parameters
    ----------
    domain : tuple of int
        Lowest and highest score shown.
    size : Size
        Size of the chart.
    field, title : str
        Column, and what stands under the axis.

    Returns
    -------
    altair.X
        The encoding.
    """
    return alt.X(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(domain=list(domain), nice=False, zero=False),
        axis=alt.Axis(tickCount=max(4, size.width // 70), format="d"),
    )


def percent_axis(values: list[float] | None = None) -> Any:
    """Make the labels of an axis of shares.

    Parameters
    ----------
    values : list of float, optional
        Where to put labels; round places by default.

    Returns
    -------
    altair.Axis
        The axis.
    """
    return (
        alt.Axis(labelExpr=PERCENT, tickCount=5)
        if values is None
        else alt.Axis(labelExpr=PERCENT, values=values)
    )


def _inline(specification: dict[str, Any], name: str, label: str, css_class: str) -> str:
    version = "v" + ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    drawn = vl_convert.vegalite_to_svg(
        specification, vl_version=version, config=chart_config(), show_warnings=True
    )
    drawn = _renamed(_NEEDLESS.sub("", drawn), name)
    root = (
        f'<svg class="chart {css_class}" role="img" aria-label="{html.escape(label)}" '
        r'viewBox="\1">'
    )
    return _ROOT.sub(root, drawn)


def _renamed(drawn: str, name: str) -> str:
    """Give identifiers numbers of the chart: the renderer counts on from chart to chart."""
    names: dict[str, str] = {}

    def rename(found: re.Match[str]) -> str:
        return names.setdefault(found.group(), f"{name}-{len(names)}")

    return _IDENTIFIER.sub(rename, drawn)
