"""The steps from records to features: the passes in order, and nothing else."""

from functools import cache

import ibis
import ibis.expr.types as ir

from plainscore.features import balances, stream_fold, sums, tradeline_fold
from plainscore.features.catalogue import CATALOGUE
from plainscore.features.feature import Feature
from plainscore.features.flows import FLOW_COLUMNS
from plainscore.features.folded import APPLICATION, FOLDED, Part, part_of
from plainscore.features.gates import GATES
from plainscore.features.plan import Plan, Step, widened
from plainscore.features.readable import READABLE, readable_table
from plainscore.features.sight import links

MOMENTS = {
    "application_id": "string",
    "person_id": "string",
    "as_of": "timestamp('UTC', 6)",
    APPLICATION: "int32",
    "as_of_date": "date",
}
"""Columns of the applications as the plan reads them."""


PIECES = {
    Part.SUMS: ("flows", FLOW_COLUMNS),
    Part.DAYS: ("day_pieces", balances.DAY_COLUMNS),
    Part.STREAMS: ("stream_pieces", stream_fold.STREAM_COLUMNS),
}
"""Tables from which the parts of the folded table follow row by row, and their columns."""


@cache
def plan_for(chosen: tuple[str, ...]) -> tuple[Step, ...]:
    """Return the steps from records to a table of features.

    Parameters
    ----------
    chosen : tuple of str
        Names of features, in the order of the catalogue.

    Returns
    -------
    tuple of Step
        What an engine has to run, given the tables of the records under their names and the
        applications as ``moments`` (with ``application``, their position, and ``as_of_date``).
        The last step is the result.

    Examples
    --------
    >>> steps = plan_for(("housing_ratio",))
    >>> [step.name for step in steps if "transactions" in step.reads]
    ['sums', 'days', 'candidates']
    """
    features = [CATALOGUE[name] for name in chosen]
    parts = parts_of(chosen)
    plan = Plan()
    moments = ibis.table(MOMENTS, name="moments")
    accounts, transactions, *credit = (readable_table(name) for name in READABLE)
    every_link = plan.keep("links", links(moments, accounts))
    grouped = plan.keep("sums", sums.grouped(transactions, every_link))
    currencies = plan.keep("currencies", sums.main_currency(grouped, every_link))
    linked = plan.keep("main_links", every_link.semi_join(currencies, ["application", "currency"]))
    flows = sums.fold(plan, grouped, linked, currencies)
    folded = {Part.SUMS: sums.finish(plan, flows)}
    days = balances.fold(plan, transactions, linked, folded[Part.SUMS])
    folded[Part.DAYS] = balances.finish(plan, days)
    if Part.STREAMS in parts:
        streams = stream_fold.fold(plan, transactions, linked)
        folded[Part.STREAMS] = stream_fold.finish(plan, streams)
    if Part.TRADELINES in parts:
        folded[Part.TRADELINES] = tradeline_fold.fold(plan, moments, *credit)
    return _joined(plan, moments, folded, features)


@cache
def finishing_plan_for(chosen: tuple[str, ...]) -> tuple[Step, ...]:
    """Return the steps from the tables of `PIECES` to a table of features.

    Parameters
    ----------
    chosen : tuple of str
        Names of features, in the order of the catalogue.

    Returns
    -------
    tuple of Step
        What an engine has to run, given the tables of `PIECES` and the tables of credit of the
        records under their names, and the applications as ``moments``. These are steps of
        `plan_for`.

    Examples
    --------
    >>> steps = finishing_plan_for(tuple(CATALOGUE))
    >>> any("transactions" in step.reads for step in steps)
    False
    """
    features = [CATALOGUE[name] for name in chosen]
    parts = parts_of(chosen)
    plan = Plan()
    moments = ibis.table(MOMENTS, name="moments")
    pieces = {
        part: ibis.table({APPLICATION: "int32", **columns}, name=name)
        for part, (name, columns) in PIECES.items()
    }
    folded = {
        Part.SUMS: sums.finish(plan, pieces[Part.SUMS]),
        Part.DAYS: balances.finish(plan, pieces[Part.DAYS]),
    }
    if Part.STREAMS in parts:
        folded[Part.STREAMS] = stream_fold.finish(plan, pieces[Part.STREAMS])
    if Part.TRADELINES in parts:
        credit = (readable_table(name) for name in ("tradelines", "tradeline_months"))
        folded[Part.TRADELINES] = tradeline_fold.fold(plan, moments, *credit)
    return _joined(plan, moments, folded, features)


def parts_of(chosen: tuple[str, ...]) -> frozenset[Part]:
    """Return the parts of the folded table that features read.

    Examples
    --------
    >>> sorted(parts_of(("utilisation_max_line",)))
    [<Part.TRADELINES: 'tradelines'>]
    """
    return frozenset(part_of(column) for name in chosen for column in CATALOGUE[name].columns)


def _joined(
    plan: Plan, moments: ir.Table, folded: dict[Part, ir.Table], features: list[Feature]
) -> tuple[Step, ...]:
    """Add the folded table and the result to a plan, and return its steps."""
    asked = moments.select(APPLICATION, "application_id")
    plan.keep(FOLDED.get_name(), widened(asked, folded.values(), APPLICATION))
    plan.keep("features", _features_table(features))
    return plan.steps


def _features_table(chosen: list[Feature]) -> ir.Table:
    """Return the columns of the result as formulas over the folded table."""
    return FOLDED.order_by(APPLICATION).select(
        "application_id",
        **{name: gate.expression for name, gate in GATES.items()},
        **{feature.name: feature.gated() for feature in chosen},
    )
