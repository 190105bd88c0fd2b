"""A scorecard as text and as HTML."""

import html
from typing import TYPE_CHECKING

from plainscore.scorecard.pair import ScoredPair, group_labels, pair_rows

if TYPE_CHECKING:
    from plainscore.scorecard.document import Scorecard


def card_text(card: "Scorecard") -> str:
    """Return a scorecard as a text that can be read and filed.

    Parameters
    ----------
    card : Scorecard
        The document.

    Returns
    -------
    str
        Head, points table, columns left out.
    """
    lines = _head(card)
    for feature in card.features:
        lines += ["", f"{feature.label} ({feature.name}), IV {feature.iv:.3f}"]
        width = min(max(len(row.bin) for row in feature.bins), 48)
        for row in feature.bins:
            label = row.bin if len(row.bin) <= width else row.bin[: width - 3] + "..."
            rate = "   none" if row.event_rate is None else f"{row.event_rate:6.1%}"
            lines.append(
                f"  {label.ljust(width)}  {row.points:4d} points  {rate} bad  {row.count:8,d} rows"
            )
    for pair in card.pairs:
        lines += ["", *_pair_lines(card, pair)]
    if card.edits:
        lines += ["", "Changed by hand:"]
        lines += [f"  {each}" for each in card.edits]
    if card.excluded:
        lines += ["", "Left out:"]
        lines += [f"  {each.name}: {each.reason}" for each in card.excluded]
    return "\n".join(lines)


def _pair_lines(card: "Scorecard", pair: ScoredPair) -> list[str]:
    first, second = (
        next(feature for feature in card.features if feature.name == name)
        for name in (pair.first, pair.second)
    )
    heads = ["", *group_labels(second, pair.second_group, pair.columns)]
    rows = [
        [label, *(f"{points} points" for points in table)]
        for label, table in zip(
            group_labels(first, pair.first_group, pair.rows), pair.points, strict=True
        )
    ]
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    lines = [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    ]
    saved = f"together save {pair.gain:.1f} nats (standard error {pair.error:.1f}) held out"
    return [f"{pair.label} ({pair.name}), {saved}; by {first.label} and {second.label}:", *lines]


def _head(card: "Scorecard") -> list[str]:
    scaling, sample = card.scaling, card.fitted_on
    shrunk = (
        f" (asked for {scaling.asked_pdo:g}; made smaller so that no score leaves 350 to 950)"
        if scaling.shrunk
        else ""
    )
    gate = [f"Only rows with {card.gate} true are scored."] if card.gate else []
    scale = (
        f"Scores from {card.lowest_score} to {card.highest_score}; {scaling.base_score} stands for "
        f"{scaling.base_odds:g} good to 1 bad; {scaling.pdo:g} points double the odds{shrunk}."
    )
    return [
        f"Scorecard {card.name}, digest {card.digest[:12]}",
        f"Fitted ({sample.method}) on {sample.rows:,} rows, {sample.bads:,} of them bad.",
        scale,
        f"Probability: {card.calibration}.",
        f"Base points {card.base_points}, and for every feature:",
        *gate,
    ]


def card_html(card: "Scorecard") -> str:
    """Return a scorecard as HTML for a notebook.

    Parameters
    ----------
    card : Scorecard
        The document.

    Returns
    -------
    str
        A heading and one table.
    """
    head = "".join(f"<p>{html.escape(line)}</p>" for line in _head(card))
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{html.escape(cell)}</td>"
            for cell in (
                row.label,
                row.bin,
                f"{row.points} of {row.max_points}",
                "" if row.event_rate is None else f"{row.event_rate:.1%}",
                f"{row.count:,}",
            )
        )
        + "</tr>"
        for row in card.points_table()
    )
    rows += "".join(
        f"<tr><td>{html.escape(pair.label)}</td><td>{html.escape(label)}</td>"
        f"<td>{points} of {pair.max_points}</td><td>"
        + (f"{bad / weight:.1%}" if weight else "")
        + f"</td><td>{weight:,.0f}</td></tr>"
        for pair in card.pairs
        for label, points, weight, bad in pair_rows(card.features, pair)
    )
    return (
        f"{head}<table><thead><tr><th>feature</th><th>group</th><th>points</th><th>bad</th>"
        f"<th>rows</th></tr></thead><tbody>{rows}</tbody></table>"
    )
