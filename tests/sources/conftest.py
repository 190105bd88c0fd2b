"""What the tests of the readers share."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plainscore.sources import StatementLine


@pytest.fixture(scope="session")
def golden() -> Path:
    """One invented month of one account, written in every format."""
    return Path(__file__).parent / "golden"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write one file and return its path."""

    def written(content: str | bytes, name: str = "file") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture(scope="session")
def line() -> Callable[..., StatementLine]:
    """Make a statement line, with what matters to the test."""

    def made(
        day: int = 1, amount: str = "-5", *, file: str = "f", row: int = 1, **more: object
    ) -> StatementLine:
        account_id = str(more.pop("account_id", "A"))
        balance = more.pop("balance", None)
        return StatementLine(
            file,
            row,
            account_id,
            date(2024, 5, day),
            Decimal(amount),
            "EUR",
            balance_after=None if balance is None else Decimal(str(balance)),
            **more,  # type: ignore[arg-type]
        )

    return made
