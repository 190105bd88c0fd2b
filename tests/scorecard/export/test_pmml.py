"""The PMML file follows the schema and gives what the scorecard gives, in PMML4S on Java."""

import json
import math
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from plainscore.scorecard.export import ExportError, export_pmml

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="PMML4S needs Java")
SCHEMA = Path(__file__).with_name("pmml_scorecard.rng")
AT_ONCE = 20_000
"""Rows a call: all of them at once would need gigabytes."""


def load(card, **options):
    from pypmml import Model, PMMLContext  # noqa: PLC0415 - starts Java

    # a short run gains nothing from the optimising compiler
    PMMLContext.getOrCreate(java_opts=["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"])
    return Model.fromString(export_pmml(card, **options).decode())


def as_json(table: pa.Table) -> str:
    """JSON has no infinities; numbers out of range are read as such."""
    text = json.dumps(
        {
            "columns": table.column_names,
            "data": [
                [None if isinstance(each, float) and math.isnan(each) else each for each in row]
                for row in zip(*(column.to_pylist() for column in table.columns), strict=True)
            ],
        }
    )
    return text.replace("-Infinity", "-1e999").replace("Infinity", "1e999")


def check(card, table, wanted):
    model, columns = load(card), {}
    for start in range(0, table.num_rows, AT_ONCE):
        asked = as_json(table.slice(start, AT_ONCE).drop_columns(["id"]))
        scored = json.loads(model.predict(asked))
        for name, *values in zip(scored["columns"], *scored["data"], strict=True):
            columns.setdefault(name, []).extend(values)
    ranks = range(1, min(4, len(card.features)) + 1)
    absent = [[None] * table.num_rows] * (4 - len(ranks))
    wanted.check(
        columns["score"],
        columns["probability_bad"],
        [*(columns[f"reason_{rank}"] for rank in ranks), *absent],
    )
    return columns


@needs_java
def test_same_scores_and_reasons(card, rows, wanted):
    columns = check(card, rows, wanted)
    codes = [code and code.split(": ")[0] for code in columns["reason_code_1"][:3000]]
    first = card.reasons(rows.slice(0, 3000), n=1)
    assert codes == [each[0].feature if each else None for each in first]


@needs_java
def test_same_for_a_fitted_card(fitted_card, table_of, expect):
    table = table_of(fitted_card, 2000, 9)
    check(fitted_card, table, expect(fitted_card, table))


@needs_java
def test_same_under_a_gate(gated_card, table_of, expect):
    table = table_of(gated_card, 500, 7)
    check(gated_card, table, expect(gated_card, table))


@needs_java
def test_nan_is_missing(card):
    model = load(card)
    for name in ("income", "late", "constant"):
        assert model.predict({name: math.nan})["score"] == card.score_row({name: math.nan})


@needs_java
def test_nothing_lost_gives_no_reason(make_number, make_document):
    card = make_document([make_number("x", (1.0,), (0, 5))], ["3.00"])
    found = load(card).predict({"x": 2.0})
    assert (found["score"], found["reason_1"], found["reason_code_1"]) == (362, None, None)


@needs_java
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_card(cards, table_of, expect, data):
    card = data.draw(cards)
    table = table_of(card, 40, data.draw(st.integers(0, 99)))
    check(card, table, expect(card, table))


def test_follows_the_schema(card, gated_card):
    schema = etree.RelaxNG(etree.parse(SCHEMA))
    for each in (card, gated_card):
        schema.assertValid(etree.fromstring(export_pmml(each)))
        schema.assertValid(etree.fromstring(export_pmml(each, reasons=0)))


@pytest.mark.parametrize(
    ("path", "attribute"),
    [
        (".//{*}Characteristic", "baselineScore"),
        (".//{*}Attribute", "partialScore"),
        (".//{*}SimplePredicate", "operator"),
        (".//{*}DataField", "dataType"),
    ],
)
def test_schema_notices_what_is_wrong(card, path, attribute):
    schema = etree.RelaxNG(etree.parse(SCHEMA))
    root = etree.fromstring(export_pmml(card))
    root.find(path).set(attribute, "wrong")
    assert not schema.validate(root)


def test_every_bin_is_an_attribute(card):
    root = etree.fromstring(export_pmml(card))
    for feature, characteristic in zip(
        card.features, root.iterfind(".//{*}Characteristic"), strict=False
    ):
        scores = [int(each.get("partialScore")) for each in characteristic.iterfind("{*}Attribute")]
        assert set(scores) == set(feature.points)
        assert characteristic.get("reasonCode") == feature.name


def test_clash_with_an_output(make_number, make_document):
    card = make_document([make_number("reason_1", (1.0,), (0, 5))], ["3.00"])
    with pytest.raises(ExportError, match="called as an output: reason_1"):
        export_pmml(card)


def test_character_xml_cannot_hold(make_number, make_document):
    card = make_document([make_number("bell", (1.0,), (0, 5), sentence="\a")], ["3.00"])
    with pytest.raises(ExportError, match="XML cannot hold"):
        export_pmml(card)
