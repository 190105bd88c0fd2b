"""`ScoringQuery`: the syntax tree of the query that scores a table."""

from collections.abc import Mapping

from sqlglot import exp

from plainscore.scorecard.export.rules import (
    NOT_ENOUGH,
    CardRules,
    ExportError,
    NumericRules,
)
from plainscore.scorecard.export.sql_dialects import SqlDialect
from plainscore.scorecard.export.sql_nodes import all_of, case, column_of, labelled, quoted, whole
from plainscore.scorecard.export.sql_points import PointsSteps

_TRUE = ("true", "1", "1.0", "yes")
_INPUT = "source"


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
        points = PointsSteps(self.dialect, self.rules)
        kept = [*self.carried, *(["scorable"] if self.rules.gate is not None else [])]
        steps = {
            "inputs": self._inputs(),
            "points": points.found(kept),
        }
        if self.rules.pairs:
            steps["together"] = points.together()
        steps["losses"] = self._losses("together" if self.rules.pairs else "points")
        last = "losses"
        for rank in self.ranks:
            steps[f"top_{rank}"] = self._top(rank, last)
            last = f"top_{rank}"
        query = self._outputs(last)
        for name, step in steps.items():
            query = query.with_(quoted(name), as_=self._separate(step), copy=False)
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
            exp.alias_(column_of(column, _INPUT), quoted(carried))
            for column, carried in zip(self.keep, self.carried, strict=True)
        ]
        for place, feature in enumerate(self.rules.features, 1):
            column = column_of(self.columns.get(feature.name, feature.name), _INPUT)
            numeric = isinstance(feature, NumericRules)
            value = dialect.as_double(column) if numeric else dialect.as_text(column)
            chosen.append(exp.alias_(value, quoted(f"value_{place}")))
        if self.rules.gate is not None:
            column = column_of(self.columns.get(self.rules.gate, self.rules.gate), _INPUT)
            truth = exp.Lower(this=dialect.as_text(column))
            yes = exp.In(this=truth, expressions=[exp.Literal.string(text) for text in _TRUE])
            scorable = case([(yes, whole(1))], whole(0))
            chosen.append(exp.alias_(scorable, quoted("scorable")))
        table = exp.alias_(self.table.copy(), quoted(_INPUT), table=True)
        return exp.Select(expressions=chosen).from_(table, copy=False)

    def _losses(self, last: str) -> exp.Select:
        parts = self.rules.parts
        total: exp.Expression = labelled(self.rules.base_points, "base points")
        for place in range(1, len(parts) + 1):
            total = exp.Add(this=total, expression=column_of(f"points_{place}"))
        losses = [exp.alias_(total, quoted("total"))]
        for place, (part, target) in enumerate(zip(parts, self.rules.reference, strict=True), 1):
            earned = exp.Mul(this=whole(100), expression=column_of(f"points_{place}"))
            width = len(parts)
            # hundredths of points lost, then the place, so that no two are equal
            key = exp.Add(
                this=exp.Mul(
                    this=exp.Paren(this=exp.Sub(this=whole(target), expression=earned.copy())),
                    expression=whole(width),
                ),
                expression=labelled(
                    width - place, f"{part.name}: reference {target / 100:.2f} points"
                ),
            )
            lost = case([(exp.LT(this=earned, expression=whole(target)), key)], whole(0))
            losses.append(exp.alias_(lost, quoted(f"loss_{place}")))
        return exp.Select(expressions=[all_of(last), *losses]).from_(quoted(last))

    def _top(self, rank: int, last: str) -> exp.Select:
        losses = [column_of(f"loss_{place}") for place in range(1, len(self.rules.parts) + 1)]
        values: list[exp.Expression] = list(losses)
        if rank > 1:
            above = column_of(f"top_{rank - 1}")
            values = [
                case([(exp.LT(this=loss, expression=above), loss.copy())], whole(0))
                for loss in losses
            ]
        top = exp.alias_(self.dialect.greatest(values), quoted(f"top_{rank}"))
        return exp.Select(expressions=[all_of(last), top]).from_(quoted(last))

    def _outputs(self, last: str) -> exp.Select:
        scored = self._outputs_of(column_of("total"))
        kept = [
            exp.alias_(column_of(carried), quoted(column))
            for column, carried in zip(self.keep, self.carried, strict=True)
        ]
        aliases = [*self.keep, *scored]
        folded = [alias.casefold() for alias in aliases]
        twice = sorted({alias for alias in aliases if folded.count(alias.casefold()) > 1})
        if twice:
            raise ExportError(f"two columns would be called {', '.join(twice)}")
        outputs = [exp.alias_(value, quoted(alias)) for alias, value in scored.items()]
        return exp.Select(expressions=[*kept, *outputs]).from_(quoted(last))

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
            (exp.LT(this=total.copy(), expression=whole(after.lowest)), value)
            for after, value in zip(lines[1:], found[:-1], strict=True)
        ]
        return case(branches, found[-1])

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
            points = self._where_scorable(column_of(f"points_{place}"))
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
        return case([(self._scorable(1), value)], None)

    def _scorable(self, truth: int) -> exp.Expression:
        return exp.EQ(this=column_of("scorable"), expression=whole(truth))

    def _reason(self, rank: int) -> exp.Expression:
        branches: list[tuple[exp.Expression, exp.Expression]] = []
        if self.rules.gate is not None:
            unable = self.dialect.string(NOT_ENOUGH) if rank == 1 else exp.Null()
            branches.append((self._scorable(0), unable))
        if rank not in self.ranks:
            return self.dialect.as_text(exp.Null())
        top = column_of(f"top_{rank}")
        branches.append((exp.EQ(this=top, expression=whole(0)), exp.Null()))
        for place, part in enumerate(self.rules.parts, 1):
            hit: exp.Expression = exp.EQ(this=top.copy(), expression=column_of(f"loss_{place}"))
            for number, sentence in reversed(list(enumerate(part.sentences))):
                test = hit
                if number:
                    said = exp.EQ(this=column_of(f"said_{place}"), expression=whole(number))
                    test = exp.And(this=hit.copy(), expression=said)
                branches.append((test, self.dialect.string(sentence)))
        return case(branches, None)
