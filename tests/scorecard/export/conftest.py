"""Scorecards with every kind of bin, rows with every kind of value, and what both must give."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import strategies as st

from plainscore.scorecard import (
    Bin,
    BinKind,
    Binning,
    Calibration,
    FeatureNote,
    FittedOn,
    Reference,
    Scaling,
    Scorecard,
    ScorecardClassifier,
    ScoredFeature,
    ScoredPair,
)
from plainscore.scorecard.calibration import Piece

HOSTILE_TEXTS = (
    "it's",
    'say "x"',
    "back\\slash\\n",
    "two\nlines",
    "ta\tb",
    "SELECT",
    "NULL",
    "null",
    "a",
    "A",
    "a ",
    " a",
    "Österreich \N{SNOWMAN}",
    "\N{GRINNING FACE}",
    "*/ -- ; DROP TABLE x",
    "/*",
    "%s {0} $1 :x ?",
    "=1+1",
    "#N/A",
    "`tick` [b]",
    "3",
    "0.5",
    "true",
    "<&>",
)
ROWS = 100_000
LINE = Calibration("logistic", 9.123456789012345, -0.016543210987654321)
CURVE = Calibration(
    "isotonic",
    6.0,
    -0.011,
    (
        Piece(350, 5.1, -0.01),
        Piece(420, 7.3, -0.015500000000000002),
        Piece(560, 1.2, -0.0049),
    ),
)


def number(
    name: str,
    edges: Sequence[float],
    points: Sequence[int],
    *,
    missing: int | None = None,
    missing_with: int = 0,
    special: Sequence[tuple[tuple[float, ...], int]] = (),
    sentence: str = "",
) -> ScoredFeature:
    """A numeric feature; without points for missing values these go with a stated interval."""
    bounds = [None, *edges, None]
    bins = [
        Bin(
            BinKind.INTERVAL,
            f"from {low} to below {high}",
            low,
            high,
            with_missing=missing is None and place == missing_with,
        )
        for place, (low, high) in enumerate(pairwise(bounds))
    ]
    gained = list(points)
    for codes, got in special:
        bins.append(Bin(BinKind.SPECIAL, f"code {codes}", values=codes))
        gained.append(got)
    if missing is not None:
        bins.append(Bin(BinKind.MISSING, "missing", with_missing=True))
        gained.append(missing)
    binning = Binning(name, "numeric", tuple(bins), "none", "stated", 0.1)
    return ScoredFeature(
        FeatureNote(f"label of {name}", sentence=sentence), binning, 1.0, tuple(gained)
    )


def category(
    name: str,
    groups: Sequence[tuple[Sequence[str], int]],
    *,
    other: int,
    missing: int | None = None,
    special: Sequence[tuple[Sequence[str], int]] = (),
    sentence: str = "",
) -> ScoredFeature:
    """A categorical feature; without points for missing values these go with the others."""
    bins = [
        Bin(BinKind.CATEGORIES, ", ".join(texts) or "none", values=tuple(texts))
        for texts, _ in groups
    ]
    bins += [Bin(BinKind.SPECIAL, "special", values=tuple(texts)) for texts, _ in special]
    gained = [got for _, got in (*groups, *special)]
    if missing is not None:
        bins.append(Bin(BinKind.MISSING, "missing", with_missing=True))
        gained.append(missing)
    bins.append(Bin(BinKind.OTHER, "any other", with_missing=missing is None))
    binning = Binning(name, "categorical", tuple(bins), "none", "stated", 0.1)
    return ScoredFeature(
        FeatureNote(f"label of {name}", sentence=sentence), binning, 1.0, (*gained, other)
    )


def pair(first: ScoredFeature, second: ScoredFeature, rows: int, columns: int) -> ScoredPair:
    """A pair whose tables hold every number of points from 0 on, some twice."""
    points = tuple(
        tuple((7 * row + 5 * column) % (rows * columns - 2) for column in range(columns))
        for row in range(rows)
    )
    weight = tuple(tuple(float(each) for each in row) for row in points)
    return ScoredPair(
        first.name,
        second.name,
        f"{first.label} and {second.label}",
        f"Together: {first.label}, {second.label}.",
        tuple(place % rows for place in range(len(first.binning.bins))),
        tuple((place + 1) % columns for place in range(len(second.binning.bins))),
        points,
        weight,
        weight,
        12.5,
        3.0,
    )


def document(
    features: Sequence[ScoredFeature],
    reference: Sequence[str],
    gate: str | None = None,
    pairs: Sequence[ScoredPair] = (),
) -> Scorecard:
    return Scorecard(
        name='Card "7" */ with \\ signs',
        features=tuple(features),
        base_points=357,
        scaling=Scaling(40.0, 40.0, 650, 10.0),
        calibration=LINE,
        references=(Reference("all_applicants", "all", tuple(map(Decimal, reference))),),
        excluded=(),
        fitted_on=FittedOn(100, 10, 100.0, 10.0, "stated"),
        gate=gate,
        pairs=tuple(pairs),
    )


def full_card(gate: str | None = None, *, tiny: float = 1e-310, huge: float = 1e120) -> Scorecard:
    """Seven features whose references tie often, bounds that need 17 digits, and two pairs."""
    features = (
        number(
            "income",
            (0.1 + 0.2, 1 / 3, 1e3, 1e17 / 3),
            (0, 7, 12, 30, 41),
            missing=5,
            special=(((-9999.0, -9998.0), 3), ((-1.5,), 41)),
            sentence="Your income's lower than others'.",
        ),
        number("late", (1.0, 2.0, 5.0), (50, 30, 12, 0), missing_with=3),
        number("order", (-tiny, 5e-324 if tiny < 1e-300 else tiny, 0.7), (0, 4, 9, 25), missing=0),
        number(
            "ratio \N{GREEK SMALL LETTER ALPHA}",
            (-huge, -0.1, huge),
            (9, 0, 21, 3),
            missing=11,
        ),
        number("constant", (), (0,), missing=60),
        category(
            "home",
            (
                (HOSTILE_TEXTS[:6], 33),
                (HOSTILE_TEXTS[6:9], 20),
                (("A",), 11),
                (HOSTILE_TEXTS[12:18], 0),
            ),
            other=8,
            missing=14,
            sentence='Said "home" \\ group',
        ),
        category(
            'a "b" [c]',
            ((("own",), 22), (("rent", "3", "0.5"), 10)),
            other=0,
            special=((("never asked",), 17),),
        ),
    )
    return document(
        features,
        ("21.50", "21.50", "7.00", "12.00", "30.00", "14.37", "9.87", "6.00", "7.00"),
        gate,
        (pair(features[0], features[5], 4, 3), pair(features[6], features[0], 2, 5)),
    )


def neighbours(values: Sequence[float]) -> list[float]:
    return [
        float(each)
        for value in values
        for each in (np.nextafter(value, -np.inf), value, np.nextafter(value, np.inf))
    ]


def column_of(feature: ScoredFeature, rows: int, rng: np.random.Generator) -> pa.Array:
    """Values of every kind for a feature, nulls and NaN included."""
    if feature.binning.kind == "numeric":
        codes = [code for each in feature.binning.bins for code in each.values]
        pool = np.array(
            [
                *neighbours([*feature.binning.edges, *map(float, codes)]),
                *(math.nan, math.inf, -math.inf, 0.0, -0.0, 5e-324, 1e-300),
                *(1.7976931348623157e308, -1.7976931348623157e308, 123.456),
            ]
        )
        values = np.where(rng.random(rows) < 0.7, rng.choice(pool, rows), rng.normal(0, 3, rows))
        return pa.array(values, pa.float64(), mask=rng.random(rows) < 0.1)
    known = [str(value) for each in feature.binning.bins for value in each.values]
    pool = [*known, *HOSTILE_TEXTS, "", " ", " \t\n\r ", "unseen", "OWN", "own ", "ow", None]
    return pa.array([pool[place] for place in rng.integers(0, len(pool), rows)], pa.string())


def hostile_table(card: Scorecard, rows: int, seed: int) -> pa.Table:
    rng = np.random.default_rng(seed)
    columns = {"id": pa.array(np.arange(rows))}
    columns |= {feature.name: column_of(feature, rows, rng) for feature in card.features}
    if card.gate is not None:
        columns[card.gate] = pa.array(rng.random(rows) < 0.7, mask=rng.random(rows) < 0.1)
    return pa.table(columns)


@dataclass(frozen=True)
class Expected:
    """What the scorecard itself gives, in the order of the rows."""

    card: Scorecard
    score: list[int | None]
    probability: list[float | None]
    points: list[list[int | None]]
    reasons: list[list[str | None]]

    def first(self, rows: int) -> "Expected":
        """Return what is expected of the first rows."""
        return Expected(
            self.card,
            self.score[:rows],
            self.probability[:rows],
            [column[:rows] for column in self.points],
            [column[:rows] for column in self.reasons],
        )

    def check(
        self,
        score: Sequence[int | None],
        probability: Sequence[float | None],
        reasons: Sequence[Sequence[str | None]],
        points: Sequence[Sequence[int | None]] | None = None,
    ) -> None:
        """Compare column by column; the first rows that differ are shown."""
        assert len(score) == len(self.score)
        assert _differing(score, self.score) == []
        for found, wanted in zip(reasons, self.reasons, strict=True):
            assert _differing(found, wanted) == []
        if points is not None:
            for found, wanted in zip(points, self.points, strict=True):
                assert _differing(found, wanted) == []
        assert [each is None for each in probability] == [each is None for each in score]
        np.testing.assert_allclose(
            np.array(probability, dtype=float), np.array(self.probability, dtype=float), rtol=1e-12
        )

    def check_table(self, table: pa.Table) -> None:
        """Compare a table as the SQL of an export gives it, with a column ``id``."""
        ordered = table.sort_by("id")
        assert ordered["id"].to_pylist() == list(range(len(self.score)))
        names = [name for name in ordered.column_names if name.startswith("points_")]
        self.check(
            ordered["score"].to_pylist(),
            ordered["probability_bad"].to_pylist(),
            [ordered[f"reason_{rank}"].to_pylist() for rank in range(1, len(self.reasons) + 1)],
            [ordered[name].to_pylist() for name in names],
        )


def _differing(
    found: Sequence[object], wanted: Sequence[object]
) -> list[tuple[int, object, object]]:
    pairs = zip(found, wanted, strict=True)
    return [(row, a, b) for row, (a, b) in enumerate(pairs) if a != b][:5]


def expected(card: Scorecard, table: pa.Table, reasons: int = 4) -> Expected:
    able = card.scorable(table).tolist()

    def where(values: Sequence[object]) -> list:
        return [value if yes else None for value, yes in zip(values, able, strict=True)]

    found = card.reasons(table, n=reasons)
    columns = []
    for rank in range(reasons):
        texts = [each[rank].text if rank < len(each) else None for each in found]
        unable = "not enough information" if rank == 0 else None
        columns.append([a if yes else unable for a, yes in zip(texts, able, strict=True)])
    points = card.points(table)
    return Expected(
        card,
        where(card.score(table).tolist()),
        where(card.probability(table).tolist()),
        [where(points[:, place].tolist()) for place in range(len(card.parts))],
        columns,
    )


@pytest.fixture(scope="session")
def card() -> Scorecard:
    """A scorecard with an isotonic calibration; the others have a logistic one."""
    return replace(full_card(), calibration=CURVE)


@pytest.fixture(scope="session")
def gated_card() -> Scorecard:
    return full_card("enough")


@pytest.fixture(scope="session")
def decimal_card() -> Scorecard:
    """A scorecard whose bounds a database of decimal numbers can hold."""
    return full_card("enough", tiny=1e-90, huge=1e90)


@pytest.fixture(scope="session")
def fitted_card() -> Scorecard:
    """An additive fit with pairs, whose held-out rows bend the calibration."""
    rng = np.random.default_rng(5)
    a, b, _ = rng.normal(size=(3, 6000))
    home = rng.choice(["own", "rent", "kin"], 6000)
    a[rng.random(6000) < 0.05] = np.nan
    late = np.where(rng.random(6000) < 0.1, -1, rng.poisson(1, 6000)).astype(float)
    filled = np.nan_to_num(a)
    risk = 0.8 * filled + 0.5 * np.maximum(late, 0) + 1.5 * (filled > 0) * (b > 0) - 0.7 * b
    bad = rng.random(6000) < 0.03 + 0.5 * (risk + 0.4 * (home == "rent") > 1.6)
    fitted = ScorecardClassifier(
        method="additive", pairs=2, special={"late": {"never": -1}}, calibration_folds=2
    ).fit(pa.table({"a": a, "b": b, "late": late, "home": home}), bad)
    assert fitted.scorecard_.calibration.kind == "isotonic"
    assert len(fitted.scorecard_.pairs) == 2
    return fitted.scorecard_


@pytest.fixture(scope="session")
def rows(card) -> pa.Table:
    """100,000 rows: missing, special, unseen, infinite, extreme, on and beside every bound."""
    return hostile_table(card, ROWS, 1)


@pytest.fixture(scope="session")
def wanted(card, rows) -> Expected:
    return expected(card, rows)


@pytest.fixture(scope="session")
def table_of() -> Callable[[Scorecard, int, int], pa.Table]:
    return hostile_table


@pytest.fixture(scope="session")
def expect() -> Callable[..., Expected]:
    return expected


def _texts() -> st.SearchStrategy[str]:
    letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
    return st.one_of(
        st.sampled_from(HOSTILE_TEXTS), st.text(letters, min_size=1, max_size=6)
    ).filter(lambda text: bool(text.strip()))


@st.composite
def _cards(draw: st.DrawFn) -> Scorecard:
    names = draw(
        st.lists(
            st.sampled_from(
                ["x", "select", 'quo"te', "it's", "b`tick", "]brace[", "per cent %", "o\N{SNOWMAN}"]
            ),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100)
    gained = st.integers(0, 60)
    features = []
    for name in names:
        sentence = draw(_texts())
        if draw(st.booleans()):
            edges = sorted(draw(st.sets(finite, max_size=4)))
            points = draw(st.lists(gained, min_size=len(edges) + 1, max_size=len(edges) + 1))
            points[draw(st.integers(0, len(edges)))] = 0
            codes = draw(st.lists(finite, max_size=2, unique=True))
            features.append(
                number(
                    name,
                    edges,
                    points,
                    missing=draw(st.none() | gained),
                    missing_with=draw(st.integers(0, len(edges))),
                    special=[((code,), draw(gained)) for code in codes],
                    sentence=sentence,
                )
            )
        else:
            texts = draw(st.lists(_texts(), max_size=6, unique=True))
            groups = [((text,), draw(gained)) for text in texts]
            if len(groups) > 2:
                first, second, *rest = groups
                groups = [((*first[0], *second[0]), first[1]), *rest]
            missing = draw(st.none() | gained)
            features.append(category(name, groups, other=0, missing=missing, sentence=sentence))
    reference = [str(Decimal(draw(st.integers(0, 6000))) / 100) for _ in names]
    return document(features, reference)


@pytest.fixture(scope="session")
def cards() -> st.SearchStrategy[Scorecard]:
    """Small scorecards with names, categories and sentences that try to break out."""
    return _cards()


@pytest.fixture(scope="session")
def make_number() -> Callable[..., ScoredFeature]:
    return number


@pytest.fixture(scope="session")
def make_document() -> Callable[..., Scorecard]:
    return document
