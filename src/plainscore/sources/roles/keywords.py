"""The keyword table: a small list of words, open to everyone, that may tell a role.

The table is a TOML file. Each section is ``[role.inflow]`` or ``[role.outflow]``; each entry is a
language and its phrases. A phrase matches whole words after accents are folded; a word that ends
with ``*`` matches any word that begins so.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from plainscore.records import Role
from plainscore.sources.roles.wording import plain_words

FEWEST_STEM_LETTERS = 4

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class KeywordTableError(ValueError):
    """A keyword table that cannot be used, with the entry at fault.

    Examples
    --------
    >>> try:
    ...     parse_keywords("[shops.outflow]")
    ... except KeywordTableError as error:
    ...     print(error)
    [shops] is not a role; one of income, housing, ...
    """


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of the table.

    Parameters
    ----------
    words : tuple of str
        Plain words; the last may be a stem.
    stem : bool
        Whether the last word is the beginning of a word.
    role : Role
        What the phrase tells.

    Examples
    --------
    >>> Phrase(("ground", "rent"), False, Role.HOUSING).weight
    2
    """

    words: tuple[str, ...]
    stem: bool
    role: Role

    @property
    def weight(self) -> int:
        """Longer phrases say more: their number of words."""
        return len(self.words)


class KeywordTable:
    """Phrases by direction, ready to be looked up.

    Parameters
    ----------
    inflow, outflow : iterable of Phrase
        The phrases that apply to money coming in and to money going out.

    Examples
    --------
    >>> table = load_keywords()
    >>> table.role("Dauerauftrag Miete Mai", inflow=False).value
    'housing'
    >>> table.role("Miete", inflow=True) is None
    True
    """

    def __init__(self, inflow: tuple[Phrase, ...], outflow: tuple[Phrase, ...]) -> None:
        self.inflow = inflow
        self.outflow = outflow
        self._indexes = {True: _index(inflow), False: _index(outflow)}

    def role(self, text: str, *, inflow: bool) -> Role | None:
        """Say what the words of a line tell.

        The longest phrase decides. Equally long phrases that disagree tell nothing, and neither
        does a word for income beside a word for something else: a loan is never income.

        Parameters
        ----------
        text : str
            Free text of the line.
        inflow : bool
            Whether money came in.

        Returns
        -------
        Role or None
            The role, when a phrase tells it.

        Examples
        --------
        >>> load_keywords().role("RÜCKLASTSCHRIFT Strom", inflow=True).value
        'returned_payment'
        """
        words = plain_words(text)
        wholes, stems = self._indexes[inflow]
        beginnings = [word[:FEWEST_STEM_LETTERS] for word in words]
        if wholes.keys().isdisjoint(words) and stems.keys().isdisjoint(beginnings):
            return None
        standing = [
            phrase
            for place, word in enumerate(words)
            for phrase in wholes.get(word, ()) + stems.get(word[:FEWEST_STEM_LETTERS], ())
            if _stands(phrase, words, place)
        ]
        if not standing:
            return None
        longest = max(phrase.weight for phrase in standing)
        roles = {phrase.role for phrase in standing if phrase.weight == longest}
        if len(roles) > 1 or (roles == {Role.INCOME} and _disagree(standing)):
            return None
        return roles.pop()


Index = tuple[dict[str, tuple[Phrase, ...]], dict[str, tuple[Phrase, ...]]]


def _index(phrases: tuple[Phrase, ...]) -> Index:
    wholes: dict[str, tuple[Phrase, ...]] = {}
    stems: dict[str, tuple[Phrase, ...]] = {}
    for phrase in phrases:
        first = phrase.words[0]
        if phrase.stem and len(phrase.words) == 1:
            key = first[:FEWEST_STEM_LETTERS]
            stems[key] = (*stems.get(key, ()), phrase)
        else:
            wholes[first] = (*wholes.get(first, ()), phrase)
    return wholes, stems


def _disagree(phrases: list[Phrase]) -> bool:
    return len({phrase.role for phrase in phrases}) > 1


def _stands(phrase: Phrase, words: list[str], place: int) -> bool:
    length = len(phrase.words)
    here = words[place : place + length]
    if len(here) < length or tuple(here[:-1]) != phrase.words[:-1]:
        return False
    last = phrase.words[-1]
    return here[-1].startswith(last) if phrase.stem else here[-1] == last


def load_keywords(path: Path | None = None) -> KeywordTable:
    """Read a keyword table.

    Parameters
    ----------
    path : pathlib.Path, optional
        A TOML file; the table shipped with the package by default.

    Returns
    -------
    KeywordTable
        The phrases, ready to be looked up.

    Raises
    ------
    KeywordTableError
        If it is not TOML, or an entry names no role of the closed list, has no direction, or is
        not a phrase.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> load_keywords().role("BVG Strom Abschlag", inflow=False).value
    'utilities'
    """
    return _shipped() if path is None else parse_keywords(path.read_text("utf-8"))


@lru_cache(maxsize=1)
def _shipped() -> KeywordTable:
    content = resources.files(__package__).joinpath("keywords.toml").read_text("utf-8")
    return parse_keywords(content)


def parse_keywords(content: str) -> KeywordTable:
    """Read a keyword table from its text.

    Parameters
    ----------
    content : str
        TOML.

    Returns
    -------
    KeywordTable
        The phrases, ready to be looked up.

    Raises
    ------
    KeywordTableError
        If it is not TOML, or an entry names no role of the closed list, has no direction, or is
        not a phrase.

    Examples
    --------
    >>> table = parse_keywords('[housing.outflow]' + chr(10) + 'en = ["rent"]')
    >>> table.role("RENT MAY", inflow=False).value
    'housing'
    """
    try:
        sections = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise KeywordTableError(f"the keyword table is not TOML: {error}") from error
    directions: dict[str, list[Phrase]] = {"inflow": [], "outflow": []}
    for name, section in sections.items():
        if name not in set(Role):
            raise KeywordTableError(f"[{name}] is not a role; one of {', '.join(Role)}")
        for direction, languages in _tables(section, name):
            if direction not in directions:
                raise KeywordTableError(f"[{name}.{direction}]: write inflow or outflow")
            for language, phrases in _tables(languages, f"{name}.{direction}"):
                if not isinstance(phrases, list):
                    raise KeywordTableError(f"{name}.{direction}.{language}: give a list")
                for phrase in phrases:
                    place = f"{name}.{direction}.{language}"
                    directions[direction] += _spellings(phrase, Role(name), place)
    return KeywordTable(tuple(directions["inflow"]), tuple(directions["outflow"]))


def _tables(section: object, place: str) -> list[tuple[str, object]]:
    if not isinstance(section, dict):
        raise KeywordTableError(f"{place}: give a section")
    return list(section.items())


def _spellings(phrase: object, role: Role, place: str) -> list[Phrase]:
    """Read one entry: as it stands, and with the umlauts spelt out, as banks often do."""
    if not isinstance(phrase, str) or not plain_words(phrase):
        raise KeywordTableError(f"{place}: {phrase!r} is not a phrase")
    stem = phrase.rstrip().endswith("*")
    lowered = phrase.lower()
    spellings = {tuple(plain_words(text)) for text in (lowered, lowered.translate(_SPELT_OUT))}
    if stem and min(len(words[-1]) for words in spellings) < FEWEST_STEM_LETTERS:
        raise KeywordTableError(f"{place}: {phrase!r} is too short a beginning")
    return [Phrase(words, stem, role) for words in sorted(spellings)]
