"""What the client says of an answer is what the service's own description says of it."""

import types
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from plainscore.client.shapes import Consent, Decision, Dispute, Import, Notice, Score

PLAIN = {str: "string", int: "integer", bool: "boolean", type(None): "null"}


@pytest.fixture
def described(app):
    return app.openapi()["components"]["schemas"]


def differences(hint, schema, described, at=""):
    """Return where a type and a JSON schema differ, and how."""
    if "$ref" in schema:
        schema = described[schema["$ref"].rsplit("/", 1)[1]]
    if get_origin(hint) is types.UnionType:
        parts = list(zip(get_args(hint), schema.get("anyOf", ()), strict=False))
        if len(parts) != len(get_args(hint)):
            return [f"{at}: {hint} is {schema}"]
        return [each for part in parts for each in differences(*part, described, at)]
    if is_typeddict(hint):
        hints, properties = get_type_hints(hint), schema["properties"]
        found = [f"{at}.{name} is missing" for name in sorted(hints.keys() ^ properties.keys())]
        for name in hints.keys() & properties.keys():
            found += differences(hints[name], properties[name], described, f"{at}.{name}")
        return found
    if get_origin(hint) is list:
        return differences(*get_args(hint), schema.get("items", {}), described, f"{at}[]")
    if get_origin(hint) is dict:
        _, value = get_args(hint)
        values = schema.get("properties") or {"": schema.get("additionalProperties", {})}
        return [
            each
            for name, inner in values.items()
            for each in differences(value, inner, described, f"{at}.{name}")
        ]
    fits = hint is Any or schema.get("type") == PLAIN[hint]
    return [] if fits else [f"{at}: {hint} is {schema}"]


@pytest.mark.parametrize(
    ("shape", "name"),
    [
        (Score, "ScoreOut"),
        (Consent, "Consent"),
        (Import, "Import"),
        (Decision, "DecisionOut"),
        (Dispute, "DisputeOut"),
        (Notice, "NoticeOut"),
    ],
)
def test_the_client_and_the_description_agree(shape, name, described):
    assert differences(shape, described[name], described) == []


def test_a_difference_is_seen(described):
    wrong = {"type": "object", "properties": {"kind": {"type": "integer"}}}
    found = differences(Notice, wrong, described)
    assert ".title is missing" in found
    assert ".kind: <class 'str'> is {'type': 'integer'}" in found
