"""The page says what the record says, and loads nothing."""

import re

from plainscore.validation.report.alternatives_page import render_alternatives, write_alternatives


def test_the_page_says_what_was_found(found, tmp_path):
    page = render_alternatives(found)
    assert page == render_alternatives(found)
    assert "A less discriminatory alternative is certified" in page
    assert found.chosen.card.digest[:12] in page
    assert f"{found.certificate.subsets:,} sets of features" in page
    assert page.count('class="chart') == 2
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    write_alternatives(found, tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text() == page


def test_the_page_says_that_nothing_was_found(twin):
    page = render_alternatives(twin.search(group="m", reference="f"), title="A <b>card</b>")
    assert "No less discriminatory alternative is certified" in page
    assert "No card was taken there." in page
    assert "A &lt;b&gt;card&lt;/b&gt;" in page


def test_the_page_says_how_approvals_are_compared(twin):
    page = render_alternatives(twin.search(cut_off=620))
    assert "at a cut-off of 620; every other card approves as many people" in page
