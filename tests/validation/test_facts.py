from dataclasses import fields
from datetime import date

import pytest

from plainscore.validation.facts import ASKED, Exclusion, ModelFacts, facts_of, read_facts

WHOLE = """
purpose = "Loans"
population = "People"
not_for = "Hiring"
limits = ["One bank"]
owner = "Head of credit"
bad = "90 days late within a year"
data = "The bank's own loans"
first_day = 2024-01-01
last_day = "2024-06-30"
measured_first_day = 2024-07-01
measured_last_day = 2024-12-31
oversight = "An officer"
monitoring = "Monthly"
revalidation = "Yearly"

[[exclusions]]
what = "Fraud"
why = "another question"
rows = 12
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "facts.toml"
    path.write_text(WHOLE)
    return path


def test_a_whole_file_is_read(file):
    facts = read_facts(file)
    assert facts.missing() == ()
    assert facts.last_day == date(2024, 6, 30)
    assert facts.measured == (date(2024, 7, 1), date(2024, 12, 31))
    assert facts.exclusions == (Exclusion("Fraud", "another question", 12),)


@pytest.mark.parametrize("name", ASKED)
def test_each_mandatory_field_is_missed(file, name):
    given = {each: getattr(read_facts(file), each) for each in ASKED}
    del given[name]
    given["limits"] = list(given.get("limits", []))
    given["exclusions"] = [
        {"what": each.what, "why": each.why} for each in given.get("exclusions", [])
    ]
    assert facts_of(given).missing() == (name,)


def test_every_mandatory_field_is_a_field():
    assert set(ASKED) <= {each.name for each in fields(ModelFacts)}


def test_blanks_say_nothing():
    assert "purpose" in facts_of({"purpose": "  "}).missing()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"pupose": "x"}, "'pupose' is no fact"),
        ({"purpose": 3}, "purpose must be a text"),
        ({"limits": "one"}, "limits must be a list"),
        ({"first_day": "spring"}, "first_day must be a day"),
        ({"first_day": "2025-02-01", "last_day": "2025-01-01"}, "is after last_day"),
        ({"exclusions": [{"what": "x"}]}, "why is missing"),
        ({"exclusions": [{"what": "x", "why": "y", "rows": -1}]}, "are a count"),
        ({"exclusions": [{"what": "x", "why": "y", "who": "z"}]}, "an exclusion says"),
    ],
)
def test_what_is_wrong_is_named(given, message):
    with pytest.raises(ValueError, match=message):
        facts_of(given)


def test_what_is_no_toml_is_refused(tmp_path):
    path = tmp_path / "facts.toml"
    path.write_text("purpose: Loans")
    with pytest.raises(ValueError, match=r"facts\.toml is not TOML"):
        read_facts(path)
