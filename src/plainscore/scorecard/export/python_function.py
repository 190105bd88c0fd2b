"""A scorecard as one Python file that needs nothing but Python."""

from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.export.comments import one_line
from plainscore.scorecard.export.embedding import embedded_lines
from plainscore.scorecard.export.rules import (
    NOT_ENOUGH,
    CardRules,
    ExportError,
    FeatureRules,
    NumericRules,
    Outcome,
    card_rules,
)

_HEAD = '''\
"""A scorecard as a function: `score(row)` gives the score, what it is made of, and why.

A row is a mapping of columns to values; an absent column, None, NaN and blank text are missing.
"""

import math

NAME = {name}
DIGEST = {digest}
BASE_POINTS = {base}
HIGHEST_SCORE = {highest}
REFERENCE = {reference}
'''

_READERS = """

def _is_missing(value):
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def _number(column, value):
    if _is_missing(value):
        return None
    try:
        number = float(value)
    except ValueError:
        raise ValueError(f"column {column} holds {value!r} where the scorecard needs a number")
    return None if math.isnan(number) else number


def _text(value):
    if _is_missing(value):
        return None
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, (int, float)):
        number = float(value)
        return str(int(number)) if number.is_integer() else repr(number)
    return str(value)
"""

_GATE = """

def _is_true(value):
    if _is_missing(value):
        return False
    if isinstance(value, str):
        return value.lower() in ("true", "1", "yes")
    return float(value) != 0.0
"""

_SCORE = '''

def score(row, reasons={reasons}):
    """Return score, probability of going bad, points by feature, and reasons, as a dictionary."""
{gate}\
    found = [find(row.get(column)) for column, find, _, _ in FEATURES]
{together}    total = BASE_POINTS + sum(each[0] for each in found)
    losses = [target - 100 * each[0] for each, (_, _, target, _) in zip(found, {parts})]
    order = sorted(range(len(found)), key=lambda place: -losses[place])
    lost = [place for place in order if losses[place] > 0][:reasons]
    return {{
        "score": total,
        "probability_bad": 1.0 / (1.0 + math.exp(-({log_odds}))),
        "points": {{name: each[0] for each, (name, _, _, _) in zip(found, {parts})}},
        "reasons": [{parts}[place][3][found[place][1]] for place in lost],
    }}
'''

_TOGETHER = """\
    found += [
        (table[rows[found[first][2]]][columns[found[second][2]]], 0)
        for first, second, rows, columns, table in TABLES
    ]
"""

_GATED = """\
    if not _is_true(row.get({gate!r})):
        return {{
            "score": None, "probability_bad": None, "points": None, "reasons": [{unable!r}]
        }}
"""


def export_python(card: Scorecard, *, reasons: int = 4, reference: str | None = None) -> str:
    """Return a Python file with a function ``score(row: dict) -> dict``.

    It imports nothing but ``math`` and runs on every Python 3. The result has ``score``,
    ``probability_bad``, ``points`` (by feature) and ``reasons`` (a list of sentences); where the
    scorecard's gate is not true, the first three are None.

    Parameters
    ----------
    card : Scorecard
        The document.
    reasons : int
        Most reasons, unless the call of the function says otherwise.
    reference : str, optional
        Kind of the reference for the reasons; the scorecard's default without it.

    Returns
    -------
    str
        The file's text.

    Raises
    ------
    ExportError
        If the document holds something that cannot be written.

    Examples
    --------
    >>> import numpy as np
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X, y = np.repeat([[1.0], [2.0]], 60, axis=0), np.r_[np.tile([0, 1], 30), np.zeros(60)]
    >>> card, made = ScorecardClassifier().fit(X, y).scorecard_, {}
    >>> exec(export_python(card), made)
    >>> made["score"]({"x0": 2.5})["score"] == card.score_row({"x0": 2.5})
    True
    """
    if reasons < 0:
        raise ExportError("the number of reasons cannot be negative")
    rules = card_rules(card, reference)
    body = "".join(
        (
            _HEAD.format(
                name=repr(card.name),
                digest=repr(card.digest),
                base=rules.base_points,
                highest=card.highest_score,
                reference=repr(rules.reference_version),
            ),
            _READERS,
            "" if rules.gate is None else _GATE,
            *(
                _function(place, feature, with_bin=bool(rules.pairs))
                for place, feature in enumerate(rules.features, 1)
            ),
            _features(rules),
            _pairs(rules) if rules.pairs else "",
            _SCORE.format(
                reasons=reasons,
                gate=""
                if rules.gate is None
                else _GATED.format(gate=rules.gate, unable=NOT_ENOUGH),
                together=_TOGETHER if rules.pairs else "",
                parts="PARTS" if rules.pairs else "FEATURES",
                log_odds=_log_odds(rules),
            ),
        )
    )
    tail = "\n".join(f"# {line}" for line in embedded_lines(card, body))
    return f"{body}\n{tail}\n"


