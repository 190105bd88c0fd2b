import numpy as np

from plainscore.validation import validate


def test_the_text_is_short_aligned_and_holds_the_figures(evidence):
    text = evidence.summary()
    lines = text.splitlines()
    assert lines[0] == "Household card"
    assert max(len(line) for line in lines[:-1]) <= 130
    assert f"{evidence.rows.measured:,} measured of 1,500" in text
    assert "hold-out: measured on rows the scorecard has not seen" in text
    for name, figure in (
        ("AUC", evidence.discrimination.auc),
        ("Gini", evidence.discrimination.gini),
        ("KS", evidence.discrimination.ks.figure),
        ("Calibration slope", evidence.calibration.slope),
        ("Brier score", evidence.calibration.brier),
    ):
        line = next(each for each in lines if each.startswith(name))
        assert f"{figure.value:.3f}" in line
        assert f"{figure.low:.3f} to {figure.high:.3f}" in line
        assert line.index(" to ") == lines[-9].index(" to ")
    assert f"at score {evidence.discrimination.ks.score:g}" in text


def test_in_sample_is_said_loudly(fitted):
    text = validate(fitted.card, fitted.seen, fitted.seen_bad).summary()
    assert "IN-SAMPLE" in text
    assert "too good" in text.splitlines()[-1]


def test_refusals_stand_where_figures_would(fitted):
    found = validate(fitted.card, fitted.unseen[:60], np.arange(60) < 4)
    text = found.summary()
    assert "at least 10 bads and 10 goods are needed" in text
    assert text.splitlines()[-1].startswith("4 bads and ")
    assert "not given" in found._repr_html_()


def test_the_notebook_form_escapes_and_holds_the_figures(fitted):
    title = "<script>alert(1)</script>"
    found = validate(fitted.card, fitted.unseen, fitted.unseen_bad, title=title)
    shown = found._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert f"{found.discrimination.auc.value:.3f}" in shown
    assert "prove" in shown or "give" in shown
