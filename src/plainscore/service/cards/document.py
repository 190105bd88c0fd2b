"""Reading of a scorecard that is handed in, and what stands against its use."""

from plainscore.features import CATALOGUE
from plainscore.records import Problem
from plainscore.scorecard import ProtectedFeatureError, Scorecard, ScorecardFileError
from plainscore.service.consent import DataKind
from plainscore.service.evidence import vague_sentences
from plainscore.service.problems import Refusal

GATE = "enough_information"
_TRADELINES = {"tradelines", "tradeline_months"}


def read_card(document: bytes) -> Scorecard:
    """Return the scorecard of a document that was handed in.

    Parameters
    ----------
    document : bytes
        JSON, as `plainscore.scorecard.Scorecard.save` writes it.

    Returns
    -------
    Scorecard
        Whose contents match the digest that it states.

    Raises
    ------
    Refusal
        If it is no scorecard, was altered, or holds a protected attribute.
    """
    try:
        return Scorecard.from_json(document.decode())
    except ProtectedFeatureError as error:
        raise Refusal(422, "protected_feature", f"{_sentence(error)}.") from error
    except (UnicodeDecodeError, ScorecardFileError) as error:
        raise Refusal(422, "no_scorecard", f"{_sentence(error)}.") from error


def card_problems(card: Scorecard) -> tuple[Problem, ...]:
    """Return what stands against the approval of a scorecard.

    Parameters
    ----------
    card : Scorecard
        As handed in.

    Returns
    -------
    tuple of Problem
        None when every feature is one of the catalogue, too little information gives no score,
        and each sentence is a specific reason.

    Examples
    --------
    >>> import numpy as np
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X, y = np.repeat([[1.0], [2.0]], 60, axis=0), np.tile([0, 0, 1], 40)
    >>> [each.code for each in card_problems(ScorecardClassifier().fit(X, y).scorecard_)]
    ['no_gate']
    """
    found = [
        Problem(
            "scorecard",
            None,
            name,
            "unknown_feature",
            "the feature is not in the catalogue",
            "fit the scorecard on features that plainscore computes",
        )
        for name in card.feature_names
        if name not in CATALOGUE
    ]
    if card.gate != GATE:
        found.append(
            Problem(
                "scorecard",
                None,
                None,
                "no_gate",
                "people of whom too little is known would get a score",
                f"fit the scorecard with the gate {GATE}",
            )
        )
    return (*found, *vague_sentences(card))


def data_kinds(card: Scorecard) -> frozenset[DataKind]:
    """Return the data that a scorecard needs: a consent must cover it, and no other is read.

    Parameters
    ----------
    card : Scorecard
        Whose features are all in the catalogue.

    Returns
    -------
    frozenset of DataKind
        Always bank statements, which say whether there is enough information.
    """
    needs = {table for name in card.feature_names for table in CATALOGUE[name].needs}
    tradelines = {DataKind.TRADELINES} if needs & _TRADELINES else set()
    return frozenset({DataKind.BANK_STATEMENTS, *tradelines})


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]
