"""The closed list of features: nothing is scored, or read, without its line on its page."""

import re
from pathlib import Path

import ibis.expr.operations as ops
import pytest

from plainscore.features import CATALOGUE, GATES, Direction, Factor, catalogue_page
from plainscore.features.catalogue.absent import ABSENT
from plainscore.features.folded import FOLDED
from plainscore.features.readable import READABLE
from plainscore.features.steps import plan_for
from plainscore.records import SCHEMAS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "decisions" / "closed-features.md"

EXCLUDED = (
    *("merchant", "payee", "counterparty", "person_to_person", "text", "description"),
    *("category", "gambling", "alcohol", "adult", "donation", "religion", "church", "union"),
    *("political", "medical", "health", "hour", "weekday", "night", "place", "location"),
    *("country", "device", "connection", "employer", "salary", "pension", "benefit"),
    *("sex", "gender", "birth", "marital", "race", "ethnicity", "nationality", "social", "friend"),
    *("role_source", "transaction_id"),
)


def listed(heading: str) -> set[str]:
    section = PAGE.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([a-z0-9_.]+)` \|", section, flags=re.MULTILINE))


def test_every_feature_has_its_line_and_every_line_its_feature() -> None:
    assert listed("Features") == set(CATALOGUE)


def test_every_column_that_may_be_read_has_its_line() -> None:
    assert listed("Columns") == {
        f"{table}.{column}" for table, columns in READABLE.items() for column in columns
    }


def test_the_engine_reads_tables_of_the_list_alone() -> None:
    steps = plan_for(tuple(CATALOGUE))
    made = {step.name for step in steps}
    read = {name for step in steps for name in step.reads} - made
    assert read == {*READABLE, "moments"}
    for step in steps:
        for source in step.expression.op().find(ops.UnboundTable):
            if source.name in READABLE:
                assert tuple(source.schema) == READABLE[source.name]


@pytest.mark.parametrize("concept", EXCLUDED)
def test_no_feature_or_column_touches_what_is_excluded(concept: str) -> None:
    words = re.compile(rf"(^|_){concept}s?(_|$)")
    names = [*CATALOGUE, *GATES, *FOLDED.columns]
    names += [column for columns in READABLE.values() for column in columns]
    names += [table for feature in CATALOGUE.values() for table in feature.needs]
    assert [name for name in names if words.search(name)] == []


def test_features_read_no_gate_of_identity() -> None:
    for feature in CATALOGUE.values():
        assert not {"application", "application_id"} & set(feature.columns)
        assert feature.columns, feature.name
        assert set(feature.needs) <= set(SCHEMAS)


def test_the_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        CATALOGUE["star_sign"] = CATALOGUE["income_cv"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        CATALOGUE["income_cv"].direction = Direction.NEUTRAL  # type: ignore[misc]


def test_the_whole_published_catalogue_is_there_or_accounted_for() -> None:
    assert len(CATALOGUE) + len(set(ABSENT) - {"inquiries_6m"}) == 64
    assert not set(ABSENT) & set(CATALOGUE)
    assert {feature.factor for feature in CATALOGUE.values()} == set(Factor)


def test_sentences_are_plain_and_never_blame() -> None:
    for feature in CATALOGUE.values():
        sentence = feature.sentence
        assert sentence[0].isupper(), feature.name
        assert sentence.endswith("."), feature.name
        assert len(sentence) <= 110, feature.name
        blame = r"\b(fail|fault|bad|irresponsib|careless|should|must|wast|poor|reckless)\w*"
        assert not re.search(blame, sentence, re.IGNORECASE), feature.name
    assert len({feature.sentence for feature in CATALOGUE.values()}) == len(CATALOGUE)
    assert len({feature.label for feature in CATALOGUE.values()}) == len(CATALOGUE)


def test_the_committed_page_is_the_catalogue() -> None:
    assert (DOCS / "features.md").read_text() == catalogue_page()
