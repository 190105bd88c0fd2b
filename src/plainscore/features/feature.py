"""`Feature`: one fact about how a person pays, as an immutable value."""

from dataclasses import dataclass, field

import ibis.expr.operations as ops
import ibis.expr.types as ir

from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.folded import FOLDED, HISTORY, part_of
from plainscore.records import SCHEMAS


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One fact about how a person pays: its meaning for people and its formula for engines.

    Parameters
    ----------
    name : str
        Stable name: the column of the features table.
    factor : Factor
        The group it belongs to.
    label : str
        Short name for pages.
    formula : str
        What is computed, in plain text.
    window_days : int
        How far back it looks, in days; 0 for the state at the moment of the application.
    least_history_days : int
        Days of account history below which it is null; 0 when it needs no account history.
    direction : Direction
        How risk is expected to move with it.
    unit : Unit
        What it counts in.
    sentence : str
        What a person reads when it costs points: plain words, second person, no blame.
    needs : tuple of str
        Tables of the records it is computed from.
    expression : ibis.expr.types.NumericValue
        Its value from the columns of `plainscore.features.folded.FOLDED`.

    Raises
    ------
    ValueError
        If a needed table does not exist or the expression reaches beyond the folded table.
    KeyError
        If a column it reads belongs to no part of the folded table.

    Examples
    --------
    >>> from plainscore.features import CATALOGUE
    >>> ratio = CATALOGUE["housing_ratio"]
    >>> ratio.unit.value, ratio.direction.value, ratio.columns
    ('ratio', 'higher_is_riskier', ('housing_90', 'housing_returned_90', 'income_90'))
    """

    name: str
    factor: Factor
    label: str
    formula: str
    window_days: int
    least_history_days: int
    direction: Direction
    unit: Unit
    sentence: str
    needs: tuple[str, ...]
    expression: ir.NumericValue = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        unknown = [table for table in self.needs if table not in SCHEMAS]
        if unknown:
            raise ValueError(f"feature {self.name} needs {', '.join(unknown)}: no such table")
        sources = self.expression.op().find(ops.UnboundTable)
        if any(source != FOLDED.op() for source in sources):
            raise ValueError(f"feature {self.name} may only read columns of the folded table")
        for column in self.columns:
            part_of(column)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the folded table that the formula reads, sorted.

        Examples
        --------
        >>> from plainscore.features import CATALOGUE
        >>> CATALOGUE["net_flow_ratio"].columns
        ('inflow_90', 'outgoings_90')
        """
        return tuple(sorted({found.name for found in self.expression.op().find(ops.Field)}))

    def gated(self) -> ir.NumericValue:
        """Return the expression, null where the history is too short for it.

        Examples
        --------
        >>> from plainscore.features import CATALOGUE
        >>> gated = CATALOGUE["net_flow_ratio"].gated()
        >>> str(gated.type())
        'float64'
        """
        value = self.expression.cast("float64")
        if self.least_history_days == 0:
            return value
        return (FOLDED[HISTORY] >= self.least_history_days).ifelse(value, None).cast("float64")
