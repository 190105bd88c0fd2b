"""Colours, type and chart style of the report, in one place."""

from typing import Any

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
"""Fonts that are there already on each system: the report loads nothing."""

MEASURED_FONT = "Liberation Sans"
"""Font in which the widths of chart labels are measured; as wide as Arial and Helvetica."""

LIGHT = {
    "paper": "#ffffff",
    "panel": "#f5f7f9",
    "ink": "#1b2733",
    "muted": "#55626f",
    "rule": "#dde2e7",
    "good": "#1f4e79",
    "bad": "#d0651b",
    "band": "#b9cbdc",
    "caution": "#7a4a00",
    "caution-paper": "#fff4dc",
    "caution-rule": "#e3b860",
}
"""Blue and orange differ for every kind of colour vision, and in grey: one is dark, one light."""

DARK = {
    "paper": "#12181f",
    "panel": "#1a222b",
    "ink": "#e7ecf1",
    "muted": "#a3b0bc",
    "rule": "#303b46",
    "good": "#7db8ea",
    "bad": "#f2a065",
    "band": "#35506a",
    "caution": "#ffd58a",
    "caution-paper": "#33270f",
    "caution-rule": "#7d6226",
}


def css_variables(palette: dict[str, str]) -> str:
    """Write a palette as CSS custom properties.

    Parameters
    ----------
    palette : dict of str to str
        Colours by name.

    Returns
    -------
    str
        Declarations, without braces.

    Examples
    --------
    >>> css_variables({"ink": "#000000"})
    '--ink: #000000;'
    """
    return " ".join(f"--{name}: {colour};" for name, colour in palette.items())


def chart_recolouring() -> str:
    """Write CSS that draws the colours of charts from the custom properties.

    Charts carry the light colours as attributes, so that each one is a whole picture by itself;
    these rules outrank attributes and follow the reader's light or dark setting.

    Returns
    -------
    str
        CSS rules.

    Examples
    --------
    >>> '.chart [fill="#1f4e79"] { fill: var(--good); }' in chart_recolouring()
    True
    """
    return "\n".join(
        f'.chart [{attribute}="{colour}"] {{ {attribute}: var(--{name}); }}'
        for name, colour in LIGHT.items()
        for attribute in ("fill", "stroke")
    )


def chart_config() -> dict[str, Any]:
    """Give the Vega-Lite configuration of every chart.

    Returns
    -------
    dict
        The configuration.

    Examples
    --------
    >>> chart_config()["aria"]
    False
    """
    quiet = {
        "labelColor": LIGHT["muted"],
        "titleColor": LIGHT["ink"],
        "labelFontSize": 12,
        "titleFontSize": 12.5,
        "titleFontWeight": 600,
    }
    return {
        "aria": False,
        "background": "transparent",
        "font": MEASURED_FONT,
        "view": {"stroke": None},
        "axis": {
            **quiet,
            "titlePadding": 10,
            "labelPadding": 6,
            "gridColor": LIGHT["rule"],
            "domain": False,
            "ticks": False,
        },
        "axisX": {"grid": False, "domain": True, "domainColor": LIGHT["muted"]},
        "legend": {
            **quiet,
            "title": None,
            "orient": "top",
            "direction": "horizontal",
            "labelColor": LIGHT["ink"],
            "symbolSize": 140,
            "symbolStrokeWidth": 2.5,
            "columnPadding": 34,
            "offset": 8,
        },
        "text": {"fontSize": 12.5, "color": LIGHT["ink"]},
        "line": {"strokeWidth": 2.25, "strokeJoin": "round"},
    }
