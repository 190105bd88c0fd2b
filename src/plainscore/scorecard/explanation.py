"""`Explanation`: one score, point by point."""

import html
from dataclasses import dataclass
from decimal import Decimal

from plainscore.scorecard.reasons import Reason
from plainscore.scorecard.scaling import HIGHEST_SCORE, LOWEST_SCORE


@dataclass(frozen=True, slots=True)
class ExplainedFeature:
    """What one feature, or pair of features, contributed to one score.

    Parameters
    ----------
    feature, label, factor : str
        Name, label and factor of the feature.
    value : str
        The person's value with its unit; ``"missing"`` where there is none.
    bin : str
        Label of the bin it falls in.
    points, max_points : int
        Points it got, and points of the best bin.
    reference_points : Decimal
        Points of the reference.
    """

    feature: str
    label: str
    factor: str
    value: str
    bin: str
    points: int
    max_points: int
    reference_points: Decimal

    @property
    def points_lost(self) -> Decimal:
        """Points lost against the reference; negative where points were gained."""
        return self.reference_points - self.points


@dataclass(frozen=True, slots=True)
class Explanation:
    """One score, from the base points through every feature.

    Parameters
    ----------
    base_points : int
        The least attainable score.
    features : tuple of ExplainedFeature
        In the order of the scorecard; its pairs, where it has any, after the features.
    score : int
        ``base_points`` plus all these points, exactly.
    lowest, highest : int
        Attainable range of this scorecard.
    probability : float
        Probability of going bad.
    reasons : tuple of Reason
        What cost most points.
    reference : str
        Version of the reference.
    reference_score : Decimal
        Score of the reference: the score plus all points lost, exactly.
    scorable : bool
        False where there is not enough information; the score is then not to be used.
    scorecard : str
        Name of the scorecard.
    digest : str
        Digest of the scorecard.
    """

    base_points: int
    features: tuple[ExplainedFeature, ...]
    score: int
    lowest: int
    highest: int
    probability: float
    reasons: tuple[Reason, ...]
    reference: str
    reference_score: Decimal
    scorable: bool
    scorecard: str
    digest: str

    def __str__(self) -> str:
        if not self.scorable:
            return "Not enough information for a score."
        header = ("", "your value", "group", "points", "of", "average")
        rows = [
            (
                each.label,
                each.value,
                each.bin,
                str(each.points),
                str(each.max_points),
                f"{each.reference_points:.1f}",
            )
            for each in self.features
        ]
        rows.insert(0, ("base points", "", "", str(self.base_points), "", ""))
        shown = [tuple(_short(cell) for cell in row) for row in (header, *rows)]
        widths = [max(len(row[place]) for row in shown) for place in range(len(header))]
        lines = [
            "  ".join(
                cell.rjust(width) if place > 2 else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in shown
        ]
        rule = "-" * max(len(line) for line in lines)
        gained = self.score - self.base_points
        scale = (
            f"Score {self.score} on the scale {LOWEST_SCORE} to {HIGHEST_SCORE} "
            f"(this scorecard gives {self.lowest} to {self.highest}; higher is safer)"
        )
        text = [
            scale,
            f"Chance of going bad: {self.probability:.1%}",
            "",
            lines[0],
            rule,
            *lines[1:],
            rule,
            f"score {self.score} = {self.base_points} base points + {gained} points",
        ]
        if self.reasons:
            text += ["", "What cost most points against the average:"]
            text += [
                f"{place}. {reason.sentence} ({reason.points_lost:.1f} points)"
                for place, reason in enumerate(self.reasons, start=1)
            ]
        return "\n".join(text)

    def _repr_html_(self) -> str:
        if not self.scorable:
            return "<p>Not enough information for a score.</p>"
        cells = "".join(
            "<tr>"
            + "".join(
                f"<td>{html.escape(str(cell))}</td>"
                for cell in (
                    each.label,
                    each.value,
                    each.bin,
                    f"{each.points} of {each.max_points}",
                    f"{each.reference_points:.1f}",
                )
            )
            + "</tr>"
            for each in self.features
        )
        reasons = "".join(
            f"<li>{html.escape(reason.sentence)} ({reason.points_lost:.1f} points)</li>"
            for reason in self.reasons
        )
        return (
            f"<p><strong>Score {self.score}</strong> ({self.lowest} to {self.highest}), chance of "
            f"going bad {self.probability:.1%}</p><table><thead><tr><th>feature</th><th>value</th>"
            f"<th>group</th><th>points</th><th>average</th></tr></thead><tbody>{cells}"
            f"</tbody></table><p>{self.base_points} base points + "
            f"{self.score - self.base_points} = {self.score}</p><ol>{reasons}</ol>"
        )


def _short(cell: str, width: int = 32) -> str:
    return cell if len(cell) <= width else cell[: width - 3] + "..."
