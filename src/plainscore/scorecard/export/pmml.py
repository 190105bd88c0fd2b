"""A scorecard as PMML 4.4, the exchange format of scoring engines."""

from lxml import etree

from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.export.embedding import embedded_lines
from plainscore.scorecard.export.pmml_characteristics import PmmlCharacteristics
from plainscore.scorecard.export.pmml_elements import (
    EXTENDER,
    NAMESPACE,
    add,
    add_field,
    apply,
    tag,
)
from plainscore.scorecard.export.pmml_names import PmmlNames
from plainscore.scorecard.export.pmml_outputs import PmmlOutputs
from plainscore.scorecard.export.rules import CardRules, CategoryRules, ExportError, card_rules


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
        root = _built(card, card_rules(card, reference), reasons)
    except ValueError as error:
        raise ExportError(f"XML cannot hold a text of this scorecard: {error}") from error
    lines = embedded_lines(card, xml_body(root))
    etree.indent(root)
    add(root, "Extension", extender=EXTENDER, name="document").text = "\n".join(["", *lines, ""])
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


def _built(card: Scorecard, rules: CardRules, reasons: int) -> etree._Element:
    names = PmmlNames(rules, reasons)
    root = etree.Element(tag("PMML"), {"version": "4.4"}, nsmap={None: NAMESPACE})
    header = add(root, "Header", description=card.name)
    add(header, "Application", name="Plainscore")
    annotation = add(header, "Annotation")
    annotation.text = (
        f"Scores from {card.lowest_score} to {card.highest_score}, higher is safer. "
        f"Digest {card.digest}. Reasons compare with {rules.reference_version}."
    )
    _add_dictionary(root, rules, names)
    model = add(
        root,
        "Scorecard",
        modelName=card.name,
        functionName="regression",
        initialScore=str(rules.base_points),
        useReasonCodes="true",
        reasonCodeAlgorithm="pointsBelow",
        baselineMethod="other",
    )
    schema = add(model, "MiningSchema")
    for name in names.columns:
        add(schema, "MiningField", name=name, invalidValueTreatment="asIs")
    PmmlOutputs(rules, names).write(add(model, "Output"))
    if names.trimmed:
        _trim(add(model, "LocalTransformations"), names)
    PmmlCharacteristics(rules, names).write(add(model, "Characteristics"))
    return root


def _add_dictionary(root: etree._Element, rules: CardRules, names: PmmlNames) -> None:
    dictionary = add(root, "DataDictionary", numberOfFields=str(len(names.columns)))
    for feature in rules.features:
        categorical = isinstance(feature, CategoryRules)
        add(
            dictionary,
            "DataField",
            name=feature.name,
            displayName=feature.label,
            optype="categorical" if categorical else "continuous",
            dataType="string" if categorical else "double",
        )
    if rules.gate is not None:
        add(
            dictionary,
            "DataField",
            name=rules.gate,
            optype="categorical",
            dataType="boolean",
        )


def _trim(transformations: etree._Element, names: PmmlNames) -> None:
    for name, trimmed in names.trimmed.items():
        derived = add(
            transformations,
            "DerivedField",
            name=trimmed,
            optype="categorical",
            dataType="string",
        )
        add_field(apply(derived, "trimBlanks"), name)
