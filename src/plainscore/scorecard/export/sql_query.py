"""`ScoringQuery`: the syntax tree of the query that scores a table."""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from plainscore.scorecard.export.comments import one_line
from plainscore.scorecard.export.rules import (
    NOT_ENOUGH,
    CardRules,
    CategoryRules,
    ExportError,
    FeatureRules,
    NumericRules,
    Outcome,
)
from plainscore.scorecard.export.sql_dialects import SqlDialect

_TRUE = ("true", "1", "1.0", "yes")
_INPUT = "source"


def _name(text: str) -> exp.Identifier:
    return exp.to_identifier(text, quoted=True)


def _column(text: str, table: str | None = None) -> exp.Column:
    return exp.column(_name(text), table=_name(table) if table else None)


def _whole(number: int) -> exp.Expression:
    return exp.Literal.number(number)


def _labelled(number: int, label: str) -> exp.Expression:
    literal = exp.Literal.number(number)
    literal.add_comments([f" {one_line(label)} "])
    return literal


def _case(
    branches: Sequence[tuple[exp.Expression, exp.Expression]], default: exp.Expression | None
) -> exp.Case:
    return exp.Case(
        ifs=[exp.If(this=condition, true=value) for condition, value in branches], default=default
    )


class ScoringQuery:
    """Builds the tree of one query, step by step, each step a common table expression.

    The inputs are turned into doubles and texts, then into points, then into points lost; each
    further step finds the next greatest loss. No window functions, no arrays, no unpivoting: the
    same steps run on every database.

    Parameters
    ----------
    dialect : SqlDialect
        What the database does its own way.
    rules : CardRules
        What is decided.
    table : sqlglot Table
        The table to read.
    keep : tuple of str
        Columns to carry along.
    columns : mapping of str to str
        Column of the table for a feature or the gate, where it has another name.
    reasons : int
        Most reasons a row.
    """

    def __init__(
        self,
        dialect: SqlDialect,
        rules: CardRules,
        table: exp.Table,
        keep: tuple[str, ...],
        columns: Mapping[str, str],
        reasons: int,
    ) -> None:
        names = {feature.name for feature in rules.features} | ({rules.gate} - {None})
        strangers = set(columns) - names
        if strangers:
            raise ExportError(f"the scorecard has no column {', '.join(sorted(strangers))}")
        self.dialect = dialect
        self.rules = rules
        self.table = table
        self.keep = keep
        self.columns = columns
        self.reasons = reasons
        self.ranks = range(1, min(reasons, len(rules.parts)) + 1)
        self.carried = [f"keep_{place}" for place in range(1, len(keep) + 1)]

    def build(self) -> exp.Select:
        """Return the whole query."""
        steps = {
            "inputs": self._inputs(),
            "points": self._found_points(),
        }
        if self.rules.pairs:
            steps["together"] = self._pair_points()
        steps["losses"] = self._losses("together" if self.rules.pairs else "points")
        last = "losses"
        for rank in self.ranks:
            steps[f"top_{rank}"] = self._top(rank, last)
            last = f"top_{rank}"
        query = self._outputs(last)
        for name, step in steps.items():
            query = query.with_(_name(name), as_=self._separate(step), copy=False)
        return query

    def _separate(self, step: exp.Select) -> exp.Select:
        match self.dialect.barrier:
            case "offset":
                return step.offset(0, copy=False)
            case "limit":
                return step.limit(9_223_372_036_854_775_807, copy=False)
            case "hint":
                return step.hint("NO_MERGE", dialect=self.dialect.name, copy=False)
        return step

    def _inputs(self) -> exp.Select:
        dialect = self.dialect
        chosen: list[exp.Expression] = [
            exp.alias_(_column(column, _INPUT), _name(carried))
            for column, carried in zip(self.keep, self.carried, strict=True)
        ]
        for place, feature in enumerate(self.rules.features, 1):
            column = _column(self.columns.get(feature.name, feature.name), _INPUT)
            numeric = isinstance(feature, NumericRules)
            value = dialect.as_double(column) if numeric else dialect.as_text(column)
            chosen.append(exp.alias_(value, _name(f"value_{place}")))
        if self.rules.gate is not None:
            column = _column(self.columns.get(self.rules.gate, self.rules.gate), _INPUT)
            truth = exp.Lower(this=dialect.as_text(column))
            yes = exp.In(this=truth, expressions=[exp.Literal.string(text) for text in _TRUE])
            scorable = _case([(yes, _whole(1))], _whole(0))
            chosen.append(exp.alias_(scorable, _name("scorable")))
        table = exp.alias_(self.table.copy(), _name(_INPUT), table=True)
        return exp.Select(expressions=chosen).from_(table, copy=False)

    def _found_points(self) -> exp.Select:
        found = []
        for place, feature in enumerate(self.rules.features, 1):
            branches, rest = self._branches(place, feature)
            points = [(test, _labelled(outcome.points, label)) for test, outcome, label in branches]
            found.append(
                exp.alias_(
                    _case(points, _labelled(rest.points, rest.label)), _name(f"points_{place}")
                )
            )
            if len(feature.sentences) > 1:
                said = exp.alias_(self._said(place, feature), _name(f"said_{place}"))
                found.append(said)
        for number, pair in enumerate(self.rules.pairs, 1):
            for side, (place, groups) in zip(("row", "column"), pair.sides, strict=True):
                group = self._group(place + 1, self.rules.features[place], groups)
                found.append(exp.alias_(group, _name(f"{side}_{number}")))
        kept = [*self.carried, *(["scorable"] if self.rules.gate is not None else [])]
        return exp.Select(expressions=[*map(_column, kept), *found]).from_(_name("inputs"))

    def _said(self, place: int, feature: FeatureRules) -> exp.Expression:
        """Return which of the feature's sentences the value would call for."""
        branches, _ = self._branches(place, feature)
        numbers = {sentence: number for number, sentence in enumerate(feature.sentences)}
        # of these branches no two hold at once, so those of the first sentence can be left out
        told = [
            (test, _labelled(numbers[outcome.sentence], label))
            for test, outcome, label in branches
            if numbers[outcome.sentence]
        ]
        return _case(told, _whole(0))

    def _group(self, place: int, feature: FeatureRules, groups: tuple[int, ...]) -> exp.Expression:
        """Return which row, or column, of a pair's table the value calls for."""
        branches, rest = self._branches(place, feature)
        return _case(
            [(test, _labelled(groups[outcome.bin], label)) for test, outcome, label in branches],
            _labelled(groups[rest.bin], rest.label),
        )

    def _pair_points(self) -> exp.Select:
        found = []
        for number, pair in enumerate(self.rules.pairs, 1):
            cell = exp.Add(
                this=exp.Mul(this=_column(f"row_{number}"), expression=_whole(pair.columns)),
                expression=_column(f"column_{number}"),
            )
            branches: list[tuple[exp.Expression, exp.Expression]] = [
                (exp.In(this=cell.copy(), expressions=list(map(_whole, cells))), _whole(points))
                for points, cells in pair.cells_by_points().items()
            ]
            points = _case(branches, _whole(0)) if branches else _whole(0)
            place = len(self.rules.features) + number
            found.append(exp.alias_(points, _name(f"points_{place}")))
        return exp.Select(expressions=[_all("points"), *found]).from_(_name("points"))

    def _branches(
        self, place: int, feature: FeatureRules
    ) -> tuple[list[tuple[exp.Expression, Outcome, str]], Outcome]:
        """Return tests in order, each with its outcome and a label, and the outcome of the rest."""
        value = _column(f"value_{place}")
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

    def _losses(self, last: str) -> exp.Select:
        parts = self.rules.parts
        total: exp.Expression = _labelled(self.rules.base_points, "base points")
        for place in range(1, len(parts) + 1):
            total = exp.Add(this=total, expression=_column(f"points_{place}"))
        losses = [exp.alias_(total, _name("total"))]
        for place, (part, target) in enumerate(zip(parts, self.rules.reference, strict=True), 1):
            earned = exp.Mul(this=_whole(100), expression=_column(f"points_{place}"))
            width = len(parts)
            # hundredths of points lost, then the place, so that no two are equal
            key = exp.Add(
                this=exp.Mul(
                    this=exp.Paren(this=exp.Sub(this=_whole(target), expression=earned.copy())),
                    expression=_whole(width),
                ),
                expression=_labelled(
                    width - place, f"{part.name}: reference {target / 100:.2f} points"
                ),
            )
            lost = _case([(exp.LT(this=earned, expression=_whole(target)), key)], _whole(0))
            losses.append(exp.alias_(lost, _name(f"loss_{place}")))
        return exp.Select(expressions=[_all(last), *losses]).from_(_name(last))

    def _top(self, rank: int, last: str) -> exp.Select:
        losses = [_column(f"loss_{place}") for place in range(1, len(self.rules.parts) + 1)]
        values: list[exp.Expression] = list(losses)
        if rank > 1:
            above = _column(f"top_{rank - 1}")
            values = [
                _case([(exp.LT(this=loss, expression=above), loss.copy())], _whole(0))
                for loss in losses
            ]
        top = exp.alias_(self.dialect.greatest(values), _name(f"top_{rank}"))
        return exp.Select(expressions=[_all(last), top]).from_(_name(last))

    def _outputs(self, last: str) -> exp.Select:
        scored = self._outputs_of(_column("total"))
        kept = [
            exp.alias_(_column(carried), _name(column))
            for column, carried in zip(self.keep, self.carried, strict=True)
        ]
        aliases = [*self.keep, *scored]
        folded = [alias.casefold() for alias in aliases]
        twice = sorted({alias for alias in aliases if folded.count(alias.casefold()) > 1})
        if twice:
            raise ExportError(f"two columns would be called {', '.join(twice)}")
        outputs = [exp.alias_(value, _name(alias)) for alias, value in scored.items()]
        return exp.Select(expressions=[*kept, *outputs]).from_(_name(last))

    def _log_odds(self, total: exp.Expression) -> exp.Expression:
        lines = self.rules.lines
        found = [
            exp.Add(
                this=self.dialect.number(each.intercept),
                expression=exp.Mul(
                    this=self.dialect.number(each.slope),
                    expression=self.dialect.as_double(total.copy()),
                ),
            )
            for each in lines
        ]
        if len(lines) == 1:
            return found[0]
        branches = [
            (exp.LT(this=total.copy(), expression=_whole(after.lowest)), value)
            for after, value in zip(lines[1:], found[:-1], strict=True)
        ]
        return _case(branches, found[-1])

    def _outputs_of(self, total: exp.Expression) -> dict[str, exp.Expression]:
        number = self.dialect.number
        power = exp.Exp(this=exp.Neg(this=exp.Paren(this=self._log_odds(total))))
        probability = exp.Div(
            this=number(1.0), expression=exp.Paren(this=exp.Add(this=number(1.0), expression=power))
        )
        outputs: dict[str, exp.Expression] = {
            "score": self._where_scorable(total),
            "probability_bad": self._where_scorable(probability),
        }
        for place, part in enumerate(self.rules.parts, 1):
            points = self._where_scorable(_column(f"points_{place}"))
            outputs[self._points_name(place, part.name)] = points
        for rank in range(1, self.reasons + 1):
            outputs[f"reason_{rank}"] = self._reason(rank)
        return outputs

    def _points_name(self, place: int, part: str) -> str:
        name, longest = f"points_{part}", self.dialect.longest_name
        too_long = longest is not None and len(name.encode()) > longest
        return f"points_{place}" if too_long else name

    def _where_scorable(self, value: exp.Expression) -> exp.Expression:
        if self.rules.gate is None:
            return value
        return _case([(self._scorable(1), value)], None)

    def _scorable(self, truth: int) -> exp.Expression:
        return exp.EQ(this=_column("scorable"), expression=_whole(truth))

    def _reason(self, rank: int) -> exp.Expression:
        branches: list[tuple[exp.Expression, exp.Expression]] = []
        if self.rules.gate is not None:
            unable = self.dialect.string(NOT_ENOUGH) if rank == 1 else exp.Null()
            branches.append((self._scorable(0), unable))
        if rank not in self.ranks:
            return self.dialect.as_text(exp.Null())
        top = _column(f"top_{rank}")
        branches.append((exp.EQ(this=top, expression=_whole(0)), exp.Null()))
        for place, part in enumerate(self.rules.parts, 1):
            hit: exp.Expression = exp.EQ(this=top.copy(), expression=_column(f"loss_{place}"))
            for number, sentence in reversed(list(enumerate(part.sentences))):
                test = hit
                if number:
                    said = exp.EQ(this=_column(f"said_{place}"), expression=_whole(number))
                    test = exp.And(this=hit.copy(), expression=said)
                branches.append((test, self.dialect.string(sentence)))
        return _case(branches, None)


def _all(table: str) -> exp.Expression:
    return exp.Column(this=exp.Star(), table=_name(table))
