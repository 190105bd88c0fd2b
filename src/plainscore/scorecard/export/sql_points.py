"""The steps of a query that turn values into points."""

from collections.abc import Sequence

from sqlglot import exp

from plainscore.scorecard.export.rules import CardRules, CategoryRules, FeatureRules, Outcome
from plainscore.scorecard.export.sql_dialects import SqlDialect
from plainscore.scorecard.export.sql_nodes import all_of, case, column_of, labelled, quoted, whole


class PointsSteps:
    """Builds them from the step ``inputs``, which has ``value_1``... in the order of features.

    Parameters
    ----------
    dialect : SqlDialect
        What the database does its own way.
    rules : CardRules
        What is decided.
    """

    def __init__(self, dialect: SqlDialect, rules: CardRules) -> None:
        self.dialect = dialect
        self.rules = rules

    def found(self, kept: Sequence[str]) -> exp.Select:
        """Return the step that finds the points of every feature, with columns carried along."""
        found = []
        for place, feature in enumerate(self.rules.features, 1):
            branches, rest = self._branches(place, feature)
            points = [(test, labelled(outcome.points, label)) for test, outcome, label in branches]
            found.append(
                exp.alias_(
                    case(points, labelled(rest.points, rest.label)), quoted(f"points_{place}")
                )
            )
            if len(feature.sentences) > 1:
                said = exp.alias_(self._said(place, feature), quoted(f"said_{place}"))
                found.append(said)
        for number, pair in enumerate(self.rules.pairs, 1):
            for side, (place, groups) in zip(("row", "column"), pair.sides, strict=True):
                group = self._group(place + 1, self.rules.features[place], groups)
                found.append(exp.alias_(group, quoted(f"{side}_{number}")))
        return exp.Select(expressions=[*map(column_of, kept), *found]).from_(quoted("inputs"))

    def _said(self, place: int, feature: FeatureRules) -> exp.Expression:
        """Return which of the feature's sentences the value would call for."""
        branches, _ = self._branches(place, feature)
        numbers = {sentence: number for number, sentence in enumerate(feature.sentences)}
        # of these branches no two hold at once, so those of the first sentence can be left out
        told = [
            (test, labelled(numbers[outcome.sentence], label))
            for test, outcome, label in branches
            if numbers[outcome.sentence]
        ]
        return case(told, whole(0))

    def _group(self, place: int, feature: FeatureRules, groups: tuple[int, ...]) -> exp.Expression:
        """Return which row, or column, of a pair's table the value calls for."""
        branches, rest = self._branches(place, feature)
        return case(
            [(test, labelled(groups[outcome.bin], label)) for test, outcome, label in branches],
            labelled(groups[rest.bin], rest.label),
        )

    def together(self) -> exp.Select:
        """Return the step that finds the points of every pair, after `found`."""
        found = []
        for number, pair in enumerate(self.rules.pairs, 1):
            cell = exp.Add(
                this=exp.Mul(this=column_of(f"row_{number}"), expression=whole(pair.columns)),
                expression=column_of(f"column_{number}"),
            )
            branches: list[tuple[exp.Expression, exp.Expression]] = [
                (exp.In(this=cell.copy(), expressions=list(map(whole, cells))), whole(points))
                for points, cells in pair.cells_by_points().items()
            ]
            points = case(branches, whole(0)) if branches else whole(0)
            place = len(self.rules.features) + number
            found.append(exp.alias_(points, quoted(f"points_{place}")))
        return exp.Select(expressions=[all_of("points"), *found]).from_(quoted("points"))

    def _branches(
        self, place: int, feature: FeatureRules
    ) -> tuple[list[tuple[exp.Expression, Outcome, str]], Outcome]:
        """Return tests in order, each with its outcome and a label, and the outcome of the rest."""
        value = column_of(f"value_{place}")
        is_null = exp.Is(this=value, expression=exp.Null())
        missing = f"{feature.name}: {feature.missing.label}"
        if isinstance(feature, CategoryRules):
            return [
                (is_null, feature.missing, missing),
                *(
                    (self.dialect.among(value, texts), outcome, outcome.label)
                    for texts, outcome in feature.groups
                ),
                (self.dialect.is_blank(value), feature.missing, "blank text"),
            ], feature.other
        is_missing: exp.Expression = is_null
        if self.dialect.is_nan is not None:
            is_missing = exp.Or(this=is_null, expression=self.dialect.is_nan(value))
        branches = [(is_missing, feature.missing, missing)]
        for codes, outcome in feature.specials:
            numbers = [self.dialect.number(code) for code in codes]
            special = (
                exp.EQ(this=value, expression=numbers[0])
                if len(numbers) == 1
                else exp.In(this=value, expressions=numbers)
            )
            branches.append((special, outcome, outcome.label))
        for bound, outcome in feature.intervals:
            if bound is not None:
                below = exp.LT(this=value, expression=self.dialect.number(bound))
                branches.append((below, outcome, outcome.label))
        return branches, feature.intervals[-1][1]
