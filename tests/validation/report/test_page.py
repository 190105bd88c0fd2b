import hashlib
import inspect
import os
import re
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser

import lxml.html
import numpy as np
import pytest

from plainscore.scorecard import ScorecardClassifier
from plainscore.validation import validate
from plainscore.validation.report import render_report, write_report
from plainscore.validation.report.page import SECTIONS

VOID = {"meta", "br", "col", "link", "img", "hr", "input"}


class Balance(HTMLParser):
    """Fails on a tag closed out of turn or never."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()


@pytest.fixture(scope="module")
def text(evidence):
    return render_report(evidence)


@pytest.fixture(scope="module")
def page(text):
    return lxml.html.document_fromstring(text)


@pytest.fixture(scope="module")
def few(fitted):
    return validate(fitted.card, fitted.unseen[:80], np.arange(80) < 4)


def words_of(element):
    return " ".join(" ".join(element.itertext()).replace("\N{NO-BREAK SPACE}", " ").split())


def test_every_tag_is_closed_in_turn(text):
    balance = Balance()
    balance.feed(text)
    balance.close()
    assert balance.open == []
    assert text.lower().startswith("<!doctype html>")


def test_the_contents_lead_to_every_section(page, evidence):
    links = [link.get("href") for link in page.cssselect("nav a")]
    assert links == [f"#{each.anchor}" for each in SECTIONS if each.shown(evidence)]
    for link in page.cssselect("a[href]"):
        assert len(page.cssselect(link.get("href"))) == 1, link.get("href")


def test_identifiers_are_unique_and_references_to_them_exist(page, text):
    identifiers = [element.get("id") for element in page.cssselect("[id]")]
    assert len(identifiers) == len(set(identifiers))
    for reference in re.findall(r"url\(#([^)]+)\)", text):
        assert reference in identifiers
    for element in page.cssselect("[aria-labelledby]"):
        assert element.get("aria-labelledby") in identifiers


def test_nothing_is_loaded_and_nothing_is_run(page, text):
    for name in ("script", "link", "img", "iframe", "object", "embed", "image", "use"):
        assert page.cssselect(name) == []
    assert "@import" not in text
    assert "@font-face" not in text
    for element in page.iter():
        for name, value in element.attrib.items():
            if name != "xmlns" and not name.startswith("xmlns"):
                assert "//" not in value, (element.tag, name, value)
            assert not name.startswith("on")
    assert re.findall(r"url\((?!#)", text) == []


def test_it_is_small(text):
    assert len(text.encode()) < 500_000


def test_the_same_evidence_gives_the_same_bytes(fitted, evidence, text):
    again = validate(
        fitted.card, fitted.unseen, fitted.unseen_bad, sample="hold-out", source="people.csv"
    )
    assert render_report(again) == text


IMPORTS = """
import hashlib
import numpy as np
from plainscore.scorecard import ScorecardClassifier
from plainscore.validation import validate
from plainscore.validation.report import render_report
"""
PRINT = "\nprint(report_digest())"


def report_digest():
    rng = np.random.default_rng(0)
    table = rng.normal(size=(400, 2))
    bad = rng.random(400) < 1 / (1 + np.exp(1 - table[:, 0]))
    card = ScorecardClassifier().fit(table, bad).scorecard_
    return hashlib.sha256(render_report(validate(card, table, bad)).encode()).hexdigest()


def test_the_bytes_do_not_depend_on_the_process():
    elsewhere = subprocess.run(
        [sys.executable, "-c", IMPORTS + inspect.getsource(report_digest) + PRINT],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert elsewhere.stdout.strip() == report_digest()


def test_the_headline_holds_the_figures(page, evidence):
    cards = {
        words_of(card.cssselect("h3")[0]): words_of(card) for card in page.cssselect(".headline")
    }
    ranking = evidence.discrimination
    for name, figure in (
        ("AUC", ranking.auc),
        ("Gini", ranking.gini),
        ("KS", ranking.ks.figure),
    ):
        assert f"{figure.value:.3f}" in cards[name]
        assert f"{figure.low:.3f} to {figure.high:.3f}" in cards[name]
    assert f"reached at score {ranking.ks.score:g}" in cards["KS"]
    assert f"{100 * evidence.bad_rate.value:.1f} %" in cards["Bad rate"]
    assert f"{evidence.rows.bads:,} bads of {evidence.rows.measured:,}" in cards["Bad rate"]


def test_every_figure_of_calibration_stands_with_n_and_bads(page, evidence):
    rows = [words_of(row) for row in page.cssselect("#calibration tbody tr")]
    for name in ("observed_over_expected", "in_the_large", "slope", "intercept", "brier",
                 "brier_skill", "log_loss"):  # fmt: skip
        figure = getattr(evidence.calibration, name)
        value, low, high = (
            f"{number:.3f}".replace("-", "\N{MINUS SIGN}")
            for number in (figure.value, figure.low, figure.high)
        )
        wanted = f"{value} {low} {high} {figure.n:,} {figure.bads:,}"
        assert any(wanted in row for row in rows), name


def test_bands_cut_offs_and_gains_stand_in_tables(page, evidence):
    bands = [words_of(row) for row in page.cssselect("#distribution tbody tr")]
    assert len(bands) == len(evidence.bands)
    for band, row in zip(evidence.bands, bands, strict=True):
        assert row.startswith(f"{band.low} to ")
        assert f" {band.n:,} {band.goods:,} {band.bads:,} {100 * band.share:.1f} %" in row
    cuts = [words_of(row) for row in page.cssselect("#cut-offs tbody tr")]
    for cut in evidence.cut_offs:
        wanted = f"{cut.score} {cut.approved:,} {cut.approved_bads:,} "
        assert any(row.startswith(wanted) for row in cuts)
    for gain in evidence.gains:
        assert any(row.endswith(f"{gain.lift:.2f}") for row in cuts)


def test_the_points_table_is_the_scorecard(page, fitted):
    card = fitted.card
    blocks = page.cssselect(".feature")
    assert len(blocks) == len(card.features)
    by_name = {block.cssselect("code")[0].text: block for block in blocks}
    for feature in card.features:
        rows = by_name[feature.name].cssselect("tbody tr")
        assert len(rows) == len(feature.bins)
        for shown, row in zip(rows, feature.bins, strict=True):
            cells = [words_of(cell) for cell in shown]
            assert cells[0] == row.bin
            assert cells[1] == f"{row.count:,}"
            assert cells[-1] == str(row.points)
            assert cells[-2] == f"{row.woe:.2f}".replace("-", "\N{MINUS SIGN}").replace(
                "\N{MINUS SIGN}0.00", "0.00"
            )
            if row.event_rate is not None:
                assert f"{100 * row.event_rate:.1f} %" in cells[3]
    most = [int(words_of(row[-1])) for row in page.cssselect("#points tbody")[0]]
    assert most == sorted(most, reverse=True)


def test_what_was_left_out_is_told_with_the_reason(page, fitted):
    shown = words_of(page.get_element_by_id("left-out"))
    for verdict in fitted.card.excluded:
        assert verdict.name in shown
        assert verdict.reason in shown
    assert "Protected attributes: never used in a score" in shown


def test_charts_are_told_in_words_and_followed_by_their_numbers(page):
    charts = page.cssselect("svg")
    assert len(charts) >= 12
    for chart in charts:
        assert chart.get("role") == "img"
        assert len(chart.get("aria-label")) > 30
    for figure in page.cssselect("figure"):
        assert figure.cssselect("figcaption")
        block = figure if figure.getparent().tag == "section" else figure.getparent()
        following = block.getnext()
        assert following.tag == "details"
        assert following.cssselect("table tbody tr")


def test_the_sample_and_its_rows_are_told(page, evidence):
    data = words_of(page.get_element_by_id("data"))
    assert "people.csv" in data
    assert "Window not stated" in data
    assert f"Left out: too little information for a score {evidence.rows.not_scorable}" in data
    reproduce = words_of(page.get_element_by_id("reproduce"))
    assert evidence.provenance.scorecard_digest in reproduce
    assert evidence.provenance.sample_digest in reproduce
    assert "Hold-out sample" in words_of(page.get_element_by_id("summary"))


def test_windows_and_days_stand_in_the_head(fitted):
    found = validate(
        fitted.card,
        fitted.unseen,
        fitted.unseen_bad,
        window=(date(2025, 9, 1), date(2025, 11, 30)),
        made_on=date(2026, 12, 1),
    )
    head = words_of(lxml.html.document_fromstring(render_report(found)).cssselect("header")[0])
    assert "scored 2025-09-01 to 2025-11-30" in head
    assert "report of 2026-12-01" in head


@pytest.mark.parametrize("said", ["unknown", "hold-out"])
def test_rows_of_the_fit_raise_a_banner(fitted, said):
    found = validate(fitted.card, fitted.seen, fitted.seen_bad, sample=said)
    page = lxml.html.document_fromstring(render_report(found))
    banner = words_of(page.cssselect(".banner.caution")[0])
    assert banner.startswith("In-sample: measured on the rows the scorecard was fitted on")
    assert "too good" in banner


def test_few_bads_raise_a_banner_and_no_figure_is_given(few):
    page = lxml.html.document_fromstring(render_report(few))
    banners = [words_of(banner) for banner in page.cssselect(".banner.caution")]
    assert any(banner.startswith(f"{few.rows.bads} bads and ") for banner in banners)
    assert any("At least 10 bads and 10 goods" in banner for banner in banners)
    assert "not given" in words_of(page.get_element_by_id("discrimination"))
    assert page.cssselect("#discrimination svg") == []


def test_thirty_five_bads_prove_nothing_and_the_report_says_so(fitted):
    gated = fitted.unseen[fitted.unseen["enough"]]
    found = validate(fitted.card, gated[:392], np.arange(392) < 35)
    page = lxml.html.document_fromstring(render_report(found))
    banners = [words_of(banner) for banner in page.cssselect(".banner.caution")]
    assert any(banner.startswith("35 bads prove nothing about accuracy") for banner in banners)


@pytest.mark.parametrize("rows", [0, 1, 12])
def test_tiny_samples_still_give_a_page(fitted, rows):
    bad = np.arange(rows) % 2 == 0
    text = render_report(validate(fitted.card, fitted.unseen[:rows], bad))
    balance = Balance()
    balance.feed(text)
    assert balance.open == []


def test_names_from_outside_cannot_become_markup(fitted, text, page):
    assert "<b>lodger</b>" not in text
    assert "<b>lodger</b>" in words_of(page.get_element_by_id("points"))
    found = validate(
        fitted.card, fitted.unseen, fitted.unseen_bad, title='"><script>x</script>', source="<i>"
    )
    hostile = render_report(found)
    assert "<script>" not in hostile
    assert "<i>" not in hostile.replace("<i></i>", "")


def test_the_file_is_written_whole_and_nothing_else_is_left(tmp_path, evidence, text):
    target = tmp_path / "new" / "report.html"
    write_report(evidence, target)
    write_report(evidence, str(target))
    assert target.read_text(encoding="utf-8") == text
    assert [path.name for path in target.parent.iterdir()] == ["report.html"]
