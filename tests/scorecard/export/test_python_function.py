"""The Python file gives what the scorecard gives, and needs nothing but Python."""

import ast
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainscore.scorecard.export import ExportError, export_python


def load(text):
    made = {}
    exec(compile(text, "score.py", "exec"), made)  # noqa: S102 - this is the function under test
    return made["score"]


def check(score, card, table, expect):
    compare(score, card, table, expect(card, table))


def compare(score, card, table, wanted):
    found = [score(row) for row in table.to_pylist()]
    width = len(card.parts)
    columns = [list((each["points"] or dict.fromkeys(range(width))).values()) for each in found]
    wanted.check(
        [each["score"] for each in found],
        [each["probability_bad"] for each in found],
        [
            [each["reasons"][rank] if rank < len(each["reasons"]) else None for each in found]
            for rank in range(4)
        ],
        [[points[place] for points in columns] for place in range(width)],
    )


def test_same_scores_points_and_reasons(card, rows, wanted):
    compare(load(export_python(card)), card, rows, wanted)


def test_same_for_a_fitted_card(fitted_card, table_of, expect):
    check(load(export_python(fitted_card)), fitted_card, table_of(fitted_card, 2000, 9), expect)


def test_same_under_a_gate(gated_card, table_of, expect):
    check(load(export_python(gated_card)), gated_card, table_of(gated_card, 3000, 6), expect)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_card(cards, table_of, expect, data):
    card = data.draw(cards)
    check(
        load(export_python(card)), card, table_of(card, 60, data.draw(st.integers(0, 99))), expect
    )


@pytest.mark.parametrize(
    "value", [3, 3.0, "3", np.float64(3), np.int8(3), True, np.float32(0.5), 0.5, "rent", None, " "]
)
def test_categories_given_as_numbers(card, value):
    row = {'a "b" [c]': value}
    assert load(export_python(card))(row)["score"] == card.score_row(row)


def test_number_given_as_text(card):
    score = load(export_python(card))
    assert score({"late": "2.0"})["score"] == card.score_row({"late": 2.0})
    with pytest.raises(ValueError, match="column late holds 'often' where"):
        score({"late": "often"})


def test_imports_only_math(card):
    tree = ast.parse(export_python(card))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [alias.name for node in imports for alias in node.names] == ["math"]


def test_runs_alone(card, tmp_path):
    (tmp_path / "score.py").write_text(export_python(card), encoding="utf-8")
    call = "import score; print(score.score({'late': 3.0}, reasons=2))"
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'); {call}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    found = ast.literal_eval(ran.stdout)
    assert found["score"] == card.score_row({"late": 3.0})
    assert len(found["reasons"]) == 2


def test_negative_number_of_reasons(card):
    with pytest.raises(ExportError, match="negative"):
        export_python(card, reasons=-1)
