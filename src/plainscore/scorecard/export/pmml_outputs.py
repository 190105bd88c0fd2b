"""What a PMML file gives of a person: the score, the probability and the reasons."""

from itertools import zip_longest

from lxml import etree

from plainscore.scorecard.export.pmml_elements import add, add_constant, add_field, apply
from plainscore.scorecard.export.pmml_names import PmmlNames
from plainscore.scorecard.export.rules import NOT_ENOUGH, CardRules


class PmmlOutputs:
    """Writes the outputs, of which each may rest on those before it.

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

    def write(self, output: etree._Element) -> None:
        """Write all fields of the element of outputs."""
        add(
            output,
            "OutputField",
            name=self.names.raw_score,
            optype="continuous",
            dataType="double",
            feature="predictedValue",
            isFinalResult="false",
        )
        for rank in self.names.ranks:
            add(
                output,
                "OutputField",
                name=self.names.ranked[rank],
                optype="categorical",
                dataType="string",
                feature="reasonCode",
                rank=str(rank),
                isFinalResult="false",
            )
        add_field(self._gated(self._transformed(output, "score", "integer")), self.names.raw_score)
        self._probability(self._gated(self._transformed(output, "probability_bad", "double")))
        for rank in self.names.ranks:
            self._reason_code(output, rank)
        for rank in self.names.ranks:
            self._reason(output, rank)

    def _transformed(self, output: etree._Element, name: str, kind: str) -> etree._Element:
        return add(
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
        chosen = apply(parent, "if")
        self._open(chosen)
        return chosen

    def _open(self, parent: etree._Element) -> None:
        gate = self.rules.gate or ""
        both = apply(parent, "and")
        add_field(apply(both, "isNotMissing"), gate)
        equal = apply(both, "equal")
        add_field(equal, gate)
        add_constant(equal, "boolean", "true")

    def _probability(self, parent: etree._Element) -> None:
        share = apply(parent, "/")
        add_constant(share, "double", "1")
        odds = apply(share, "+")
        add_constant(odds, "double", "1")
        negative = apply(apply(odds, "exp"), "*")
        add_constant(negative, "double", "-1")
        place = negative
        for line, after in zip_longest(self.rules.lines, self.rules.lines[1:]):
            if after is not None:
                place = apply(place, "if")
                below = apply(place, "lessThan")
                add_field(below, self.names.raw_score)
                add_constant(below, "double", str(after.lowest))
            log_odds = apply(place, "+")
            add_constant(log_odds, "double", repr(line.intercept))
            sloped = apply(log_odds, "*")
            add_constant(sloped, "double", repr(line.slope))
            add_field(sloped, self.names.raw_score)

    def _reason_code(self, output: etree._Element, rank: int) -> None:
        field = self._transformed(output, f"reason_code_{rank}", "string")
        chosen = apply(field, "if")
        conditions = apply(chosen, "and")
        if rank > 1:
            add_field(apply(conditions, "isNotMissing"), f"reason_code_{rank - 1}")
        elif self.rules.gate is not None:
            self._open(conditions)
        else:
            add_field(apply(conditions, "isNotMissing"), self.names.ranked[rank])
        differs = apply(conditions, "notEqual")
        add_field(differs, self.names.ranked[rank])
        add_constant(differs, "string", self.names.nothing_lost)
        add_field(chosen, self.names.ranked[rank])

    def _reason(self, output: etree._Element, rank: int) -> None:
        parent = self._transformed(output, f"reason_{rank}", "string")
        if self.rules.gate is not None and rank == 1:
            parent = apply(parent, "if")
            self._open(parent)
        code = f"reason_code_{rank}"
        mapped = add(parent, "MapValues", outputColumn="sentence", dataType="string")
        add(mapped, "FieldColumnPair", field=code, column="code")
        table = add(mapped, "InlineTable")
        for (_, sentence), code_of_sentence in self.names.codes.items():
            row = add(table, "row")
            add(row, "code").text = code_of_sentence
            add(row, "sentence").text = sentence
        if self.rules.gate is not None and rank == 1:
            add_constant(parent, "string", NOT_ENOUGH)
