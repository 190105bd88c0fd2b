"""Looking through the cards that the rows of the fit allow, on the rows of the search."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.stats import chi2, norm

from plainscore.scorecard import Scorecard
from plainscore.validation.alternatives.choosing import (
    Tried,
    Weighed,
    area,
    promising,
    roles,
    weigh,
)
from plainscore.validation.alternatives.floor import gap_floor
from plainscore.validation.alternatives.found import Certificate
from plainscore.validation.alternatives.recipe import WEIGHTLESS, Merge, Recipe, Workshop
from plainscore.validation.alternatives.subsets import (
    Coded,
    Codes,
    Enumerated,
    Fit,
    enumerate_subsets,
    fit_subset,
)
from plainscore.validation.alternatives.trial import Bench, Terms
from plainscore.validation.fairness.measures import Bools
from plainscore.validation.tally import Floats

PENALTIES = (10.0, 100.0)
"""Ridge penalties tried beside that of the settings, as multiples of it."""

Progress = Callable[[int, int], None]
Merges = tuple[tuple[int, Merge, Floats], ...]


@dataclass(frozen=True)
class Looked:
    """What the rows of the search showed.

    Parameters
    ----------
    coded : Coded
        The rows of the fit as bins.
    codes : tuple of ndarray of uint8
        The rows of the search as bins, one array a feature.
    bench : Bench
        The rows of the search.
    beside : Recipe
        What the incumbent is made of.
    enumerated : Enumerated
        All sets of features.
    weighed : list of Weighed
        All cards fitted within the allowed loss.
    variants : int
        How many of these have merged bins or another penalty.
    picked : dict of str to Tried
        Those that go on, by role.
    loss, allowed : float
        Log loss of the incumbent's features on the rows of the fit, and the allowed one, in nats.
    score : ndarray of float64, shape (n,)
        Log-odds of the incumbent's features, as fitted here, on the rows of the search.
    """

    coded: Coded
    codes: tuple[Codes, ...]
    bench: Bench
    beside: Recipe
    enumerated: Enumerated
    weighed: list[Weighed]
    variants: int
    picked: dict[str, Tried]
    loss: float
    allowed: float
    score: Floats

    def certificate(self, documents: int, terms: Terms) -> Certificate:
        """Say how much was searched, and prove a bound for the rest.

        Parameters
        ----------
        documents : int
            Scorecards made.
        terms : Terms
            What was asked.

        Returns
        -------
        Certificate
            The certificate.
        """
        sides, weight = self.bench.sides, self.bench.weight

        def share(codes: Codes, side: Bools, width: int) -> Floats:
            counted = np.bincount(codes[side], weight[side], width)
            return np.asarray(counted / weight[side].sum())

        pull = tuple(
            share(codes, sides.reference, own.size) - share(codes, sides.group, own.size)
            for codes, own in zip(self.codes, self.coded.evidence, strict=True)
        )

        def gap(score: Floats) -> float:
            means = [
                np.average(score[s], weights=weight[s]) for s in (sides.reference, sides.group)
            ]
            return float(means[0] - means[1])

        least_auc = area(self.bench.score, self.bench.bad, weight) - terms.tolerance
        # strong penalties shrink every gap, and the loss of these cards is not known to be allowed
        sets = self.weighed[: len(self.weighed) - self.variants]
        within = [gap(each.score) for each in sets if each.auc >= least_auc]
        return Certificate(
            self.coded.names,
            self.enumerated.total,
            len(self.enumerated.fits),
            self.enumerated.inaccurate,
            self.enumerated.left_open,
            self.variants,
            documents,
            self.loss,
            tuple(gap_floor(self.coded, pull, each) for each in (self.loss, self.allowed)),
            gap(self.score),
            min(within, key=abs, default=gap(self.score)),
        )


def look(
    workshop: Workshop,
    card: Scorecard,
    bench: Bench,
    table: pa.Table,
    terms: Terms,
    most: int,
    progress: Progress | None,
) -> Looked:
    """Fit every set of features worth fitting, then variants of the best.

    Parameters
    ----------
    workshop : Workshop
        The rows of the fit.
    card : Scorecard
        The incumbent.
    bench : Bench
        The rows of the search.
    table : pyarrow.Table
        The same rows as a table.
    terms : Terms
        What was asked.
    most : int
        Most sets fitted.
    progress : callable, optional
        Called with sets fitted and most sets.

    Returns
    -------
    Looked
        Cards, counts, and those that go on.
    """
    coded, codes = workshop.coded(), workshop.codes_of(table)
    penalty = float(workshop.settings.penalty)
    pairs = workshop.settings.pairs
    beside = Recipe(card.feature_names, pairs=pairs)
    own = [place for place, name in enumerate(coded.names) if name in card.feature_names]
    start = fit_subset(coded, own or range(len(coded.names)), penalty)
    allowed = start.loss + _allowance(coded, start, terms.tolerance)

    def recipe(fit: Fit) -> Recipe:
        weighty = zip(fit.places, fit.coefficients, strict=True)
        places = sorted(place for place, coefficient in weighty if coefficient > WEIGHTLESS)
        return Recipe(tuple(coded.names[place] for place in places), pairs=pairs)

    seen: dict[tuple[int, ...], Weighed] = {}

    def weighed(fit: Fit) -> Weighed:
        key = tuple(sorted(fit.places))
        if key not in seen:
            score = fit.score(codes, coded.evidence)
            seen[key] = weigh(recipe(fit), score, bench, terms)
        return seen[key]

    enumerated = enumerate_subsets(
        coded,
        allowed,
        penalty=penalty,
        most=most,
        first=lambda fit: abs(weighed(fit).disparity),
        progress=progress,
    )
    weighed(start)
    before = bench.disparity(bench.score, bench.cut_off, terms).value
    found = [weighed(fit) for fit in enumerated.fits]
    picked = roles(promising(found, bench, before, terms, bench.score), terms)
    variants: list[Weighed] = []
    if workshop.settings.method == "woe":
        bases = {each.weighed.recipe for each in picked.values()} | {recipe(start)}
        merges = workshop.merges()
        for base in sorted(bases, key=lambda each: each.features):
            variants += _variants(merges, coded, codes, base, penalty, bench, terms)
        found += variants
        picked = roles(promising(found, bench, before, terms, bench.score), terms)
    incumbent = fit_subset(coded, own, penalty).score(codes, coded.evidence) if own else bench.score
    return Looked(
        coded,
        codes,
        bench,
        beside,
        enumerated,
        found,
        len(variants),
        picked,
        start.loss,
        allowed,
        incumbent,
    )


def _variants(
    merges: Merges,
    coded: Coded,
    codes: tuple[Codes, ...],
    base: Recipe,
    penalty: float,
    bench: Bench,
    terms: Terms,
) -> list[Weighed]:
    """Fit the same features with two bins of one made one, or another penalty."""
    places = [coded.names.index(name) for name in base.features]
    made = []
    for place, merge, joined in merges:
        if place in places:
            evidence = tuple(
                joined if at == place else own for at, own in enumerate(coded.evidence)
            )
            changed = Coded(coded.names, coded.codes, evidence, coded.bad, coded.weight)
            score = fit_subset(changed, places, penalty).score(codes, evidence)
            recipe = Recipe(base.features, 1.0, (merge,), base.pairs)
            made.append(weigh(recipe, score, bench, terms))
    for times in PENALTIES:
        score = fit_subset(coded, places, penalty * times).score(codes, coded.evidence)
        made.append(weigh(Recipe(base.features, times, (), base.pairs), score, bench, terms))
    return made


def _allowance(sample: Coded, fit: Fit, tolerance: float) -> float:
    """Nats by which a set of features may be worse on the rows of the fit.

    Twice what a fall of the AUC by the tolerance costs where scores are normal among goods and
    among bads, for they are not; and what chance explains of all bins.
    """
    bad = sample.bad == 1
    found = area(fit.score(sample.codes, sample.evidence), bad, sample.weight)
    apart = [2**0.5 * float(norm.ppf(max(each, 0.5))) for each in (found, found - tolerance)]
    total = float(sample.weight.sum())
    share = float(sample.weight @ sample.bad) / total
    cost = total * share * (1 - share) * (apart[0] ** 2 - apart[1] ** 2) / 2
    freedom = sum(each.size - 1 for each in sample.evidence)
    return 2 * cost + float(chi2.ppf(0.999, freedom)) / 2
