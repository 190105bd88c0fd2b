"""`CardContent`: what a scorecard document holds, and that its parts fit together."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from plainscore.scorecard import encoding
from plainscore.scorecard.calibration import Calibration
from plainscore.scorecard.edit_record import EditRecord
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.fitted_on import FittedOn
from plainscore.scorecard.pair import ScoredPair, check_pairs
from plainscore.scorecard.reference import ALL_APPLICANTS, BEST_BIN, PLACES, Reference
from plainscore.scorecard.scaling import HIGHEST_SCORE, LOWEST_SCORE, Scaling
from plainscore.scorecard.verdict import Verdict


@dataclass(frozen=True)
class CardContent:
    """The content of a scorecard, apart from what is done with it; see `Scorecard`."""

    name: str
    features: tuple[ScoredFeature, ...]
    base_points: int
    scaling: Scaling
    calibration: Calibration
    references: tuple[Reference, ...]
    excluded: tuple[Verdict, ...]
    fitted_on: FittedOn
    gate: str | None = None
    created_on: str | None = None
    edits: tuple[EditRecord, ...] = ()
    pairs: tuple[ScoredPair, ...] = ()

    def __post_init__(self) -> None:
        names = self.part_names
        if len(set(names)) != len(names):
            raise ValueError("a scorecard holds each feature once")
        check_pairs(self.features, self.pairs)
        if not LOWEST_SCORE <= self.lowest_score <= self.highest_score <= HIGHEST_SCORE:
            raise ValueError(
                f"scores from {self.lowest_score} to {self.highest_score} leave the range "
                f"{LOWEST_SCORE} to {HIGHEST_SCORE}"
            )
        if not self.references:
            raise ValueError("a scorecard needs at least one reference for its reasons")
        if any(len(each.points) != len(names) for each in self.references):
            raise ValueError("a reference needs points for every feature and pair")

    def __getstate__(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in self.__dataclass_fields__}

    @property
    def lowest_score(self) -> int:
        """The least score; with pairs, one that no score is below."""
        return self.base_points

    @property
    def highest_score(self) -> int:
        """The greatest score; with pairs, one that no score is above."""
        return self.base_points + sum(part.max_points for part in self.parts)

    @property
    def parts(self) -> tuple[ScoredFeature | ScoredPair, ...]:
        """All that has points: features, then pairs."""
        return (*self.features, *self.pairs)

    @property
    def part_names(self) -> tuple[str, ...]:
        """Names of the parts, in the order of `points` and of references."""
        return tuple(part.name for part in self.parts)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Columns the scorecard reads, the gate apart."""
        return tuple(feature.name for feature in self.features)

    def reference(self, kind: str | None = None) -> Reference:
        """Return a reference by kind; the default one without a kind.

        Parameters
        ----------
        kind : str, optional
            ``"all_applicants"``, ``"cut_off"`` or ``"best_bin"`` (which every scorecard has).

        Returns
        -------
        Reference
            The reference.

        Raises
        ------
        ValueError
            If the document does not hold it.
        """
        if kind is None:
            return self.references[0]
        for each in self.references:
            if each.kind == kind:
                return each
        if kind == BEST_BIN:
            best = tuple(Decimal(part.max_points).quantize(PLACES) for part in self.parts)
            return Reference(BEST_BIN, "the best group of every feature", best)
        held = ", ".join(each.kind for each in self.references)
        raise ValueError(f"the scorecard has no reference {kind!r}; it has {held}")

    def with_reference(self, reference: Reference) -> Self:
        """Return the same scorecard with one more reference, or one replaced.

        Parameters
        ----------
        reference : Reference
            The reference; it takes the place of one of its kind.

        Returns
        -------
        Scorecard
            A new document with a new digest. The default stays the first.
        """
        kept = [each for each in self.references if each.kind != reference.kind]
        place = 0 if reference.kind == ALL_APPLICANTS else len(kept)
        kept.insert(place, reference)
        return replace(self, references=tuple(kept))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the document's canonical bytes, in hexadecimal."""
        return encoding.digest(self)
