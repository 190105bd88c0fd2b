"""Protected attributes: a closed list of what never reaches a scorer, recognised by column name.

The list covers the prohibited bases of Reg B (12 CFR 1002.2(z)), the special categories of GDPR
Art. 9, the attributes of Directive (EU) 2023/2225 Art. 6, their usual proxies (education,
language, name, address), and what Plainscore refuses by its own promise (location, social media,
purchases). Words of nine languages are known; a name in code or in another language is not.
Such columns belong in the separate table of the fairness audit.
"""

import re
import unicodedata
from dataclasses import dataclass

_SPLIT = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class _Ground:
    """One protected ground: words that give it away anywhere, and names that do so alone."""

    ground: str
    anywhere: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PERSON = _words("applicant borrower customer client person debtor member user consumer own my")
"""Words that may stand before a whole name without changing what it means."""

_DECORATION = _words(
    "years year yrs in at the of on code cd group grp band bucket bin cat category flag ind is "
    "id type class value num count n 1 2 3 current application origination x"
)
"""Words that may stand around a whole name without changing what it means."""

_GROUNDS = (
    _Ground(
        "sex",
        _words("sex gender genders female male woman man pronoun pronouns salutation maiden "
               "sexe sexo sesso geschlecht geslacht kjonn plec pohlavi anrede"),
        _words("title mr mrs ms"),
    ),
    _Ground(
        "age",
        _words("birth birthday birthdate birthyear dob yob geburtsdatum geburtsjahr geburtstag "
               "naissance nacimiento nascita nascimento geboortedatum urodzenia narozeni"),
        _words("age ages aged alter edad eta idade leeftijd wiek vek"),
    ),
    _Ground(
        "marital status",
        _words("marital marriage married spouse wife husband divorced widow widowed civilstatus "
               "familienstand matrimonial cywilny"),
    ),
    _Ground(
        "race or ethnic origin",
        _words("race racial ethnicity ethnic caste tribe tribal hispanic latino minority skin "
               "ethnie etnia rasse raza"),
        _words("colour color black white asian"),
    ),
    _Ground(
        "national origin",
        _words("nationality nationalities citizenship citizen immigrant immigration foreign "
               "foreigner birthplace birthcountry visa refugee asylum nationalitat nationalite "
               "nacionalidad nacionalidade nazionalita nationaliteit staatsangehorigkeit "
               "staatsburgerschaft"),
    ),
    _Ground(
        "religion",
        _words("religion religious faith church creed denomination mosque konfession"),
    ),
    _Ground(
        "health or disability",
        _words("health disability disabilities disabled handicap medical diagnosis illness "
               "disease hospital pregnancy pregnant maternity genetic genetics dna"),
    ),
    _Ground("sexual orientation", _words("lgbt lgbtq transgender"), _words("orientation")),
    _Ground("politics or union membership", _words("political politics union ideology")),
    _Ground(
        "public assistance",
        _words("welfare medicaid snap wic ccpa benefit benefits"),
    ),
    _Ground(
        "education or language (proxies)",
        _words("education educational edu schooling university college language mothertongue"),
    ),
    _Ground(
        "name of a person",
        _words("surname firstname lastname fullname forename middlename "
               "vorname nachname prenom apellido apellidos cognome nazwisko prijmeni"),
        _words("name names"),
    ),
    _Ground(
        "address or location",
        _words("address street postcode postal zip zipcode gps latitude longitude geolocation "
               "geohash neighbourhood neighborhood plz postleitzahl adresse adresa adres "
               "direccion indirizzo wohnort"),
        _words("lat lon lng location city town county region district"),
    ),
    _Ground(
        "social media or contacts",
        _words("facebook instagram twitter tiktok linkedin whatsapp followers social contacts"),
    ),
    _Ground(
        "what a person buys, or from whom",
        _words("merchant merchants mcc payee payees counterparty counterparties shopping retailer "
               "supermarket groceries grocery restaurant restaurants gambling casino betting "
               "lottery alcohol tobacco"),
        _words("narrative memo remittance description"),
    ),
)  # fmt: skip

_PHRASES = (
    ("national origin", ("national", "origin")),
    ("national origin", ("country", "birth")),
    ("national origin", ("country", "origin")),
    ("public assistance", ("public", "assistance")),
    ("public assistance", ("food", "stamps")),
    ("sexual orientation", ("sexual", "orientation")),
    ("politics or union membership", ("trade", "union")),
    ("health or disability", ("health", "status")),
    ("what a person buys, or from whom", ("purchase", "category")),
    ("what a person buys, or from whom", ("spending", "category")),
    ("what a person buys, or from whom", ("transaction", "category")),
    ("what a person buys, or from whom", ("transaction", "description")),
    ("marital status", ("estado", "civil")),
    ("marital status", ("etat", "civil")),
    ("marital status", ("stato", "civile")),
    ("marital status", ("rodinny", "stav")),
    ("address or location", ("code", "postal")),
    ("name of a person", ("first", "name")),
    ("name of a person", ("last", "name")),
    ("name of a person", ("full", "name")),
)

_NOT_PROTECTED = (("credit", "union"), ("health", "insurance"), ("social", "insurance"))
"""Phrases whose single words would give a false alarm."""

GATE_COLUMNS = frozenset(
    {
        "history_days",
        "days_with_transactions",
        "longest_gap_days",
        "other_currency_share",
        "accounts_without_balance",
        "enough_information",
    }
)
"""Columns that say how much is known of a person: they decide whether there is a score at all."""


class ProtectedColumnWarning(UserWarning):
    """A protected attribute stood among the columns given to a scorer and was left out."""


class ProtectedFeatureError(ValueError):
    """A scorecard document holds a protected attribute; such a document is never used."""


def protected_ground(column: str) -> str | None:
    """Return the protected ground a column's name points to, or None.

    Parameters
    ----------
    column : str
        Name of a column, in any usual style (snake case, camel case, capitals, dots).

    Returns
    -------
    str or None
        The ground, in plain words; None when the name points to none. Length of a relationship
        or of a credit history (``account_age``, ``tradeline_age_oldest``) is not a person's age.

    Examples
    --------
    >>> protected_ground("personal_status_sex")
    'sex'
    >>> protected_ground("ApplicantAge")
    'age'
    >>> protected_ground("tradeline_age_oldest") is None
    True
    """
    if column in GATE_COLUMNS:
        return "how much is known of a person"
    plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode()
    words = [word for word in _SPLIT.split(_CAMEL.sub("_", plain).lower()) if word]
    words = _without_phrases(words)
    present = frozenset(words)
    for ground, phrase in _PHRASES:
        if present.issuperset(phrase):
            return ground
    bare = [word for word in words if word not in _DECORATION]
    while len(bare) > 1 and bare[0] in _PERSON:
        bare = bare[1:]
    for entry in _GROUNDS:
        if present & entry.anywhere or (len(bare) == 1 and bare[0] in entry.whole):
            return entry.ground
    return None


def _without_phrases(words: list[str]) -> list[str]:
    for phrase in _NOT_PROTECTED:
        for start in range(len(words) - len(phrase) + 1):
            if tuple(words[start : start + len(phrase)]) == phrase:
                return words[:start] + words[start + len(phrase) :]
    return words
