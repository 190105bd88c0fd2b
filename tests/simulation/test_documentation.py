"""The page about the simulation says what the code does."""

from dataclasses import fields
from pathlib import Path

from plainscore.simulation import Economy

PAGE = Path(__file__).parents[2] / "docs" / "simulation.md"


def test_every_parameter_stands_in_the_table_with_its_default():
    rows = {
        cells[1].strip(): cells[2].strip()
        for cells in (line.split("|") for line in PAGE.read_text().splitlines())
        if len(cells) > 3
    }
    for field in fields(Economy):
        assert rows.get(f"`{field.name}`") == str(field.default), field.name
