"""A calibration in straight pieces gives the same probabilities wherever it is exported."""

import json
import shutil
from dataclasses import replace

import duckdb
import numpy as np
import pytest

from plainscore.scorecard import Calibration, Scorecard
from plainscore.scorecard.calibration import Piece
from plainscore.scorecard.export import export_pmml, export_python, export_sql


@pytest.fixture(scope="module")
def bent(card):
    pieces = (Piece(350, 5.1, -0.01), Piece(420, 7.3, -0.0155), Piece(560, 1.2, -0.0049))
    return replace(card, calibration=Calibration("isotonic", 6.0, -0.011, pieces))


def test_every_piece_is_reached(bent, rows):
    places = np.searchsorted([420, 560], bent.score(rows), side="right")
    assert set(places.tolist()) == {0, 1, 2}


def test_document_comes_back(bent):
    assert Scorecard.from_json(bent.to_json()).digest == bent.digest


def test_duckdb(bent, rows, expect):
    with duckdb.connect() as connection:
        connection.register("applicants", rows)
        found = connection.sql(export_sql(bent, keep=["id"])).to_arrow_table()
    expect(bent, rows).check_table(found)


def test_python_function(bent, rows):
    table = rows.slice(0, 3000)
    module = {}
    exec(export_python(bent), module)  # noqa: S102 - what was exported
    names = list(bent.feature_names)
    found = [module["score"](row)["probability_bad"] for row in table.select(names).to_pylist()]
    np.testing.assert_allclose(found, bent.probability(table), rtol=1e-12)


@pytest.mark.skipif(shutil.which("java") is None, reason="PMML4S needs Java")
def test_pmml(bent, rows):
    from pypmml import Model  # noqa: PLC0415 - starts Java

    model = Model.fromString(export_pmml(bent).decode())
    table = rows.select(list(bent.feature_names)).slice(0, 300).to_pylist()
    finite = [
        row
        for row in table
        if not any(isinstance(x, float) and abs(x) == np.inf for x in row.values())
    ]
    data = [[None if x != x else x for x in row.values()] for row in finite]  # noqa: PLR0124 - NaN
    asked = json.dumps({"columns": list(bent.feature_names), "data": data})
    scored = json.loads(model.predict(asked))
    place = scored["columns"].index("probability_bad")
    found = [row[place] for row in scored["data"]]
    np.testing.assert_allclose(found, bent.probability(finite), rtol=1e-12)
