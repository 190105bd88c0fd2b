"""Writes the first migration from the tables; until the service is released there is only one."""

from pathlib import Path

from plainscore.service.database.ddl import schema_script

FOLDER = Path(__file__).parents[1] / "src/plainscore/service/database/migrations/versions"

if __name__ == "__main__":
    (FOLDER / "0001_first.sql").write_text(schema_script(), encoding="utf-8")
