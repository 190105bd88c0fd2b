"""The SQL for databases that are not at hand: parsed back, and run by DuckDB after translation."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from plainscore.scorecard.export import DIALECTS, ExportError, export_sql
from plainscore.scorecard.export.sql_dialects import SqlDialect

OTHERS = ("bigquery", "snowflake", "tsql", "oracle", "mysql")


def to_duckdb(text: str, dialect: str) -> str:
    """Translate, putting DuckDB's way in place of what sqlglot does not know."""
    kinds = {
        exp.DataType.Type.CHARACTER_SET: "text",
        exp.DataType.Type.NVARCHAR: "text",
        # in SQL Server a FLOAT has 53 bits
        exp.DataType.Type.FLOAT: "double",
    }

    def own_way(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Collate):
            return node.this
        if isinstance(node, exp.National):
            return exp.Literal.string(node.name)
        if isinstance(node, exp.Is) and node.expression.name == "NAN":
            return exp.IsNan(this=node.this)
        if isinstance(node, exp.Cast) and node.to.this in kinds:
            return exp.cast(node.this, kinds[node.to.this])
        return node

    tree = sqlglot.parse_one(text, read=dialect).transform(own_way)
    for select in tree.find_all(exp.Select):
        select.set("hint", None)
    return tree.sql("duckdb")


def without_nan(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if field.type == pa.float64():
            column = table.column(place)
            holes = pc.if_else(pc.is_nan(column), pa.scalar(None, pa.float64()), column)
            table = table.set_column(place, field.name, holes)
    return table


@pytest.mark.parametrize("dialect", OTHERS)
def test_translated_text_gives_the_same(dialect, card, decimal_card, table_of, expect):
    curved = replace(decimal_card, calibration=card.calibration)
    for each in (decimal_card, curved if dialect == "oracle" else card):
        table = table_of(each, 3000, 5)
        if DIALECTS[dialect].is_nan is None:
            table = without_nan(table)
        text = to_duckdb(export_sql(each, dialect=dialect, keep=["id"]), dialect)
        with duckdb.connect() as connection:
            connection.register("applicants", table)
            expect(each, table).check_table(connection.sql(text).to_arrow_table())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_bounds_and_texts_survive_the_dialect(dialect, card, decimal_card):
    card = decimal_card if dialect == "oracle" else card
    tree = sqlglot.parse_one(export_sql(card, dialect=dialect, keep=["id"]), read=dialect)
    constants = {
        float(literal.this) * (-1 if isinstance(literal.parent, exp.Neg) else 1)
        for cast in tree.find_all(exp.Cast)
        for literal in cast.find_all(exp.Literal)
        if literal.name != "NaN"
    }
    texts = {literal.this for literal in tree.find_all(exp.Literal, exp.National)}
    mark = "|" if DIALECTS[dialect].collation else ""
    for feature in card.features:
        assert constants >= set(feature.binning.edges)
        for each in feature.binning.bins:
            if feature.binning.kind == "numeric":
                assert constants >= set(each.values)
            else:
                assert texts >= {f"{value}{mark}" for value in each.values}
            assert feature.sentence(each) in texts


@pytest.mark.parametrize("dialect", DIALECTS)
def test_steps_are_kept_apart(dialect, decimal_card):
    tree = sqlglot.parse_one(export_sql(decimal_card, dialect=dialect), read=dialect)
    steps = [step.alias for step in tree.find_all(exp.CTE)]
    assert steps == ["inputs", "points", "together", "losses", "top_1", "top_2", "top_3", "top_4"]
    queries = [step.this for step in tree.find_all(exp.CTE)]
    match DIALECTS[dialect].barrier:
        case "offset":
            assert all(query.args["offset"] for query in queries)
        case "limit":
            assert all(query.args["limit"] for query in queries)
        case "hint":
            assert all("NO_MERGE" in query.args["hint"].sql() for query in queries)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_text_comes_back_as_it_was(data):
    text = data.draw(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",))))
    if "\0" in text:
        return
    for name, dialect in DIALECTS.items():
        written = exp.select(dialect.string(text)).sql(name)
        found = sqlglot.parse_one(written, read=name).expressions[0]
        assert found.this == text, name


@pytest.mark.parametrize("name", ["tsql", "mysql"])
def test_comparing_tells_case_and_trailing_spaces_apart(name):
    dialect = DIALECTS[name]
    written = dialect.among(exp.column("x"), ["A "]).sql(name)
    assert dialect.collation in written
    assert "A |" in written


def test_long_names_fall_back_to_places(make_number, make_document):
    long = "days_" * 12
    card = make_document([make_number(long, (1.0,), (0, 5))], ["3.00"])
    assert f'AS "points_{long}"' in export_sql(card, dialect="duckdb")
    assert 'AS "points_1"' in export_sql(card, dialect="postgres")


def test_bound_oracle_cannot_hold(make_number, make_document):
    card = make_document([make_number("x", (1e300,), (0, 5))], ["3.00"])
    with pytest.raises(ExportError, match="Oracle has no literal"):
        export_sql(card, dialect="oracle")


def test_every_dialect_is_described():
    assert set(DIALECTS) == {
        "duckdb", "postgres", "spark", "bigquery", "snowflake", "tsql", "oracle", "mysql",
    }  # fmt: skip
    assert all(isinstance(each, SqlDialect) for each in DIALECTS.values())


def test_snapshot_of_a_small_card(make_number, make_document):
    card = make_document([make_number("late", (1.0,), (5, 0), missing=2)], ["3.00"])
    text = export_sql(card, dialect="postgres", table="applicants", keep=["id"], reasons=1)
    body = [line for line in text.splitlines() if not line.startswith("--")]
    wanted = Path(__file__).with_name("small_card.sql").read_text(encoding="utf-8")
    assert "\n".join([*body, ""]) == wanted
