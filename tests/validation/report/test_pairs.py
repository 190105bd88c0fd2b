"""Points that features get together stand in the report as they stand in the scorecard."""

import numpy as np
import pytest
from lxml import html

from plainscore.scorecard.pair import pair_rows
from plainscore.scorecard.pair_table import pair_tables
from plainscore.validation import validate
from plainscore.validation.report import render_report


@pytest.fixture(scope="module")
def page(paired):
    found = validate(paired.card, paired.unseen, paired.unseen_bad)
    return html.fromstring(render_report(found))


def test_cells_are_those_of_the_scorecard(paired):
    card = paired.card
    (table,) = pair_tables(card)
    cells = [cell for _, row in table.rows for cell in row]
    wanted = pair_rows(card.features, card.pairs[0])
    assert [cell.points for cell in cells] == [points for _, points, _, _ in wanted]
    total = sum(weight for _, _, weight, _ in wanted)
    assert np.isclose(sum(cell.share for cell in cells), 1.0)
    for cell, (_, _, weight, bad) in zip(cells, wanted, strict=True):
        assert np.isclose(cell.share, weight / total)
        assert (cell.bad_rate is None) == (weight == 0)
        assert cell.bad_rate is None or np.isclose(cell.bad_rate, bad / weight)


def test_the_page_shows_every_cell(paired, page):
    pair = paired.card.pairs[0]
    (shown,) = page.xpath("//section//div[@id='pair-1']")
    text = [[td.xpath(".//*[@class='points']")[0].text for td in row.xpath("td")]
            for row in shown.xpath(".//tbody/tr")]  # fmt: skip
    assert text == [[str(points) for points in row] for row in pair.points]
    assert pair.sentence in shown.text_content()
    assert page.xpath("//a[@href='#pair-1']")


def test_the_page_says_that_pairs_are_part_of_the_score(page):
    text = " ".join(page.text_content().split())
    assert "and of one cell of every pair of features, are the score" in text
    assert "of 3 features and of 1 pair of features;" in text
