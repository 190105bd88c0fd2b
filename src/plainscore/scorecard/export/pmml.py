"""A scorecard as PMML 4.4, the exchange format of scoring engines."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from typing import Any

from lxml import etree

from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.export.embedding import embedded_lines
from plainscore.scorecard.export.rules import (
    NOT_ENOUGH,
    CardRules,
    CategoryRules,
    ExportError,
    FeatureRules,
    NumericRules,
    Outcome,
    PairRules,
    card_rules,
)

NAMESPACE = "http://www.dmg.org/PMML-4_4"
EXTENDER = "plainscore"

Test = Callable[[Any], None]
"""Writes a predicate into the element it is given."""

_TIE_BREAK = Decimal("0.000001")
_HALF_HUNDREDTH = "0.005"


def export_pmml(card: Scorecard, *, reasons: int = 4, reference: str | None = None) -> bytes:
    """Return a PMML 4.4 file with one ``Scorecard`` model.

    The outputs are ``score``, ``probability_bad``, ``reason_code_1``... (names of features) and
    ``reason_1``... (what a person reads), missing where nothing was lost; where the scorecard's
    gate is not true, all are missing but ``reason_1``, which says so. Reason codes follow the
    standard's ``pointsBelow``. Two things the standard leaves open are settled within it: the
    baseline of each feature is its reference less a millionth of a point for each place, so that
    every engine breaks ties in the order of the features; and a characteristic that always loses
    half a hundredth of a point marks where features begin that lost nothing. A pair of features is
    a characteristic whose attributes test both of them (``CompoundPredicate``).

    Parameters
    ----------
    card : Scorecard
        The document.
    reasons : int
        Most reasons.
    reference : str, optional
        Kind of the reference for the reasons; the scorecard's default without it.

    Returns
    -------
    bytes
        UTF-8 XML.

    Raises
    ------
    ExportError
        If a name or category holds a character XML cannot.

    Examples
    --------
    >>> import numpy as np
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X, y = np.repeat([[1.0], [2.0]], 60, axis=0), np.r_[np.tile([0, 1], 30), np.zeros(60)]
    >>> root = etree.fromstring(export_pmml(ScorecardClassifier().fit(X, y).scorecard_))
    >>> [each.get("reasonCode") for each in root.iter("{*}Characteristic")]
    ['x0', 'nothing_lost']
    """
    if reasons < 0:
        raise ExportError("the number of reasons cannot be negative")
    try:
        root = _Pmml(card, card_rules(card, reference), reasons).build()
    except ValueError as error:
        raise ExportError(f"XML cannot hold a text of this scorecard: {error}") from error
    lines = embedded_lines(card, xml_body(root))
    etree.indent(root)
    _add(root, "Extension", extender=EXTENDER, name="document").text = "\n".join(["", *lines, ""])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def xml_body(root: etree._Element) -> str:
    """Return what the rules of a PMML file say, whatever its layout: all but our extension."""
    copied = etree.fromstring(etree.tostring(root), etree.XMLParser(remove_blank_text=True))
    for extension in copied.findall(f"{{{NAMESPACE}}}Extension[@extender='{EXTENDER}']"):
        copied.remove(extension)
    for element in copied.iter():
        element.tail = None
        if len(element):
            element.text = None
    return etree.tostring(copied, method="c14n").decode()


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _tag(name), attributes)


def _field(parent: etree._Element, name: str) -> None:
    _add(parent, "FieldRef", field=name)


def _constant(parent: etree._Element, kind: str, text: str) -> None:
    _add(parent, "Constant", dataType=kind).text = text


def _apply(parent: etree._Element, function: str) -> etree._Element:
    return _add(parent, "Apply", function=function)


class _Pmml:
    """Builds the elements of one file, in the order of the schema."""

    def __init__(self, card: Scorecard, rules: CardRules, reasons: int) -> None:
        self.card = card
        self.rules = rules
        self.ranks = range(1, min(reasons, len(rules.parts)) + 1)
        self.taken = set(self._columns())
        self.nothing_lost = self._free("nothing_lost")
        self.raw_score = self._free("raw_score")
        self.ranked = {rank: self._free(f"ranked_{rank}") for rank in self.ranks}
        self.trimmed = {
            feature.name: self._free(f"trimmed_{place}")
            for place, feature in enumerate(rules.features, 1)
            if isinstance(feature, CategoryRules)
        }
        self.codes = {
            (part.name, sentence): self._free(f"{part.name}: {label}") if number else part.name
            for part in rules.parts
            for number, (sentence, label) in enumerate(part.sentences.items())
        }
        outputs = {"score", "probability_bad"}
        outputs |= {f"{kind}_{rank}" for kind in ("reason", "reason_code") for rank in self.ranks}
        clash = outputs & self.taken
        if clash:
            raise ExportError(f"a column is called as an output: {', '.join(sorted(clash))}")

    def _free(self, name: str) -> str:
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def build(self) -> etree._Element:
        root = etree.Element(_tag("PMML"), {"version": "4.4"}, nsmap={None: NAMESPACE})
        header = _add(root, "Header", description=self.card.name)
        _add(header, "Application", name="Plainscore")
        annotation = _add(header, "Annotation")
        annotation.text = (
            f"Scores from {self.card.lowest_score} to {self.card.highest_score}, higher is safer. "
            f"Digest {self.card.digest}. Reasons compare with {self.rules.reference_version}."
        )
        self._dictionary(root)
        model = _add(
            root,
            "Scorecard",
            modelName=self.card.name,
            functionName="regression",
            initialScore=str(self.rules.base_points),
            useReasonCodes="true",
            reasonCodeAlgorithm="pointsBelow",
            baselineMethod="other",
        )
        schema = _add(model, "MiningSchema")
        for name in self._columns():
            _add(schema, "MiningField", name=name, invalidValueTreatment="asIs")
        self._output(_add(model, "Output"))
        if self.trimmed:
            self._trim(_add(model, "LocalTransformations"))
        self._characteristics(_add(model, "Characteristics"))
        return root

    def _columns(self) -> list[str]:
        gate = [] if self.rules.gate is None else [self.rules.gate]
        return [*(feature.name for feature in self.rules.features), *gate]

    def _dictionary(self, root: etree._Element) -> None:
        names = self._columns()
        dictionary = _add(root, "DataDictionary", numberOfFields=str(len(names)))
        for feature in self.rules.features:
            categorical = isinstance(feature, CategoryRules)
            _add(
                dictionary,
                "DataField",
                name=feature.name,
                displayName=feature.label,
                optype="categorical" if categorical else "continuous",
                dataType="string" if categorical else "double",
            )
        if self.rules.gate is not None:
            _add(
                dictionary,
                "DataField",
                name=self.rules.gate,
                optype="categorical",
                dataType="boolean",
            )

    def _output(self, output: etree._Element) -> None:
        _add(
            output,
            "OutputField",
            name=self.raw_score,
            optype="continuous",
            dataType="double",
            feature="predictedValue",
            isFinalResult="false",
        )
        for rank in self.ranks:
            _add(
                output,
                "OutputField",
                name=self.ranked[rank],
                optype="categorical",
                dataType="string",
                feature="reasonCode",
                rank=str(rank),
                isFinalResult="false",
            )
        _field(self._gated(self._transformed(output, "score", "integer")), self.raw_score)
        self._probability(self._gated(self._transformed(output, "probability_bad", "double")))
        for rank in self.ranks:
            self._reason_code(output, rank)
        for rank in self.ranks:
            self._reason(output, rank)

    def _transformed(self, output: etree._Element, name: str, kind: str) -> etree._Element:
        return _add(
            output,
            "OutputField",
            name=name,
            optype="categorical" if kind == "string" else "continuous",
            dataType=kind,
            feature="transformedValue",
        )

    def _gated(self, parent: etree._Element) -> etree._Element:
        """Return where to put what holds only under the gate."""
        if self.rules.gate is None:
            return parent
        chosen = _apply(parent, "if")
        self._open(chosen)
        return chosen

    def _open(self, parent: etree._Element) -> None:
        gate = self.rules.gate or ""
        both = _apply(parent, "and")
        _field(_apply(both, "isNotMissing"), gate)
        equal = _apply(both, "equal")
        _field(equal, gate)
        _constant(equal, "boolean", "true")

    def _probability(self, parent: etree._Element) -> None:
        share = _apply(parent, "/")
        _constant(share, "double", "1")
        odds = _apply(share, "+")
        _constant(odds, "double", "1")
        negative = _apply(_apply(odds, "exp"), "*")
        _constant(negative, "double", "-1")
        place = negative
        for line, after in zip_longest(self.rules.lines, self.rules.lines[1:]):
            if after is not None:
                place = _apply(place, "if")
                below = _apply(place, "lessThan")
                _field(below, self.raw_score)
                _constant(below, "double", str(after.lowest))
            log_odds = _apply(place, "+")
            _constant(log_odds, "double", repr(line.intercept))
            sloped = _apply(log_odds, "*")
            _constant(sloped, "double", repr(line.slope))
            _field(sloped, self.raw_score)

    def _reason_code(self, output: etree._Element, rank: int) -> None:
        field = self._transformed(output, f"reason_code_{rank}", "string")
        chosen = _apply(field, "if")
        conditions = _apply(chosen, "and")
        if rank > 1:
            _field(_apply(conditions, "isNotMissing"), f"reason_code_{rank - 1}")
        elif self.rules.gate is not None:
            self._open(conditions)
        else:
            _field(_apply(conditions, "isNotMissing"), self.ranked[rank])
        differs = _apply(conditions, "notEqual")
        _field(differs, self.ranked[rank])
        _constant(differs, "string", self.nothing_lost)
        _field(chosen, self.ranked[rank])

    def _reason(self, output: etree._Element, rank: int) -> None:
        parent = self._transformed(output, f"reason_{rank}", "string")
        if self.rules.gate is not None and rank == 1:
            parent = _apply(parent, "if")
            self._open(parent)
        code = f"reason_code_{rank}"
        mapped = _add(parent, "MapValues", outputColumn="sentence", dataType="string")
        _add(mapped, "FieldColumnPair", field=code, column="code")
        table = _add(mapped, "InlineTable")
        for (_, sentence), code_of_sentence in self.codes.items():
            row = _add(table, "row")
            _add(row, "code").text = code_of_sentence
            _add(row, "sentence").text = sentence
        if self.rules.gate is not None and rank == 1:
            _constant(parent, "string", NOT_ENOUGH)

    def _trim(self, transformations: etree._Element) -> None:
        for name, trimmed in self.trimmed.items():
            derived = _add(
                transformations,
                "DerivedField",
                name=trimmed,
                optype="categorical",
                dataType="string",
            )
            _field(_apply(derived, "trimBlanks"), name)

    def _characteristics(self, parent: etree._Element) -> None:
        for place, part in enumerate(self.rules.parts):
            target = Decimal(self.rules.reference[place]) / 100 - place * _TIE_BREAK
            characteristic = _add(
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
        marker = _add(
            parent,
            "Characteristic",
            name=f"{self.nothing_lost}_points",
            reasonCode=self.nothing_lost,
            baselineScore=_HALF_HUNDREDTH,
        )
        _add(_add(marker, "Attribute", partialScore="0"), "True")

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
                attribute = _add(parent, "Attribute", partialScore=str(pair.points[row][column]))
                label = pair.labels[row][column]
                _add(attribute, "Extension", extender=EXTENDER, name="label", value=label)
                both = _add(attribute, "CompoundPredicate", booleanOperator="and")
                row_test(both)
                column_test(both)

    def _tests(self, feature: FeatureRules) -> Iterator[tuple[Outcome, Test]]:
        """Yield what a value gets and the predicate that says so; the first that holds counts."""
        if isinstance(feature, CategoryRules):
            return self._category_tests(feature)
        return _number_tests(feature)

    def _category_tests(self, feature: CategoryRules) -> Iterator[tuple[Outcome, Test]]:
        def is_missing(parent: etree._Element) -> None:
            either = _add(parent, "CompoundPredicate", booleanOperator="or")
            _compare(either, feature.name, "isMissing")
            _compare(either, self.trimmed[feature.name], "equal", "")

        yield feature.missing, is_missing
        for texts, outcome in feature.groups:
            yield outcome, partial(_one_of, field=feature.name, values=texts)
        yield feature.other, _always

    def _attribute(
        self, parent: etree._Element, feature: FeatureRules, outcome: Outcome
    ) -> etree._Element:
        code = self.codes[feature.name, outcome.sentence]
        own = {} if code == feature.name else {"reasonCode": code}
        attribute = _add(parent, "Attribute", **own, partialScore=str(outcome.points))
        _add(attribute, "Extension", extender=EXTENDER, name="label", value=outcome.label)
        return attribute


def _always(parent: etree._Element) -> None:
    _add(parent, "True")


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
    either = _add(parent, "CompoundPredicate", booleanOperator="or")
    _compare(either, field, "lessThan", "0")
    _compare(either, field, "greaterOrEqual", "0")


def _compare(parent: etree._Element, field: str, operator: str, value: str | None = None) -> None:
    stated = {} if value is None else {"value": value}
    _add(parent, "SimplePredicate", field=field, operator=operator, **stated)


def _one_of(parent: etree._Element, field: str, values: Sequence[str]) -> None:
    if len(values) > 1:
        parent = _add(parent, "CompoundPredicate", booleanOperator="or")
    for value in values:
        _compare(parent, field, "equal", value)
