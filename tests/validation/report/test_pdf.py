"""The report on paper: tagged, whole, the same to the byte."""

import re
import sys
import zlib

import numpy as np
import pytest

from plainscore.scorecard import ScorecardClassifier
from plainscore.validation import validate
from plainscore.validation.report.page import SECTIONS
from plainscore.validation.report.pdf import PrinterError, print_report, write_pdf


@pytest.fixture(scope="module")
def printed(evidence, tmp_path_factory):
    path = tmp_path_factory.mktemp("paper") / "new" / "report.pdf"
    write_pdf(evidence, path)
    return path.read_bytes()


def test_it_is_a_tagged_pdf_of_some_pages(printed):
    assert printed.startswith(b"%PDF-")
    assert b"/MarkInfo" in printed or b"/MarkInfo" in unpacked(printed)
    (pages,) = {
        int(count) for count in re.findall(rb"/Type /Pages.*?/Count (\d+)", all_of(printed))
    }
    assert 8 <= pages <= 40


def test_every_section_has_a_bookmark(printed, evidence):
    # titles stand as text of one byte a letter, brackets of it escaped
    text = all_of(printed)
    for section in SECTIONS:
        if section.shown(evidence):
            assert section.title.encode() in text, section.title


def test_the_same_evidence_gives_the_same_bytes():
    X = np.arange(30.0)[:, None] % 3  # noqa: N806
    card = ScorecardClassifier().fit(np.tile(X, (4, 1)), np.arange(120) % 5 < 2).scorecard_
    found = validate(card, X[:20], np.arange(20) < 4)
    assert print_report(found) == print_report(found)


def test_without_the_printer_it_says_what_to_install(evidence, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PrinterError, match=r"install plainscore\[pdf\]"):
        print_report(evidence)


def unpacked(content):
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, flags=re.DOTALL)
    read = []
    for stream in streams:
        try:
            read.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(read)


def all_of(content):
    return content + unpacked(content)
