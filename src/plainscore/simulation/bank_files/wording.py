"""One person's bank at work: who the other sides are and how each line is worded."""

from random import Random

from plainscore.simulation.bank_files.phrases import LANGUAGES
from plainscore.simulation.streams import Stream

_LANGUAGE_WEIGHTS = (5, 3, 2)
_MANY = frozenset(
    {Stream.GROCERY, Stream.TRANSPORT, Stream.LEISURE, Stream.CASH, Stream.SHOCK, Stream.REFUND}
)
"""Streams with a new other side on each line; the others stay with one and its wording."""

_KNOWN_SIDES = 12
_HIGHEST_NUMBER = 9_000


class Wording:
    """Words the lines of one person.

    Parameters
    ----------
    random : random.Random
        The person's own generator.

    Examples
    --------
    >>> wording = Wording(Random(1))
    >>> first, second = (wording.line(Stream.WAGE, "2024-05-31") for _ in range(2))
    >>> first[1] == second[1]
    True
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._language = random.choices(LANGUAGES, _LANGUAGE_WEIGHTS)[0]
        self._templates: dict[Stream, tuple[str, str]] = {}
        self._sides: dict[Stream, list[tuple[str, str]]] = {}

    def line(self, stream: Stream, day: str) -> tuple[str, str]:
        """Return text and other side of one line booked on an ISO date."""
        if stream in _MANY:
            template, party = self._one_of_many(stream)
        else:
            template, party = self._the_one(stream)
        if "{" in template:
            template = template.format(
                ref=self._random.randrange(10**7, 10**8), month=day[5:7], year=day[:4]
            )
        return template, party

    def _the_one(self, stream: Stream) -> tuple[str, str]:
        known = self._templates.get(stream)
        if known is None:
            known = self._templates[stream] = self._draw(stream)
        return known

    def _one_of_many(self, stream: Stream) -> tuple[str, str]:
        sides = self._sides.get(stream)
        if sides is None:
            sides = self._sides[stream] = [self._draw(stream) for _ in range(_KNOWN_SIDES)]
        return sides[int(self._random.random() * _KNOWN_SIDES)]

    def _draw(self, stream: Stream) -> tuple[str, str]:
        """Draw an other side and its way of wording, with its number filled in."""
        words = self._language[stream]
        number = str(self._random.randrange(1, _HIGHEST_NUMBER))
        template = self._random.choice(words.phrases).replace("{no}", number)
        return template, f"{words.party} {number}"