def _function(place: int, feature: FeatureRules, *, with_bin: bool) -> str:
    numbers = {sentence: number for number, sentence in enumerate(feature.sentences)}

    def answer(outcome: Outcome) -> str:
        number = numbers[outcome.sentence]
        own = f", {outcome.bin}" if with_bin else ""
        return f"return {outcome.points}, {number}{own}  # {one_line(outcome.label)}"

    lines = ["", "", f"def _points_{place}(value):  # {one_line(feature.name)}"]
    if isinstance(feature, NumericRules):
        lines.append(f"    number = _number({feature.name!r}, value)")
        lines.append("    if number is None:")
        lines.append(f"        {answer(feature.missing)}")
        for codes, outcome in feature.specials:
            test = f"== {codes[0]!r}" if len(codes) == 1 else f"in {codes!r}"
            lines.append(f"    if number {test}:")
            lines.append(f"        {answer(outcome)}")
        for bound, outcome in feature.intervals[:-1]:
            lines.append(f"    if number < {bound!r}:")
            lines.append(f"        {answer(outcome)}")
        rest = feature.intervals[-1][1]
    else:
        lines += ["    text = _text(value)", "    if text is None:"]
        lines.append(f"        {answer(feature.missing)}")
        for texts, outcome in feature.groups:
            if len(texts) == 1:
                lines.append(f"    if text == {texts[0]!r}:")
            else:
                listed = [f"        {text!r}," for text in texts]
                lines += ["    if text in (", *listed, "    ):"]
            lines.append(f"        {answer(outcome)}")
        rest = feature.other
    lines.append(f"    {answer(rest)}")
    return "\n".join(lines) + "\n"


def _features(rules: CardRules) -> str:
    rows = []
    for place, (feature, target) in enumerate(
        zip(rules.features, rules.reference, strict=False), 1
    ):
        sentences = "".join(f"            {sentence!r},\n" for sentence in feature.sentences)
        rows.append(
            f"    (\n        {feature.name!r},\n        _points_{place},\n        {target},\n"
            f"        (\n{sentences}        ),\n    ),"
        )
    heading = "\n\n# column, points, the reference in hundredths of a point, sentences\n"
    return heading + "\n".join(["FEATURES = (", *rows, ")"]) + "\n"


def _pairs(rules: CardRules) -> str:
    """Return the tables of the pairs, and the pairs as further parts beside the features."""
    tables, parts = [], []
    for pair, target in zip(rules.pairs, rules.reference[len(rules.features) :], strict=True):
        rows = "".join(f"            {row!r},\n" for row in pair.points)
        tables.append(
            f"    (  # {one_line(pair.name)}\n        {pair.first},\n        {pair.second},\n"
            f"        {pair.first_group!r},\n        {pair.second_group!r},\n"
            f"        (\n{rows}        ),\n    ),"
        )
        parts.append(f"    ({pair.name!r}, None, {target}, ({pair.sentence!r},)),")
    return "\n".join(
        (
            "",
            "# places of two features; row and column of their bins; points",
            "TABLES = (",
            *tables,
            ")",
            "",
            "PARTS = FEATURES + (",
            *parts,
            ")\n",
        )
    )


def _log_odds(rules: CardRules) -> str:
    """Return the expression for the log-odds of going bad, of the name ``total``."""
    if len(rules.lines) == 1:
        return f"{rules.lines[0].intercept!r} + {rules.lines[0].slope!r} * total"
    lines = ", ".join(
        f"({each.lowest}, {each.intercept!r}, {each.slope!r})" for each in reversed(rules.lines)
    )
    last = rules.lines[0].lowest
    return f"next(a + b * total for low, a, b in ({lines}) if total >= low or low == {last})"
