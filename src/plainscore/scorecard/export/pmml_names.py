"""What the columns, codes and fields of one PMML file are called, none of them twice."""

from plainscore.scorecard.export.rules import CardRules, CategoryRules, ExportError


class PmmlNames:
    """Names of what a file makes up beside the scorecard's columns.

    Parameters
    ----------
    rules : CardRules
        The rules of the scorecard.
    reasons : int
        Most reasons.

    Raises
    ------
    ExportError
        If a column is called as an output.
    """

    def __init__(self, rules: CardRules, reasons: int) -> None:
        gate = [] if rules.gate is None else [rules.gate]
        self.columns = [*(feature.name for feature in rules.features), *gate]
        self.ranks = range(1, min(reasons, len(rules.parts)) + 1)
        self.taken = set(self.columns)
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
