"""The scorecard document as JSON: canonical bytes, digest, reading and writing."""

import hashlib
import json
import math
import os
import tempfile
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from plainscore.scorecard.binning.bins import Bin, BinKind, Binning
from plainscore.scorecard.calibration import Calibration, HeldOut, Piece
from plainscore.scorecard.edit_record import EditRecord
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.fitted_on import FittedOn
from plainscore.scorecard.notes import FeatureNote
from plainscore.scorecard.pair_encoding import pair_mapping, read_pair
from plainscore.scorecard.protected import ProtectedFeatureError
from plainscore.scorecard.reference import Reference
from plainscore.scorecard.scaling import Scaling
from plainscore.scorecard.verdict import Verdict, VerdictCode

if TYPE_CHECKING:
    from plainscore.scorecard.content import CardContent

_Card = TypeVar("_Card", bound="CardContent")
FORMAT = "plainscore.scorecard"
FORMAT_VERSION = 1
SCHEMA_PATH = Path(__file__).with_name("scorecard.schema.json")
"""The published JSON Schema of the document."""


class ScorecardFileError(ValueError):
    """A file is not an unaltered scorecard document."""


def to_mapping(card: "CardContent") -> dict[str, Any]:
    """Return the document as plain values, without its digest.

    Parameters
    ----------
    card : Scorecard
        The document.

    Returns
    -------
    dict
        Values that JSON can hold.
    """
    sample = card.fitted_on
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "name": card.name,
        "created_on": card.created_on,
        "gate": card.gate,
        "base_points": card.base_points,
        "lowest_score": card.lowest_score,
        "highest_score": card.highest_score,
        "scaling": {
            "pdo": card.scaling.pdo,
            "asked_pdo": card.scaling.asked_pdo,
            "shrunk": card.scaling.shrunk,
            "base_score": card.scaling.base_score,
            "base_odds": card.scaling.base_odds,
        },
        "calibration": {
            "kind": card.calibration.kind,
            "intercept": card.calibration.intercept,
            "slope": card.calibration.slope,
            "pieces": [
                {"lowest": each.lowest, "intercept": each.intercept, "slope": each.slope}
                for each in card.calibration.pieces
            ],
            "held_out": _held_out_mapping(card.calibration.held_out),
        },
        "features": [_feature_mapping(feature) for feature in card.features],
        "pairs": [pair_mapping(pair) for pair in card.pairs],
        "references": [
            {
                "kind": each.kind,
                "description": each.description,
                "version": each.version,
                "points": {
                    name: str(points)
                    for name, points in zip(card.part_names, each.points, strict=True)
                },
            }
            for each in card.references
        ],
        "excluded": [
            {"name": each.name, "code": each.code.value, "reason": each.reason, "iv": each.iv}
            for each in card.excluded
        ],
        "edits": [
            {
                "feature": each.feature,
                "operations": list(each.operations),
                "reason": each.reason,
                "iv_before": each.iv_before,
                "iv_after": each.iv_after,
                "auc_before": each.auc_before,
                "auc_after": each.auc_after,
            }
            for each in card.edits
        ],
        "fitted_on": {
            "rows": sample.rows,
            "bads": sample.bads,
            "weight": sample.weight,
            "bad_weight": sample.bad_weight,
            "method": sample.method,
            "first_day": sample.first_day,
            "last_day": sample.last_day,
            "data_digest": sample.data_digest,
        },
    }


def _feature_mapping(feature: ScoredFeature) -> dict[str, Any]:
    note, binning = feature.note, feature.binning
    return {
        "name": feature.name,
        "label": note.label,
        "factor": note.factor,
        "unit": note.unit,
        "sentence": note.sentence,
        "direction": note.direction.value,
        "kind": binning.kind,
        "trend": binning.trend,
        "trend_reason": binning.trend_reason,
        "iv": binning.iv,
        "coefficient": feature.coefficient,
        "bins": [
            {
                "kind": each.kind.value,
                "label": each.label,
                "lower": each.lower,
                "upper": each.upper,
                "values": list(each.values),
                "with_missing": each.with_missing,
                "count": each.count,
                "weight": each.weight,
                "bad": each.bad,
                "event_rate": each.event_rate,
                "woe": each.woe,
                "points": points,
            }
            for each, points in zip(binning.bins, feature.points, strict=True)
        ],
    }


def _held_out_mapping(held_out: HeldOut | None) -> dict[str, Any] | None:
    if held_out is None:
        return None
    return {
        "folds": held_out.folds,
        "rows": held_out.rows,
        "bads": held_out.bads,
        "shrinkage": held_out.shrinkage,
        "line_loss": held_out.line_loss,
        "curve_loss": held_out.curve_loss,
        "curve": [list(knot) for knot in held_out.curve],
    }


def canonical_bytes(card: "CardContent") -> bytes:
    """Return the bytes the digest is taken of: sorted keys, no space, shortest numbers, UTF-8.

    Parameters
    ----------
    card : Scorecard
        The document.

    Returns
    -------
    bytes
        The same for equal documents, on every machine.
    """
    text = json.dumps(
        to_mapping(card),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return text.encode()


def digest(card: "CardContent") -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(card)).hexdigest()


