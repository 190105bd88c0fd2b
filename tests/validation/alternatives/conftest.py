"""Made-up people whose less discriminatory alternative is planted, or does not exist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from plainscore.scorecard import Scorecard, ScorecardClassifier
from plainscore.validation.alternatives import AlternativesFound, Training, search_alternatives
from plainscore.validation.fairness import Attribute

CARD_ROWS, FIT_ROWS, SEARCHED_ROWS = 2500, 3000, 4500


@dataclass(frozen=True)
class People:
    table: pa.Table
    bad: npt.NDArray[np.bool_]
    woman: npt.NDArray[np.bool_]
    read: tuple[str, ...]

    def part(self, start: int, stop: int) -> "People":
        rows = slice(start, stop)
        return People(self.table[rows], self.bad[rows], self.woman[rows], self.read)

    @property
    def sex(self) -> Attribute:
        return Attribute("sex", ("m", "f"), self.woman.astype(np.int64))


def make_people(kind: str, seed: int, n: int) -> People:
    """Draw people of one kind.

    twin: the card reads a feature that carries the group; a twin of it, as good, does not.
    stale: the card gives points for a feature that tells the group and nothing of the outcome.
    independent: nothing depends on the group.
    needed: groups differ in what the outcome depends on, and each feature is needed.
    """
    rng = np.random.default_rng([seed, n])
    woman = rng.random(n) < 0.4
    pay, balance, noise, risk = rng.normal(size=(4, n))
    if kind == "needed":
        risk = risk + 0.8 * woman
    columns = {"payments": pay, "balance": balance, "noise": noise}
    read = ["payments", "balance", "noise"]
    if kind in {"twin", "independent"}:
        columns["first"] = risk + rng.normal(0, 0.5, n) + 1.0 * woman * (kind == "twin")
        columns["second"] = risk + rng.normal(0, 0.5, n)
        read += ["first"]
    else:
        columns["risk"] = risk
        read += ["risk"]
    if kind == "stale":
        columns["stale"] = rng.normal(size=n) + 1.5 * woman
        read += ["stale"]
    log_odds = -1.3 + risk + 0.7 * pay + 0.5 * balance
    bad = rng.random(n) < 1 / (1 + np.exp(-log_odds))
    return People(pa.table(columns), bad, woman, tuple(read))


def fast_settings(**changes: Any) -> ScorecardClassifier:
    return ScorecardClassifier(
        **{"calibration_folds": 0, "max_prebins": 20, "max_bins": 5, **changes}
    )


@dataclass(frozen=True)
class Case:
    card: Scorecard
    fit: People
    searched: People

    def search(self, **changes: Any) -> AlternativesFound:
        asked: dict[str, Any] = {
            "training": Training(self.fit.table, self.fit.bad),
            "settings": fast_settings(),
            "group": "f",
            "reference": "m",
        }
        asked |= changes
        people = self.searched
        return search_alternatives(self.card, people.table, people.bad, people.sex, **asked)


def make_case(kind: str, seed: int) -> Case:
    old = make_people(kind, 1000 + seed, CARD_ROWS)
    told = old.bad
    if kind == "stale":
        # when the card was fitted, the group went bad more often for a reason that is gone
        rng = np.random.default_rng(seed)
        told = old.bad | (old.woman & (rng.random(CARD_ROWS) < 0.4))
    card = fast_settings().fit(old.table.select(old.read), told).scorecard_
    people = make_people(kind, seed, FIT_ROWS + SEARCHED_ROWS)
    return Case(card, people.part(0, FIT_ROWS), people.part(FIT_ROWS, FIT_ROWS + SEARCHED_ROWS))


@pytest.fixture(scope="session")
def case() -> Callable[[str, int], Case]:
    return make_case


@pytest.fixture(scope="session")
def twin() -> Case:
    return make_case("twin", 0)


@pytest.fixture(scope="session")
def found(twin: Case) -> AlternativesFound:
    return twin.search()
