"""Row formulas in Python: the same Ibis expressions that engines run, for one row at a time.

A step that looks at one row only (`plainscore.features.steps.finishing_plan_for`) is turned into a
Python function, once: each operation becomes one line of it. Null is ``None`` and follows the
rules of SQL. Engines take longer to plan such a step than Python takes to run it.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir

Row = dict[str, Any]

_ANY = {
    ops.Add: "{0} + {1}",
    ops.Subtract: "{0} - {1}",
    ops.Multiply: "{0} * {1}",
    ops.Divide: "_divide({0}, {1})",
    ops.FloorDivide: "{0} // {1}",
    ops.Equals: "{0} == {1}",
    ops.Less: "{0} < {1}",
    ops.LessEqual: "{0} <= {1}",
    ops.Greater: "{0} > {1}",
    ops.GreaterEqual: "{0} >= {1}",
    ops.Abs: "abs({0})",
    ops.Floor: "_floor({0})",
    ops.Ceil: "_ceil({0})",
    ops.Sqrt: "_sqrt({0})",
    ops.NullIf: "None if {0} == {1} else {0}",
    ops.ArrayLength: "len({0})",
    ops.ArraySum: "_sum({0})",
    ops.ArraySort: "_sort({0})",
    ops.ArrayIndex: "{0}[{1}] if -len({0}) <= {1} < len({0}) else None",
}
"""Operations that give null where they are given any."""


def _divide(part: float, whole: float) -> float:
    if whole == 0:
        return math.nan if part == 0 else math.copysign(math.inf, part)
    return part / whole


def _sum(values: list[Any]) -> Any:
    stated = [value for value in values if value is not None]
    # from left to right, as the engines add: the built-in sum compensates from Python 3.12
    total = None
    for value in stated:
        total = value if total is None else total + value
    return total


def _sort(values: list[Any]) -> list[Any]:
    stated = sorted(value for value in values if value is not None)
    return stated + [None] * (len(values) - len(stated))


_NAMES = {
    "_divide": _divide,
    "_floor": math.floor,
    "_ceil": math.ceil,
    "_sqrt": math.sqrt,
    "_sum": _sum,
    "_sort": _sort,
}


def row_function(step: ir.Table) -> Callable[[Mapping[str, Any]], Row]:
    """Return a step that looks at one row only as a Python function.

    Parameters
    ----------
    step : ibis table
        A selection of columns and formulas over them, from one unbound table.

    Returns
    -------
    callable
        From a row to a row, by the names of the columns.

    Raises
    ------
    NotImplementedError
        If the step holds an operation that is not of one row, or none known here.

    Examples
    --------
    >>> import ibis
    >>> flows = ibis.table({"paid": "float64", "due": "float64"}, name="flows")
    >>> share = row_function(flows.select(share=flows.paid / flows.due.nullif(0)))
    >>> share({"paid": 1.0, "due": 4.0}), share({"paid": 1.0, "due": 0.0})
    ({'share': 0.25}, {'share': None})
    """
    projection = step.op()
    if not isinstance(projection, ops.Project):
        raise NotImplementedError(f"{type(projection).__name__} is not of one row")
    writer = _Writer()
    values = {name: writer.write(value) for name, value in projection.values.items()}
    columns = ", ".join(f"{name!r}: {value}" for name, value in values.items())
    lines = "\n".join(f"    {line}" for line in [*writer.lines, f"return {{{columns}}}"])
    scope: dict[str, Any] = dict(_NAMES)
    code = compile(f"def run(row):\n{lines}", "<row formulas>", "exec")
    exec(code, scope)  # noqa: S102 - lines written above, from expressions of this package
    run: Callable[[Mapping[str, Any]], Row] = scope["run"]
    return run


class _Writer:
    """Writes one line of Python for each operation, and none twice."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._written: dict[ops.Node, str] = {}

    def write(self, node: Any) -> str:
        """Return the name that holds an operation's value, or the value itself."""
        if node not in self._written:
            self._written[node] = self._line(node)
        return self._written[node]

    def _keep(self, formula: str) -> str:
        name = f"v{len(self.lines)}"
        self.lines.append(f"{name} = {formula}")
        return name

    def _line(self, node: Any) -> str:  # noqa: C901, PLR0911 - one case an operation
        match node:
            case ops.Literal():
                return repr(node.value)
            case ops.Field():
                return self._field(node)
            case ops.Cast():
                return self._cast(node)
            case ops.Array():
                return self._keep(f"[{', '.join(self.write(each) for each in node.exprs)}]")
            case ops.ArraySlice():
                parts = [node.arg, node.start, node.stop]
                whole, start, stop = (None if each is None else self.write(each) for each in parts)
                return self._keep(self._unless_null([whole, stop], f"{whole}[{start}:{stop}]"))
            case ops.NotNull():
                return self._keep(f"{self.write(node.arg)} is not None")
            case ops.IfElse():
                test = self.write(node.bool_expr)
                then, other = (
                    self._as(node.dtype, each) for each in (node.true_expr, node.false_null_expr)
                )
                return self._keep(f"{then} if {test} else {other}")
            case ops.Coalesce() | ops.Least() | ops.Greatest():
                return self._of_many(node)
            case ops.And():
                left, right = self.write(node.left), self.write(node.right)
                false = f"False if {left} is False or {right} is False"
                return self._keep(f"{false} else {self._unless_null([left, right], 'True')}")
        if type(node) not in _ANY:
            raise NotImplementedError(f"{type(node).__name__} is no operation of one row")
        arguments = [self.write(each) for each in node.args if isinstance(each, ops.Node)]
        return self._keep(self._unless_null(arguments, _ANY[type(node)].format(*arguments)))

    def _field(self, node: ops.Field) -> str:
        source = node.rel
        while isinstance(source, ops.Sort):
            source = source.parent
        if isinstance(source, ops.Project):
            return self.write(source.values[node.name])
        if not isinstance(source, ops.UnboundTable):
            raise NotImplementedError(f"{type(source).__name__} is not of one row")
        return self._keep(f"row[{node.name!r}]")

    def _cast(self, node: ops.Cast) -> str:
        value = self.write(node.arg)
        match node.to:
            case dt.Floating():
                return self._keep(self._unless_null([value], f"float({value})"))
            case dt.Integer() if node.arg.dtype.is_integer() or node.arg.dtype.is_boolean():
                return self._keep(self._unless_null([value], f"int({value})"))
        raise NotImplementedError(f"a cast from {node.arg.dtype} to {node.to}")

    def _as(self, kind: dt.DataType, node: Any) -> str:
        """Return a value that stands for a float as one, where it was a whole number."""
        value = self.write(node)
        if not kind.is_floating() or not node.dtype.is_integer():
            return value
        return self._keep(self._unless_null([value], f"float({value})"))

    def _of_many(self, node: Any) -> str:
        arguments = [self._as(node.dtype, each) for each in node.arg]
        stated = f"[each for each in ({', '.join(arguments)},) if each is not None]"
        if isinstance(node, ops.Coalesce):
            chain = " else ".join(f"{each} if {each} is not None" for each in arguments[:-1])
            return self._keep(f"{chain} else {arguments[-1]}")
        which = "min" if isinstance(node, ops.Least) else "max"
        return self._keep(f"{which}({stated}, default=None)")

    @staticmethod
    def _unless_null(arguments: list[Any], formula: str) -> str:
        named = [each for each in arguments if each is not None and not _is_stated(each)]
        if not named:
            return formula
        tests = " or ".join(f"{each} is None" for each in dict.fromkeys(named))
        return f"None if {tests} else {formula}"


def _is_stated(value: str) -> bool:
    """Return whether a value is a literal that is not null."""
    return value != "None" and not value.startswith("v")
