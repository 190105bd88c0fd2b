"""Whether live scores are still what they were: observations beside the scorecard's own bins."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, case, func, select, true

from plainscore.scorecard import Scorecard
from plainscore.service.database.schema import observations

if TYPE_CHECKING:
    from plainscore.validation.monitoring import Monitoring, Tallies

FLAGS = ("disputed", "overridden")


def live_monitoring(connection: Connection, card: Scorecard) -> "Monitoring | None":
    """Compare each month's live scores with the training sample and the first month.

    Characteristic stability is measured against the rows of the training sample in the
    scorecard's own bins; the score itself, what could not be scored and what was disputed or
    overridden, of which the document knows nothing, against the first month of use.

    Parameters
    ----------
    connection : Connection
        A transaction of an analyst, an auditor, or the task that watches.
    card : Scorecard
        The scorecard.

    Returns
    -------
    Monitoring or None
        One sample a month; None where nothing was scored with it yet.
    """
    # statistics that no score needs
    from plainscore.validation.monitoring import Tallies, monitor  # noqa: PLC0415 - slow
    from plainscore.validation.monitoring.tallies import SCORES  # noqa: PLC0415 - slow

    months = monthly_tallies(connection, card)
    if not months:
        return None
    first = next(iter(months.values()))
    nothing = np.zeros(SCORES, np.int64)
    baseline = Tallies(
        rows=first.rows,
        scored=first.scored,
        bins=tuple(
            np.array([each.count for each in feature.binning.bins], np.int64)
            for feature in card.features
        ),
        scores=first.scores,
        first_reason=np.zeros(len(card.part_names) + 1, np.int64),
        goods=nothing,
        bads=nothing,
        flags=first.flags,
    )
    return monitor(card, baseline, months)


def monthly_tallies(connection: Connection, card: Scorecard) -> "dict[str, Tallies]":
    """Count the observations of a scorecard by month, in the database.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read observations.
    card : Scorecard
        The scorecard.

    Returns
    -------
    dict of str to Tallies
        By month, ``2026-03``, in order; without outcomes and without reasons.
    """
    from plainscore.validation.monitoring import Tallies  # noqa: PLC0415 - slow
    from plainscore.validation.monitoring.tallies import SCORES  # noqa: PLC0415 - slow

    table = observations.c
    month = func.date_trunc("month", table.day)
    of_card = table.scorecard_digest == card.digest
    disputed = table.disputed | (table.cause == "dispute")
    totals = connection.execute(
        select(
            month,
            func.count(),
            func.count(table.score),
            func.sum(case((disputed, 1), else_=0)),
            func.sum(case((table.cause == "review", 1), else_=0)),
        )
        .where(of_card)
        .group_by(month)
        .order_by(month)
    ).all()
    scores = connection.execute(
        select(month, table.score, func.count())
        .where(of_card, table.score.is_not(None))
        .group_by(month, table.score)
    ).all()
    each = func.jsonb_each_text(table.bins).table_valued("key", "value").lateral()
    bins = connection.execute(
        select(month, each.c.key, each.c.value, func.count())
        .select_from(observations.join(each, true()))
        .where(of_card)
        .group_by(month, each.c.key, each.c.value)
    ).all()
    found = {}
    for start, rows, scored, contested, overridden in totals:
        counts = _counts(card, ((k, int(v), n) for m, k, v, n in bins if m == start))
        at_scores = np.zeros(SCORES, np.int64)
        for m, score, n in scores:
            if m == start:
                at_scores[score] = n
        found[_name(start)] = Tallies(
            rows=rows,
            scored=scored,
            bins=counts,
            scores=at_scores,
            first_reason=np.zeros(len(card.part_names) + 1, np.int64),
            goods=np.zeros(SCORES, np.int64),
            bads=np.zeros(SCORES, np.int64),
            flags=dict(zip(FLAGS, ((int(contested), rows), (int(overridden), rows)), strict=True)),
        )
    return found


def _counts(
    card: Scorecard, counted: Iterable[tuple[str, int, int]]
) -> tuple[npt.NDArray[np.int64], ...]:
    by_feature = {
        feature.name: np.zeros(len(feature.binning.bins), np.int64) for feature in card.features
    }
    for name, place, count in counted:
        by_feature[name][place] = count
    return tuple(by_feature.values())


def _name(month: date) -> str:
    return f"{month:%Y-%m}"
