"""Categories of providers, each under its scheme."""

import pytest

from plainscore.records import Role
from plainscore.sources.roles.bank_category import SCHEMES, verdicts_of_category
from plainscore.sources.roles.verdict import NOTHING


@pytest.mark.parametrize("role", list(Role))
def test_a_stated_role_is_taken_as_it_stands(role: Role) -> None:
    verdicts = verdicts_of_category(f"role:{role.value.upper()}")
    assert verdicts.inflow.role is role
    assert verdicts.outflow.role is role


@pytest.mark.parametrize("category", ["role:groceries", "unheard:of", "INCOME", ":", ""])
def test_what_is_not_understood_says_nothing(category: str) -> None:
    assert verdicts_of_category(category) == NOTHING


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_stands_an_empty_category(scheme: str) -> None:
    assert verdicts_of_category(f"{scheme}:").inflow.role is None


def test_schemes_are_found_in_any_spelling() -> None:
    assert verdicts_of_category("Plaid: INCOME_WAGES ").inflow.role is Role.INCOME