def to_json(card: "CardContent") -> str:
    """Return the document as indented JSON, with its digest."""
    return json.dumps(
        {**to_mapping(card), "digest": card.digest}, indent=1, ensure_ascii=False, allow_nan=False
    )


def save(card: "CardContent", path: Path) -> None:
    """Write the document to a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(to_json(card) + "\n")
        Path(scratch).chmod(0o644)
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise


def from_json(kind: type[_Card], text: str) -> _Card:
    """Return the scorecard of a JSON document, or say why it is not one."""
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ScorecardFileError(f"not a scorecard document: {error}") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ScorecardFileError("not a scorecard document")
    if document.get("format_version") != FORMAT_VERSION:
        raise ScorecardFileError(
            f"written in format {document.get('format_version')!r}; "
            f"this version reads format {FORMAT_VERSION}"
        )
    try:
        card = _card(kind, document)
    except ProtectedFeatureError:
        raise
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ScorecardFileError(f"not a sound scorecard document: {error!r}") from error
    if document.get("digest") != card.digest or _stated(document) != to_mapping(card):
        raise ScorecardFileError(
            "the scorecard document was altered: its contents do not match its digest"
        )
    return card


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number JSON knows")


def _stated(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "digest"}


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is not a finite number")
    return float(value)


def _bound(value: object) -> float | None:
    return None if value is None else _number(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _maybe_words(value: object) -> str | None:
    return None if value is None else _words(value)


def _card(kind: type[_Card], document: dict[str, Any]) -> _Card:
    features = tuple(_feature(each) for each in document["features"])
    pairs = tuple(map(read_pair, document["pairs"]))
    names = [*(feature.name for feature in features), *(pair.name for pair in pairs)]
    scaling, calibration = document["scaling"], document["calibration"]
    sample = document["fitted_on"]
    return kind(
        name=_words(document["name"]),
        features=features,
        base_points=_whole(document["base_points"]),
        scaling=Scaling(
            _number(scaling["pdo"]),
            _number(scaling["asked_pdo"]),
            _whole(scaling["base_score"]),
            _number(scaling["base_odds"]),
        ),
        calibration=Calibration(
            calibration["kind"],
            _number(calibration["intercept"]),
            _number(calibration["slope"]),
            tuple(
                Piece(_whole(each["lowest"]), _number(each["intercept"]), _number(each["slope"]))
                for each in calibration["pieces"]
            ),
            _held_out(calibration["held_out"]),
        ),
        references=tuple(
            Reference(
                _words(each["kind"]),
                _words(each["description"]),
                tuple(Decimal(_words(each["points"][name])) for name in names),
            )
            for each in document["references"]
        ),
        excluded=tuple(
            Verdict(
                _words(each["name"]),
                VerdictCode(each["code"]),
                _words(each["reason"]),
                _bound(each["iv"]),
            )
            for each in document["excluded"]
        ),
        fitted_on=FittedOn(
            _whole(sample["rows"]),
            _whole(sample["bads"]),
            _number(sample["weight"]),
            _number(sample["bad_weight"]),
            _words(sample["method"]),
            _maybe_words(sample["first_day"]),
            _maybe_words(sample["last_day"]),
            _maybe_words(sample["data_digest"]),
        ),
        gate=_maybe_words(document["gate"]),
        created_on=_maybe_words(document["created_on"]),
        edits=tuple(
            EditRecord(
                _words(each["feature"]),
                tuple(_words(operation) for operation in each["operations"]),
                _words(each["reason"]),
                _number(each["iv_before"]),
                _number(each["iv_after"]),
                _number(each["auc_before"]),
                _number(each["auc_after"]),
            )
            for each in document["edits"]
        ),
        pairs=pairs,
    )


def _held_out(document: dict[str, Any] | None) -> HeldOut | None:
    if document is None:
        return None
    return HeldOut(
        _whole(document["folds"]),
        _whole(document["rows"]),
        _whole(document["bads"]),
        _number(document["shrinkage"]),
        _bound(document["line_loss"]),
        _bound(document["curve_loss"]),
        tuple((_number(given), _number(found)) for given, found in document["curve"]),
    )


def _feature(document: dict[str, Any]) -> ScoredFeature:
    numeric = document["kind"] == "numeric"
    if not numeric and document["kind"] != "categorical":
        raise ValueError(f"feature kind {document['kind']!r} is not known")
    bins = tuple(_bin(each, numeric=numeric) for each in document["bins"])
    return ScoredFeature(
        FeatureNote(
            _words(document["label"]),
            _words(document["factor"]),
            _words(document["unit"]),
            _words(document["sentence"]),
            document["direction"],
        ),
        Binning(
            _words(document["name"]),
            "numeric" if numeric else "categorical",
            bins,
            _words(document["trend"]),
            _words(document["trend_reason"]),
            _number(document["iv"]),
        ),
        _number(document["coefficient"]),
        tuple(_whole(each["points"]) for each in document["bins"]),
    )


def _bin(document: dict[str, Any], *, numeric: bool) -> Bin:
    return Bin(
        BinKind(document["kind"]),
        _words(document["label"]),
        _bound(document["lower"]),
        _bound(document["upper"]),
        tuple(_number(each) if numeric else _words(each) for each in document["values"]),
        document["with_missing"] is True,
        _whole(document["count"]),
        _number(document["weight"]),
        _number(document["bad"]),
        _number(document["woe"]),
    )
