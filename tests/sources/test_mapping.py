"""A mapping says what it needs, from TOML or JSON."""

from collections.abc import Callable
from pathlib import Path

import pytest

from plainscore.sources import CsvMapping

Write = Callable[..., Path]


def test_toml_and_json_say_the_same(write: Write) -> None:
    toml = write('date = "d"\namount = "a"\ncurrency_code = "EUR"\ntext = ["x", "y"]\n', "m.toml")
    json = write(
        '{"date": "d", "amount": "a", "currency_code": "EUR", "text": ["x", "y"]}', "m.json"
    )
    assert CsvMapping.load(toml) == CsvMapping.load(json)
    assert CsvMapping.load(toml).text == ("x", "y")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("date = ", "cannot be read"),
        ('amount = "a"\ncurrency_code = "EUR"', "date"),
        ('date = "d"\ncurrency_code = "EUR"', "amount"),
        ('date = "d"\ndebit = "a"\ncurrency_code = "EUR"', "debit and credit"),
        ('date = "d"\namount = "a"', "currency"),
        ('date = "d"\namount = "a"\ncurrency_code = "EURO"', "currency_code"),
        ('date = "d"\namount = "a"\ncurrency_code = "EUR"\nbalanse = "b"', "balanse"),
        ('date = "d"\namount = "a"\ncurrency_code = "EUR"\ndecimal_comma = "yes"', "decimal_comma"),
        ('date = "d"\namount = "a"\ncurrency_code = "EUR"\nskip_rows = true', "skip_rows"),
        ('date = "d"\namount = "a"\ncurrency_code = "EUR"\ntext = [1]', "text"),
        ('date = "d"\namount = "a"\ncurrency_code = "EUR"\ndelimiter = ";;"', "delimiter"),
        ('date = "d"\namount = "a"\ncurrency_code = "EUR"\nencoding = "utf-9"', "encoding"),
        ('date = "d"\namount = "a"\ncurrency_code = "EUR"\nskip_rows = -1', "skip_rows"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(content: str, says: str, write: Write) -> None:
    with pytest.raises(ValueError, match=says):
        CsvMapping.load(write(content, "m.toml"))


def test_a_mapping_that_is_not_there_is_a_value_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        CsvMapping.load(tmp_path / "none.toml")
    (tmp_path / "list.json").write_text("[]")
    with pytest.raises(ValueError, match="no keys"):
        CsvMapping.load(tmp_path / "list.json")
