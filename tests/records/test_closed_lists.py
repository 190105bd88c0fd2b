"""The closed lists: nothing joins one without its line on the decision page."""

import re
from pathlib import Path

import pytest

from plainscore.records import AccountKind, Purpose, Role, TradelineKind

PAGE = Path(__file__).parents[2] / "docs" / "decisions" / "closed-lists.md"

FORBIDDEN = {
    *("social", "friend", "follower", "contact", "relation", "family", "spouse"),
    *("speech", "opinion", "post", "message", "location", "gps", "camera", "photo"),
    *("merchant", "shop", "category", "gambling", "alcohol", "donation"),
    *("religion", "church", "health", "medical", "political", "party", "union", "blacklist"),
    *("employment", "tenant", "advertising", "surveillance"),
    *("race", "ethnicity", "sex", "gender", "age", "marital"),
}


def decided(heading: str) -> set[str]:
    """Members named in the first column of the table under a heading of the decision page."""
    section = PAGE.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([a-z_]+)` \|", section, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("heading", "members"),
    [
        ("Roles", Role),
        ("Purposes", Purpose),
        ("Account kinds", AccountKind),
        ("Tradeline kinds", TradelineKind),
    ],
)
def test_every_member_has_its_line_and_every_line_its_member(heading, members):
    assert decided(heading) == {member.value for member in members}


@pytest.mark.parametrize("members", [Role, Purpose, AccountKind, TradelineKind])
def test_no_member_names_what_plainscore_never_uses(members):
    for member in members:
        assert not set(member.value.split("_")) & FORBIDDEN


def test_there_is_one_role_for_every_kind_of_income():
    for kind in ("salary", "pension", "benefit", "child_support", "unemployment"):
        assert kind not in {role.value for role in Role}
