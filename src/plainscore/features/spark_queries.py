"""A plan as the queries that Spark runs: what is read once is part of the query that reads it."""

from dataclasses import dataclass
from functools import cache

from plainscore.features.plan import Step


@dataclass(frozen=True, slots=True)
class Query:
    """One kept table, or the result.

    Parameters
    ----------
    name : str
        The name of the step it ends with.
    text : str
        The query in Spark's SQL.
    reads : frozenset of str
        Names of the tables it reads: kept ones, and those that the plan starts from.
    """

    name: str
    text: str
    reads: frozenset[str]


@cache
def spark_queries(steps: tuple[Step, ...], dialect: str) -> tuple[Query, ...]:
    """Return the queries of a plan, in order; the last one is its result.

    Every kept table costs a cluster a stage and the writing of its rows, so a step stands alone
    only if its rows are read more than once.

    Parameters
    ----------
    steps : tuple of Step
        The plan.
    dialect : str
        Name of Ibis's dialect for Spark.

    Examples
    --------
    >>> import ibis
    >>> from plainscore.features.plan import Plan
    >>> from plainscore.features.spark_session import spark_dialect
    >>> plan = Plan()
    >>> numbers = ibis.table({"number": "int64"}, name="numbers")
    >>> doubled = plan.keep("doubled", numbers.select(twice=numbers.number * 2))
    >>> total = plan.keep("total", doubled.aggregate(total=doubled.twice.sum()))
    >>> [query] = spark_queries(plan.steps, spark_dialect())
    >>> query.name, sorted(query.reads)
    ('total', ['numbers'])
    """
    texts = {step.name: step.sql(dialect) for step in steps}
    inside: dict[str, tuple[str, ...]] = {}
    queries = []
    for place, step in enumerate(steps):
        # in the order of the plan: each part may read those before it
        within = {part for name in step.reads & inside.keys() for part in inside[name]}
        parts = tuple(part for part in steps[:place] if part.name in within)
        if place + 1 < len(steps) and _times_read(step.name, texts) == 1:
            inside[step.name] = (*(part.name for part in parts), step.name)
            continue
        reads = step.reads.union(*(part.reads for part in parts)) - {part.name for part in parts}
        queries.append(Query(step.name, _nested(parts, texts, texts[step.name]), reads))
    return tuple(queries)


def _times_read(name: str, texts: dict[str, str]) -> int:
    # Ibis gives every table of a query another name, once for each time that it is read
    return sum(text.count(f"`{name}` AS") for text in texts.values())


def _nested(parts: tuple[Step, ...], texts: dict[str, str], query: str) -> str:
    if not parts:
        return query
    named = ",\n".join(f"`{part.name}` AS (\n{texts[part.name]}\n)" for part in parts)
    return f"WITH {named}\n({query})"
