"""The characteristics of a PMML scorecard: which values get which points."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from lxml import etree

from plainscore.scorecard.export.pmml_elements import EXTENDER, add
from plainscore.scorecard.export.pmml_names import PmmlNames
from plainscore.scorecard.export.rules import (
    CardRules,
    CategoryRules,
    FeatureRules,
    NumericRules,
    Outcome,
    PairRules,
)

Test = Callable[[Any], None]
"""Writes a predicate into the element it is given."""

_TIE_BREAK = Decimal("0.000001")
_HALF_HUNDREDTH = "0.005"


class PmmlCharacteristics:
    """Writes a characteristic for each feature and pair, and one where nothing is lost.

    Parameters
    ----------
    rules : CardRules
        The rules of the scorecard.
    names : PmmlNames
        What is called how.
    """

    def __init__(self, rules: CardRules, names: PmmlNames) -> None:
        self.rules = rules
        self.names = names

    def write(self, parent: etree._Element) -> None:
        """Write all of them, in the order of the scorecard."""
        for place, part in enumerate(self.rules.parts):
            target = Decimal(self.rules.reference[place]) / 100 - place * _TIE_BREAK
            characteristic = add(
                parent,
                "Characteristic",
                name=f"{part.name}_points",
                reasonCode=part.name,
                baselineScore=f"{target:f}",
            )
            if isinstance(part, PairRules):
                self._cells(characteristic, part)
                continue
            for outcome, test in self._tests(part):
                test(self._attribute(characteristic, part, outcome))
        marker = add(
            parent,
            "Characteristic",
            name=f"{self.names.nothing_lost}_points",
            reasonCode=self.names.nothing_lost,
            baselineScore=_HALF_HUNDREDTH,
        )
        add(add(marker, "Attribute", partialScore="0"), "True")

    def _cells(self, parent: etree._Element, pair: PairRules) -> None:
        """Write one attribute for each two tests; the first that holds is that of both bins."""
        first, second = (
            [
                (groups[outcome.bin], test)
                for outcome, test in self._tests(self.rules.features[place])
            ]
            for place, groups in pair.sides
        )
        for row, row_test in first:
            for column, column_test in second:
                attribute = add(parent, "Attribute", partialScore=str(pair.points[row][column]))
                label = pair.labels[row][column]
                add(attribute, "Extension", extender=EXTENDER, name="label", value=label)
                both = add(attribute, "CompoundPredicate", booleanOperator="and")
                row_test(both)
                column_test(both)

    def _tests(self, feature: FeatureRules) -> Iterator[tuple[Outcome, Test]]:
        """Yield what a value gets and the predicate that says so; the first that holds counts."""
        if isinstance(feature, CategoryRules):
            return self._category_tests(feature)
        return _number_tests(feature)

    def _category_tests(self, feature: CategoryRules) -> Iterator[tuple[Outcome, Test]]:
        def is_missing(parent: etree._Element) -> None:
            either = add(parent, "CompoundPredicate", booleanOperator="or")
            _compare(either, feature.name, "isMissing")
            _compare(either, self.names.trimmed[feature.name], "equal", "")

        yield feature.missing, is_missing
        for texts, outcome in feature.groups:
            yield outcome, partial(_one_of, field=feature.name, values=texts)
        yield feature.other, _always

    def _attribute(
        self, parent: etree._Element, feature: FeatureRules, outcome: Outcome
    ) -> etree._Element:
        code = self.names.codes[feature.name, outcome.sentence]
        own = {} if code == feature.name else {"reasonCode": code}
        attribute = add(parent, "Attribute", **own, partialScore=str(outcome.points))
        add(attribute, "Extension", extender=EXTENDER, name="label", value=outcome.label)
        return attribute


def _always(parent: etree._Element) -> None:
    add(parent, "True")


def _number_tests(feature: NumericRules) -> Iterator[tuple[Outcome, Test]]:
    name = feature.name
    yield feature.missing, partial(_compare, field=name, operator="isMissing")
    for codes, outcome in feature.specials:
        yield outcome, partial(_one_of, field=name, values=[repr(code) for code in codes])
    lower: float | None = None
    for bound, outcome in feature.intervals:
        if bound is not None:
            yield outcome, partial(_compare, field=name, operator="lessThan", value=repr(bound))
        elif lower is not None:
            yield (
                outcome,
                partial(_compare, field=name, operator="greaterOrEqual", value=repr(lower)),
            )
        else:
            yield outcome, partial(_is_number, field=name)
        lower = bound
    # an engine that does not take NaN for missing finds it above and below no bound
    yield feature.missing, _always


def _is_number(parent: etree._Element, field: str) -> None:
    either = add(parent, "CompoundPredicate", booleanOperator="or")
    _compare(either, field, "lessThan", "0")
    _compare(either, field, "greaterOrEqual", "0")


def _compare(parent: etree._Element, field: str, operator: str, value: str | None = None) -> None:
    stated = {} if value is None else {"value": value}
    add(parent, "SimplePredicate", field=field, operator=operator, **stated)


def _one_of(parent: etree._Element, field: str, values: Sequence[str]) -> None:
    if len(values) > 1:
        parent = add(parent, "CompoundPredicate", booleanOperator="or")
    for value in values:
        _compare(parent, field, "equal", value)
