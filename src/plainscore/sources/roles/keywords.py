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


class KeywordTableError(ValueError):
    """A keyword table that cannot be used, with the entry at fault."""


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
    """

    words: tuple[str, ...]
    stem: bool
    role: Role

    @property
    def weight(self) -> tuple[int, int]:
        """Longer phrases say more: words, then letters."""
        return len(self.words), sum(map(len, self.words))


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

        The longest phrase decides. Two equally long phrases that disagree tell nothing.

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
        """
        words = plain_words(text)
        wholes, stems = self._indexes[inflow]
        best: tuple[int, int] = (0, 0)
        roles: set[Role] = set()
        for place, word in enumerate(words):
            candidates = wholes.get(word, ())
            if len(word) >= FEWEST_STEM_LETTERS:
                candidates = (*candidates, *stems.get(word[:FEWEST_STEM_LETTERS], ()))
            for phrase in candidates:
                if phrase.weight >= best and _stands(phrase, words, place):
                    if phrase.weight > best:
                        best, roles = phrase.weight, set()
                    roles.add(phrase.role)
        return roles.pop() if len(roles) == 1 else None


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


def _stands(phrase: Phrase, words: list[str], place: int) -> bool:
    length = len(phrase.words)
    here = words[place : place + length]
    if len(here) < length or tuple(here[:-1]) != phrase.words[:-1]:
        return False
    last = phrase.words[-1]
    return here[-1].startswith(last) if phrase.stem else here[-1] == last


@lru_cache(maxsize=8)
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
        If an entry names no role of the closed list, has no direction, or is not a phrase.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> load_keywords().role("BVG Strom Abschlag", inflow=False).value
    'utilities'
    """
    if path is None:
        content = resources.files(__package__).joinpath("keywords.toml").read_text("utf-8")
    else:
        content = path.read_text("utf-8")
    try:
        return parse_keywords(content)
    except tomllib.TOMLDecodeError as error:
        raise KeywordTableError(f"the keyword table is not TOML: {error}") from error


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
        If an entry names no role of the closed list, has no direction, or is not a phrase.

    Examples
    --------
    >>> table = parse_keywords('[housing.outflow]' + chr(10) + 'en = ["rent"]')
    >>> table.role("RENT MAY", inflow=False).value
    'housing'
    """
    directions: dict[str, list[Phrase]] = {"inflow": [], "outflow": []}
    for name, section in tomllib.loads(content).items():
        if name not in set(Role):
            raise KeywordTableError(f"[{name}] is not a role; one of {', '.join(Role)}")
        for direction, languages in _tables(section, name):
            if direction not in directions:
                raise KeywordTableError(f"[{name}.{direction}]: write inflow or outflow")
            for language, phrases in _tables(languages, f"{name}.{direction}"):
                if not isinstance(phrases, list):
                    raise KeywordTableError(f"{name}.{direction}.{language}: give a list")
                directions[direction] += [
                    _phrase(phrase, Role(name), f"{name}.{direction}.{language}")
                    for phrase in phrases
                ]
    return KeywordTable(tuple(directions["inflow"]), tuple(directions["outflow"]))


def _tables(section: object, place: str) -> list[tuple[str, object]]:
    if not isinstance(section, dict):
        raise KeywordTableError(f"{place}: give a section")
    return list(section.items())


def _phrase(phrase: object, role: Role, place: str) -> Phrase:
    words = tuple(plain_words(phrase)) if isinstance(phrase, str) else ()
    if not words:
        raise KeywordTableError(f"{place}: {phrase!r} is not a phrase")
    stem = isinstance(phrase, str) and phrase.rstrip().endswith("*")
    if stem and len(words[-1]) < FEWEST_STEM_LETTERS:
        raise KeywordTableError(f"{place}: {phrase!r} is too short a beginning")
    return Phrase(words, stem, role)
