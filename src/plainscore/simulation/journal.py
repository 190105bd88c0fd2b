"""The journal: every recorded movement of money of one chunk of people, column by column."""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from plainscore.simulation.arrays import Ints
from plainscore.simulation.streams import Stream


class Purse(IntEnum):
    """Which of a person's accounts money moved on."""

    MAIN = 0
    SECOND = 1
    SAVINGS = 2


@dataclass(frozen=True, slots=True)
class Movements:
    """The movements of a chunk, sorted by person, account and booking order."""

    who: Ints
    purse: Ints
    day: Ints
    cents: Ints
    balance: Ints
    stream: Ints

    def __len__(self) -> int:
        return len(self.who)


@dataclass(slots=True)
class Journal:
    """Collects movements while days are lived.

    Parameters
    ----------
    day : int
        The day being lived, counted from the first day of each person's life.
    recording : bool
        Off before the records start and after the application: nobody sees those days.
    """

    day: int = 0
    recording: bool = False
    _rows: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)
    _marks: list[tuple[int, int]] = field(default_factory=list)
    _streams: list[Ints | int] = field(default_factory=list)

    def add(
        self, who: Ints, purse: Purse, cents: Ints, balance: Ints, stream: Stream | Ints
    ) -> None:
        """Write one movement for each of `who`, with the balance it leaves."""
        if self.recording and len(who):
            self._rows.append((who, cents, balance))
            self._marks.append((self.day, purse))
            self._streams.append(stream if isinstance(stream, np.ndarray) else int(stream))

    def movements(self, first_day: Ints, accounts_each: int = len(Purse)) -> Movements:
        """Return what was recorded on or after each person's first seen day, sorted.

        Parameters
        ----------
        first_day : ndarray of int64, shape (people,)
            Day of life from which a person's record is seen.
        accounts_each : int
            Number of purses a person may hold.

        Returns
        -------
        Movements
            Sorted by person, account, then the order of booking.
        """
        if not self._rows:
            empty = np.empty(0, np.int64)
            return Movements(empty, empty, empty, empty, empty, empty)
        lengths = np.array([len(who) for who, _, _ in self._rows])
        marks = np.array(self._marks, np.int64)
        who = np.concatenate([row[0] for row in self._rows])
        day = np.repeat(marks[:, 0], lengths)
        purse = np.repeat(marks[:, 1], lengths)
        seen = np.flatnonzero(day >= first_day[who])
        order = seen[np.argsort((who * accounts_each + purse)[seen], kind="stable")]
        streams = np.concatenate(
            [
                stream if isinstance(stream, np.ndarray) else np.full(length, stream, np.int64)
                for stream, length in zip(self._streams, lengths, strict=True)
            ]
        )
        return Movements(
            who=who[order],
            purse=purse[order],
            day=day[order],
            cents=np.concatenate([row[1] for row in self._rows])[order],
            balance=np.concatenate([row[2] for row in self._rows])[order],
            stream=streams[order],
        )
