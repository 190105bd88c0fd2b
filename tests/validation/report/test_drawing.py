import altair as alt
import pytest

from plainscore.validation.report.drawing import ACROSS, NARROW, draw, named
from plainscore.validation.report.style import DARK, LIGHT


def _line():
    return alt.Chart(named("rows")).mark_line(color=LIGHT["good"]).encode(x="x:Q", y="y:Q")


def test_a_chart_across_the_page_is_drawn_in_both_sizes():
    rows = {"rows": [{"x": 0, "y": 1}, {"x": 1, "y": 3}]}
    picture = draw("line", 'A "line"', ACROSS, rows, lambda _: _line())
    assert picture.svg.count("<svg ") == 2
    for size in ACROSS:
        assert f'class="chart {size.name}"' in picture.svg
        assert f'viewBox="0 0 {size.width} {size.height}"' in picture.svg
    assert "&quot;line&quot;" in picture.svg
    assert "font-family" not in picture.svg
    assert "width=" not in picture.svg.split(">", 1)[0]


def test_identifiers_carry_the_name_of_the_chart():
    rows = {"rows": [{"x": 0, "y": 1}, {"x": 1, "y": 3}]}
    clipped = alt.Chart(named("rows")).mark_line(clip=True).encode(x="x:Q", y="y:Q")
    picture = draw("clipped", "A clipped line", (NARROW,), rows, lambda _: clipped)
    assert 'id="clipped-narrow-' in picture.svg
    assert "url(#clipped-narrow-" in picture.svg


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_the_paper(palette):
    for name in ("ink", "muted", "good"):
        assert _contrast(palette[name], palette["paper"]) >= 4.5
    assert _contrast(palette["bad"], palette["paper"]) >= 3
    for name in ("ink", "caution"):
        assert _contrast(palette[name], palette["caution-paper"]) >= 4.5


def test_goods_and_bads_differ_in_grey_too():
    assert _contrast(LIGHT["good"], LIGHT["bad"]) >= 1.9


def test_no_two_names_share_a_light_colour():
    assert len(set(LIGHT.values())) == len(LIGHT) == len(DARK)
